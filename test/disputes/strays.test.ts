import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { createStripe } from '../../src/platform/stripe/index.ts';
import { cast, hold } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

/** Pays by an intent that is one too many for a payment; says the charge. */
async function payAstray({ id, payment }: Answer['body']): Promise<string> {
  const intent = await createStripe(parseConfig(h.vars)).paymentIntents.create({
    amount: 228_40,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_visa',
    confirm: true,
    metadata: { paymentId: payment.id, subject: id },
  });
  await h.drainJobs();
  return String(intent.latest_charge);
}

test('a dispute of what was paid by an intent too many, for a stay that nobody else paid, is waited for no longer', async () => {
  const { guest, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  h.clock.advance(3_600_000);
  await h.drainJobs();
  const charge = await payAstray(held);
  h.stripe.openDispute(charge, { amount: 228_40 });
  await h.drainJobs();
  const waiting = await h.sql(`select kind, last_error from jobs where done_at is null and attempts > 0`);
  expect(waiting).toEqual([]);
});
