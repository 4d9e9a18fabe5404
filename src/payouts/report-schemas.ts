import { daysBetween } from '../kernel/dates.ts';
import { z } from '../kernel/zod.ts';
import { currencyField, dateField, idField, instantField, replyDate } from '../platform/http/fields.ts';
import { amount } from './schemas.ts';

const MOST_DAYS = 366;

export const StatementParams = z.object({
  month: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'is not a month of the form YYYY-MM')
    .openapi({ example: '2027-06', param: { name: 'month', in: 'path' } }),
});

export const lineKinds = [
  'earning',
  'refund',
  'dispute',
  'deposit',
  'fee',
  'payout',
  'payout-returned',
  'reversal',
  'adjustment',
] as const;

const StatementLine = z
  .strictObject({
    at: instantField,
    kind: z.enum(lineKinds).openapi({
      description:
        '`earning`: a guest has paid. `refund`, `dispute`: the guest got back. `payout`: transferred to the host. ' +
        '`payout-returned`: Stripe refused it. `reversal`: taken back of a transfer, for a refund or dispute before it.',
    }),
    reference: z.string().openapi({ description: 'Id of the payment, refund, payout or reversal.' }),
    bookingId: z.string().nullable(),
    listingTitle: z.string().nullable(),
    checkIn: replyDate.nullable(),
    checkOut: replyDate.nullable(),
    amount: amount.openapi({ description: 'What the line adds to what the marketplace owes the host.' }),
    balance: amount.openapi({ description: 'What the marketplace owes the host after it.' }),
  })
  .openapi('StatementLine', {
    example: {
      at: '2027-06-13T19:00:04.000Z',
      kind: 'payout',
      reference: 'pyo_01kav0h2e6f8w9x3m5n7p9q1r3',
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      listingTitle: 'Loft by the river',
      checkIn: '2027-06-12',
      checkOut: '2027-06-14',
      amount: -19_400,
      balance: 0,
    },
  });

const CurrencyStatement = z
  .strictObject({
    currency: currencyField,
    opening: amount.openapi({ description: 'What the marketplace owed the host when the month began.' }),
    lines: z.array(StatementLine),
    closing: amount.openapi({ description: 'What it owed when the month ended.' }),
  })
  .openapi('CurrencyStatement', { example: { currency: 'USD', opening: 19_400, lines: [], closing: 19_400 } });

export const Statement = z
  .strictObject({
    month: z.string(),
    timeZone: z.string().openapi({ description: "The host's: the month begins and ends at its midnights." }),
    statements: z.array(CurrencyStatement),
  })
  .openapi('Statement', { example: { month: '2027-06', timeZone: 'America/New_York', statements: [] } });

export const StatementFile = z.string().openapi('StatementFile', {
  description: 'The lines of all currencies, amounts in the major unit.',
  example: 'at,kind,reference,booking,listing,check in,check out,currency,amount,balance\r\n',
});

export const EarningsQuery = z
  .object({
    from: dateField.openapi({ description: 'The first night.', example: '2027-06-01' }),
    to: dateField.openapi({ description: 'The day after the last night.', example: '2027-07-01' }),
    listingId: idField('listing').optional(),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'is not after from' })
  .refine(({ from, to }) => daysBetween(from, to) <= MOST_DAYS, {
    path: ['to'],
    message: `is more than ${MOST_DAYS} days after from`,
  });

const NightEarning = z.strictObject({ date: replyDate, bookingId: z.string(), amount }).openapi('NightEarning', {
  example: { date: '2027-06-12', bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', amount: 9_700 },
});

const ListingEarnings = z
  .strictObject({
    listingId: z.string(),
    title: z.string(),
    currency: currencyField,
    total: amount,
    nights: z.array(NightEarning),
  })
  .openapi('ListingEarnings', {
    example: {
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      title: 'Loft by the river',
      currency: 'USD',
      total: 9_700,
      nights: [{ date: '2027-06-12', bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', amount: 9_700 }],
    },
  });

export const Earnings = z.strictObject({ listings: z.array(ListingEarnings) }).openapi('Earnings', {
  description:
    "The host's part of each night, cleaning and other fees spread over the nights; refunds are off the last ones.",
  example: { listings: [] },
});
