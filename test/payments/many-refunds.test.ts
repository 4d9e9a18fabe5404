import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, hold, pay, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, tokenFor } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

test('a refund is paid once though Stripe has forgotten its key, and a hundred others were made of the payment since', async () => {
  const support = await createPerson(h, { roles: ['support'] });
  const { guest, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  await pay(h, held);
  await h.drainJobs();
  h.faults.db.use((_, { body }) => (body.includes('update \\"refunds\\" set \\"state\\"') ? 'refuse' : undefined));
  const given = await h.api('POST', `/v1/admin/bookings/${held.id}/refunds`, {
    token: await tokenFor(h, support),
    body: { reason: 'No hot water.', from: { hostReceives: 10_00, platformKeeps: 0, taxes: 0 } },
  });
  expect(given).toMatchObject({ status: 201 });
  await h.worker.runCron('* * * * *', h.clock.now());
  await h.qstash.drain();
  const refunded = () => h.stripe.api.totals({ paymentId: held.payment.id }).refunded;
  expect(refunded()).toBe(10_00);
  // As somebody does in the Dashboard.
  const [refund] = h.stripe.api.state().refunds;
  const payment_intent = String(refund?.payment_intent);
  const stripe = clientOf(h.stripe);
  for (let made = 0; made < 100; made += 1) await stripe.refunds.create({ payment_intent, amount: 1 });
  h.faults.db.reset();
  h.clock.advance(25 * 3_600_000);
  await h.drainJobs();
  expect(refunded()).toBe(11_00);
  expect((await see(h, guest, held.id)).payment.refundState).toBe('succeeded');
});
