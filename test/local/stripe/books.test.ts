import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openAccount } from './account.ts';

const { server, stripe } = await openAccount();

afterAll(() => server.close());

const card = fc.constantFrom(
  'pm_card_visa',
  'pm_card_visa_chargeDeclined',
  'pm_card_threeDSecure2Required',
  'pm_card_pendingRefund',
  'pm_card_refundFail',
);
const amount = fc.integer({ min: 1, max: 12_000 });
const step = fc.oneof(
  fc.record({ do: fc.constant('confirm' as const), card }),
  fc.record({ do: fc.constant('challenge' as const), isPassed: fc.boolean() }),
  fc.record({ do: fc.constant('capture' as const), amount }),
  fc.record({ do: fc.constant('cancel' as const) }),
  fc.record({ do: fc.constant('refund' as const), amount }),
  fc.record({ do: fc.constant('fail refund' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test('whatever is done to a payment, its intent, charge, refunds and balance agree, and no more is given back than was taken', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('automatic', 'manual'),
      fc.array(step, { maxLength: 12 }),
      async (capture, steps) => {
        const { id } = await stripe.paymentIntents.create({
          amount: 10_000,
          currency: 'usd',
          capture_method: capture,
          allowed_payment_method_types: ['card'],
          metadata: { run: String(server.api.state().paymentIntents.length) },
        });
        for (const taken of steps) {
          await take(id, taken).catch(() => 'refused');
          checkBooks(id);
        }
      },
    ),
    { numRuns: 100 },
  );
});

async function take(id: string, taken: Step): Promise<unknown> {
  switch (taken.do) {
    case 'confirm':
      return stripe.paymentIntents.confirm(id, { payment_method: taken.card });
    case 'challenge':
      return server.completeChallenge(id, taken.isPassed);
    case 'capture':
      return stripe.paymentIntents.capture(id, { amount_to_capture: taken.amount });
    case 'cancel':
      return stripe.paymentIntents.cancel(id);
    case 'refund':
      return stripe.refunds.create({ payment_intent: id, amount: taken.amount });
    case 'fail refund': {
      const [latest] = (await stripe.refunds.list({ payment_intent: id })).data;
      return latest === undefined ? undefined : server.settleRefund(latest.id, 'failed');
    }
  }
}

function checkBooks(id: string): void {
  const state = server.api.state();
  const intent = state.paymentIntents.find((candidate) => candidate.id === id);
  if (intent === undefined) throw new Error(`${id} is not stored`);
  const charge = state.charges.find((candidate) => candidate.id === intent.latest_charge);
  const refunds = state.refunds.filter((refund) => refund.payment_intent === id);
  const totals = server.api.totals({ run: intent.metadata.run ?? '' });
  const sources = [charge?.id, ...refunds.map((refund) => refund.id)];
  const booked = state.balanceTransactions
    .filter((transaction) => sources.includes(String(transaction.source)))
    .reduce((sum, transaction) => sum + transaction.amount, 0);

  expect(totals.captured).toBe(charge?.amount_captured ?? 0);
  expect(totals.refunded).toBeLessThanOrEqual(totals.captured);
  expect(booked).toBe(totals.captured - totals.refunded);
  expect(charge?.amount_refunded ?? 0).toBe(
    refunds.filter((refund) => refund.status !== 'failed').reduce((sum, refund) => sum + refund.amount, 0),
  );
  expect(totals.held > 0).toBe(intent.status === 'requires_capture');
  expect(totals.captured > 0).toBe(intent.status === 'succeeded');
}
