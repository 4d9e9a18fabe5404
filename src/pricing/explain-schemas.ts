import { reasonCodes } from '../calendar/index.ts';
import { z } from '../kernel/zod.ts';
import { lengthFields, stayRuleFields } from '../listings/index.ts';
import { currencyField, dateField, replyDate } from '../platform/http/fields.ts';
import { ofStay, PartySchema, StayPrice } from './schemas.ts';

export const StayToExplain = ofStay(
  z.strictObject({
    checkIn: dateField,
    checkOut: dateField.openapi({ example: '2027-06-14' }),
    party: PartySchema,
  }),
).openapi('StayToExplain', {
  example: {
    checkIn: '2027-06-12',
    checkOut: '2027-06-14',
    party: { adults: 2, children: 0, infants: 0, pets: 0 },
  },
});
export type StayToExplain = z.output<typeof StayToExplain>;

const RuleOfReason = z
  .strictObject({ ...lengthFields, ...stayRuleFields, capacity: z.int(), leastAmount: z.int(), mostAmount: z.int() })
  .partial()
  .openapi('RuleOfReason', {
    description: 'The one rule that is in the way, with its value on these dates; empty where it is none of them.',
    example: { minNights: 3 },
  });

const StayReason = z
  .strictObject({
    code: z.enum([...reasonCodes, 'amount-not-chargeable']).openapi({
      description: '`nights-taken`: by a closure, another stay, or the nights that it keeps free.',
    }),
    rule: RuleOfReason,
    dates: z.array(replyDate).openapi({ description: 'On which it is in the way; none where that is no matter.' }),
  })
  .openapi('StayReason', {
    example: { code: 'too-few-nights', rule: { minNights: 3 }, dates: ['2027-06-12'] },
  });

const NearestStay = z
  .strictObject({
    checkIn: replyDate,
    checkOut: replyDate,
    total: z.int().openapi({ description: 'What the guest pays in all, just as a quote for this party says.' }),
  })
  .openapi('NearestStay', { example: { checkIn: '2027-06-15', checkOut: '2027-06-17', total: 41_112 } });

export const StayExplanation = z
  .strictObject({
    listingId: z.string(),
    currency: currencyField,
    reasons: z.array(StayReason).openapi({ description: 'All of them; none when the stay can be had.' }),
    price: StayPrice.nullable().openapi({
      description:
        'What the stay that was asked for comes to, just as a quote for this party says without a promotion code: for whoever ' +
        'has not signed in yet. Null where it cannot be had.',
    }),
    nearest: z.array(NearestStay).openapi({
      description:
        'Up to five stays that can be had, by how far their check-in is from the one asked for, the earlier first: the one ' +
        'asked for itself, if it can be. They have as many nights, or where the rules of a date ask for more or for fewer, ' +
        'so many.',
    }),
  })
  .openapi('StayExplanation', {
    example: {
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      currency: 'USD',
      reasons: [{ code: 'nights-taken', rule: {}, dates: ['2027-06-13'] }],
      price: null,
      nearest: [{ checkIn: '2027-06-11', checkOut: '2027-06-13', total: 41_112 }],
    },
  });
