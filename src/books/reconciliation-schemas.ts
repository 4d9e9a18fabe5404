import { z } from '../kernel/zod.ts';
import { ledgerAccounts } from '../platform/db/tables/payments.ts';
import { currencyField, dateField, idField, instantField, textField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';

const amount = z.int().openapi({ description: 'In the minor unit of the currency; negative what has left.' });

export const Reconciliation = z
  .strictObject({
    day: z.iso.date().openapi({ description: "Stripe's day, in UTC." }),
    state: z.enum(['reading', 'comparing', 'done']),
    pages: z.int().openapi({ description: "Of Stripe's lists, read so far." }),
    startedAt: instantField,
    finishedAt: instantField.nullable(),
    found: z.int().openapi({ description: 'Differences that were last found on this day.' }),
    open: z.int().openapi({ description: 'Of them, those that nobody has closed and that have not settled.' }),
  })
  .openapi('Reconciliation', {
    example: {
      day: '2026-11-22',
      state: 'done',
      pages: 9,
      startedAt: '2026-11-23T06:17:00.000Z',
      finishedAt: '2026-11-23T06:17:03.000Z',
      found: 1,
      open: 0,
    },
  });

export const ReconciliationPage = pageOf(Reconciliation, 'ReconciliationPage');
export const ReconciliationQuery = z.strictObject(pageQuery);
export const ReconciliationCursor = z.tuple([dateField]);
export const NewReconciliation = z
  .strictObject({ day: dateField })
  .openapi('NewReconciliation', { example: { day: '2026-11-22' } });

const state = z.enum(['open', 'closed', 'settled']).openapi({
  description: '`settled`: a later comparison found both sides the same, as when a webhook came late.',
});

const StripeSide = z
  .strictObject({
    balance: amount.nullable().openapi({ description: 'What has moved its balance; null if nothing has.' }),
    object: amount.nullable().openapi({ description: 'What the charge, refund, transfer or dispute itself says.' }),
  })
  .openapi('StripeSide', { example: { balance: -18_000, object: -18_000 } });

const differenceExample = {
  id: 'dif_01kav0h2e6f8w9x3m5n7p9q1r3',
  reference: 'ref_01kav0h2e6f8w9x3m5n7p9q1r3',
  bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
  currency: 'USD',
  ledger: 0,
  stripe: { balance: -18_000, object: -18_000 },
  state: 'closed',
  day: '2026-11-22',
  foundAt: '2026-11-23T06:17:03.000Z',
  closedAt: '2026-11-23T09:12:44.000Z',
  closedBy: 'per_01kav0h2e6f8w9x3m5n7p9q1r4',
  reason: 'Refunded in the Dashboard after a call.',
} as const;

export const Difference = z
  .strictObject({
    id: z.string(),
    reference: z.string().openapi({ description: "What it is about: our id of it, or Stripe's." }),
    bookingId: z.string().nullable(),
    currency: currencyField,
    ledger: amount.openapi({ description: 'What has moved at Stripe by our books, corrections included.' }),
    stripe: StripeSide,
    state,
    day: z.iso.date().openapi({ description: 'On which it was last found.' }),
    foundAt: instantField,
    closedAt: instantField.nullable(),
    closedBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .openapi('Difference', { example: differenceExample });

export const DifferencePage = pageOf(Difference, 'DifferencePage');
export const DifferenceQuery = z.strictObject({ ...pageQuery, state: state.optional() });
export const DifferenceCursor = z.tuple([idField('difference')]);

export const ClosedDifference = z
  .strictObject({
    account: z
      .enum(ledgerAccounts)
      .exclude(['stripe'])
      .default('adjustments')
      .openapi({ description: 'The account that bears what the books had wrong.' }),
    reason: textField(1, 1000),
  })
  .openapi('ClosedDifference', {
    example: { account: 'guest', reason: 'Refunded in the Dashboard after a call.' },
  });
