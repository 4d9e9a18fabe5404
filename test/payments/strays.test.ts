import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { createStripe } from '../../src/platform/stripe/index.ts';
import { booked, cast } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { ledgerOf } from '../payouts/scene.ts';

const PAID = 228_40;

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

/** A paid stay that is paid once more by an intent too many, with such a card. */
async function paidTwice(card: string) {
  const { guest, listingId } = await cast(h);
  const { id, payment } = await booked(h, guest, listingId);
  const before = await ledgerOf(h, id);
  const stray = await createStripe(parseConfig(h.vars)).paymentIntents.create({
    amount: PAID,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: card,
    confirm: true,
    metadata: { paymentId: payment.id, subject: id },
  });
  await h.drainJobs();
  const refunds = () => h.stripe.api.state().refunds.filter(({ payment_intent: of }) => of === stray.id);
  /** What the books say of it beyond what they said before, without what Stripe keeps. */
  const booksSince = async () => {
    const now = await ledgerOf(h, id);
    const fees = Number(now['stripe-fees']) - Number(before['stripe-fees']);
    return { guest: 'guest' in now ? now.guest : 0, stripe: Number(now.stripe) - Number(before.stripe) + fees };
  };
  return { refunds, booksSince };
}

test('what was paid by an intent too many is owed until Stripe has given it back, told doubled and shuffled', async () => {
  h.stripe.webhooks.duplicates = 1;
  h.stripe.webhooks.shuffle = true;
  const { refunds, booksSince } = await paidTwice('pm_card_pendingRefund');
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'pending' }]);
  expect(await booksSince()).toEqual({ guest: 0 - PAID, stripe: PAID });
  h.clock.advance(3_600_000);
  await h.drainJobs();
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'succeeded' }]);
  expect(await booksSince()).toEqual({ guest: 0, stripe: 0 });
  h.clock.advance(2 * 86_400_000);
  await h.drainJobs();
  expect(refunds()).toHaveLength(1);
  await assertConverged(h);
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
});

test('what was paid by an intent too many and could not be given back is owed, and told to the operator', async () => {
  const { refunds, booksSince } = await paidTwice('pm_card_refundFail');
  h.clock.advance(3_600_000);
  await h.drainJobs();
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'failed' }]);
  expect(await booksSince()).toEqual({ guest: 0 - PAID, stripe: PAID });
  expect(h.worker.logs.filter((line) => line.includes('"intent.refund-failed"'))).toHaveLength(1);
  h.clock.advance(2 * 86_400_000);
  await h.drainJobs();
  expect(refunds()).toHaveLength(1);
});
