import { feeBases, feeCodes } from '../kernel/price-rules.ts';
import { z } from '../kernel/zod.ts';
import { amountField, currencyField, jurisdictionField, textField } from '../platform/http/fields.ts';

const MAX_FEES = 10;

const discount = z.int().min(0).max(9_000).openapi({ description: 'In basis points: 1000 is 10 %.', example: 1_000 });

const Tax = z
  .strictObject({ name: textField(1, 80), bps: z.int().min(1).max(5_000) })
  .openapi('ListingTax', { description: 'In basis points of what it taxes.', example: { name: 'City tax', bps: 600 } });

const ListingFee = z
  .strictObject({
    code: z.enum(feeCodes).openapi({ description: '`fee` is any other, which its name explains.' }),
    name: textField(1, 80).nullable().default(null),
    amount: amountField,
    per: z
      .enum(feeBases)
      .openapi({ description: 'Of a fee for pets, each pet is a guest, and without any none is due.' }),
    refundable: z
      .boolean()
      .default(true)
      .openapi({ description: 'Whether it goes back when the guest cancels before the check-in opens.' }),
  })
  .refine(({ code, name }) => code !== 'fee' || name !== null, { path: ['name'], message: 'is needed with code fee' })
  .openapi('ListingFee', {
    example: { code: 'pets', name: null, amount: 2_000, per: 'stay', refundable: true },
  });

const TimedDiscountSchema = z
  .strictObject({ days: z.int().min(0).max(730), bps: z.int().min(1).max(9_000) })
  .openapi('TimedDiscount', { description: 'In basis points.', example: { days: 60, bps: 1_000 } });

const pricingFields = {
  currency: currencyField,
  nightly: amountField.min(1).nullable(),
  weekendNightly: amountField
    .min(1)
    .nullable()
    .openapi({ description: 'Friday and Saturday nights; null: as any other.' }),
  cleaningFee: amountField,
  extraGuestFee: amountField.openapi({ description: 'Per night and per guest over `guestsIncluded`.' }),
  guestsIncluded: z.int().min(1).max(50),
  weeklyDiscountBps: discount,
  monthlyDiscountBps: discount,
  tax: Tax.nullable().openapi({ description: 'One that the host adds, beside those of the jurisdiction.' }),
  fees: z.array(ListingFee).max(MAX_FEES),
  jurisdiction: jurisdictionField
    .nullable()
    .openapi({ description: 'Whose taxes are due, of the tables of the marketplace.' }),
  newListingDiscount: z.boolean().openapi({ description: '20 % off the nights of its first 3 bookings.' }),
  earlyBird: TimedDiscountSchema.nullable().openapi({ description: 'For a check-in at least so many days ahead.' }),
  lastMinute: TimedDiscountSchema.nullable().openapi({ description: 'For a check-in at most so many days ahead.' }),
  nonRefundableBps: z.int().min(0).max(5_000).openapi({
    description: 'Off the nights for guests who book without a refund, in basis points; 0: they cannot.',
  }),
  damageDeposit: amountField
    .min(1)
    .nullable()
    .openapi({
      description:
        'Set aside on the card of each guest near the arrival, never part of the price; what a card can be charged. ' +
        'Null: none.',
    }),
};

export const pricingExample = {
  currency: 'USD',
  nightly: 12_000,
  weekendNightly: 14_000,
  cleaningFee: 4_000,
  extraGuestFee: 1_500,
  guestsIncluded: 2,
  weeklyDiscountBps: 1_000,
  monthlyDiscountBps: 2_500,
  tax: { name: 'City tax', bps: 600 },
  fees: [{ code: 'pets' as const, name: null, amount: 2_000, per: 'stay' as const, refundable: true }],
  jurisdiction: 'US-NC-ASHEVILLE',
  newListingDiscount: false,
  earlyBird: { days: 60, bps: 500 },
  lastMinute: null,
  nonRefundableBps: 1_000,
  damageDeposit: 20_000,
};

export const Pricing = z.strictObject(pricingFields).openapi('Pricing', {
  description: 'Amounts in the minor unit of the currency, before fees of the marketplace.',
  example: pricingExample,
});

export const PricingChanges = z
  .strictObject(pricingFields)
  .partial()
  .openapi('PricingChanges', {
    description: 'What is absent stays. Another currency needs every amount that is set to be given anew.',
    example: { nightly: 13_000 },
  });
export type PricingChanges = z.output<typeof PricingChanges>;
