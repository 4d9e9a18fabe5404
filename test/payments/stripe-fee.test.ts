import { expect, test } from 'vitest';
import { asId } from '../../src/kernel/ids.ts';
import { of } from '../../src/payments/ledger.ts';
import { feePostings } from '../../src/payments/stripe-fee.ts';

const guest = asId('person', 'per_01kav0h2e6f8w9x3m5n7p9q1r3');
const payment = { amount: 100_00, currency: 'EUR', payer_id: guest } as const;

test('what Stripe keeps is an expense', () => {
  expect(feePostings(payment, { amount: 100_00, fee: 320, currency: 'eur' })).toEqual([
    { currency: 'EUR', postings: { 'stripe-fees': 320, stripe: -320 } },
  ]);
});

test('a charge that settles in another currency is gone in the one and has come in the other, less the fee', () => {
  expect(feePostings(payment, { amount: 108_00, fee: 343, currency: 'usd' })).toEqual([
    { currency: 'EUR', postings: { stripe: of(guest, -100_00), exchange: 100_00 } },
    { currency: 'USD', postings: { stripe: 108_00 - 343, exchange: -108_00, 'stripe-fees': 343 } },
  ]);
});
