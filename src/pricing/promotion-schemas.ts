import { z } from '../kernel/zod.ts';
import { dateField, idField, idParams, instantField, replyDate, textField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';

/** What a guest names to have a promotion. */
export const promotionCodeField = z
  .string()
  .regex(/^[A-Z0-9-]{3,40}$/, 'is not 3 to 40 capitals, digits and hyphens')
  .openapi({ example: 'SUMMER-27' });

const bps = z.int().min(1).max(9_000).openapi({ description: 'Off the nights, in basis points: 1000 is 10 %.' });

export const NewPromotion = z
  .strictObject({
    name: textField(1, 80),
    code: promotionCodeField
      .nullable()
      .default(null)
      .openapi({ description: 'Only guests who name it have the promotion; null: every guest has it.' }),
    start: dateField.openapi({ description: 'The first night of a stay that has it.', example: '2027-06-01' }),
    end: dateField.openapi({
      description: 'The last check-out of a stay that has it; not past.',
      example: '2027-07-01',
    }),
    bps,
  })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'is not after start' })
  .openapi('NewPromotion', {
    example: { name: 'June', code: 'SUMMER-27', start: '2027-06-01', end: '2027-07-01', bps: 1_500 },
  });
export type NewPromotion = z.output<typeof NewPromotion>;

export const PromotionSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    code: z.string().nullable(),
    start: replyDate,
    end: replyDate,
    bps,
    createdAt: instantField,
  })
  .openapi('Promotion', {
    example: {
      id: 'pro_01kav0h2e6f8w9x3m5n7p9q1r3',
      name: 'June',
      code: 'SUMMER-27',
      start: '2027-06-01',
      end: '2027-07-01',
      bps: 1_500,
      createdAt: '2026-11-23T21:07:12.000Z',
    },
  });

export const PromotionPage = pageOf(PromotionSchema, 'PromotionPage');

export const PromotionQuery = z.strictObject(pageQuery);

/** What a page of promotions goes on from. */
export const PromotionKey = z.tuple([idField('promotion')]);

export const PromotionParams = idParams('listing').extend({
  promotionId: idField('promotion').openapi({ param: { name: 'promotionId', in: 'path' } }),
});
