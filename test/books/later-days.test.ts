import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, move } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person } from '../harness/people.ts';
import { ledgerOf } from '../payouts/scene.ts';
import { reconcile } from './month.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterAll(() => h.close());

const differences = async () => (await ask(h, operator, 'GET', '/v1/admin/differences')).body.data;

/** Ends the day, and compares it once it can be. */
async function nextDay(): Promise<void> {
  const midnight = Math.ceil(h.clock.now() / 86_400_000) * 86_400_000;
  await reconcile(h, new Date(midnight + 7 * 3_600_000));
  expect((await ask(h, operator, 'GET', '/v1/admin/reconciliations?limit=1')).body.data).toMatchObject([
    { state: 'done' },
  ]);
}

test.each([0, 1])('a dispute that is won %i days after it was opened leaves no difference', async (days) => {
  const { guest, listingId } = await cast(h);
  await booked(h, guest, listingId);
  const dispute = h.stripe.openDispute(h.stripe.api.state().charges.at(-1)?.id ?? '');
  await h.drainJobs();
  if (days > 0) await nextDay();
  h.stripe.closeDispute(dispute, 'won');
  await h.drainJobs();
  await nextDay();
  expect(await differences()).toEqual([]);
});

test('a refund that came back unheard is found, booked by itself, paid once more, and never counted twice', async () => {
  const { guest, listingId } = await cast(h);
  const { id, payment } = await booked(h, guest, listingId);
  await move(h, guest, id, 'cancel');
  await h.drainJobs();
  await nextDay();
  expect(await differences()).toEqual([]);

  h.stripe.webhooks.pause();
  const refund = h.stripe.api.state().refunds.at(-1)?.id ?? '';
  h.stripe.settleRefund(refund, 'failed');
  let closed: Answer | undefined;
  h.faults.stripe.use(async (_, { path }) => {
    if (path !== `/v1/refunds/${refund}`) return undefined;
    const [found] = await differences();
    closed = await ask(h, operator, 'POST', `/v1/admin/differences/${found.id}/close`, {
      account: 'guest',
      reason: 'It came back.',
    });
    return undefined;
  });
  await nextDay();
  h.faults.stripe.reset();
  expect(closed).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
  expect(await ledgerOf(h, id)).toMatchObject({ guest: -228_40 });

  const again = await ask(h, operator, 'POST', `/v1/admin/bookings/${id}/returned-refunds`, { reason: 'New card' });
  expect(again).toMatchObject({ status: 201, body: { refund: 228_40 } });
  await nextDay();
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  expect(h.stripe.api.totals({ paymentId: payment.id })).toMatchObject({ refunded: 228_40 });
  expect(await differences()).toMatchObject([{ state: 'settled' }]);
});

test('a refund that came back is asked for at every comparison, should what was to ask for it be lost', async () => {
  const { guest, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  await move(h, guest, id, 'cancel');
  await h.drainJobs();
  await nextDay();
  h.stripe.webhooks.pause();
  h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
  h.faults.stripe.use((_, { path }) => (path.startsWith('/v1/refunds/re_') ? 'refuse' : undefined));
  await nextDay().catch(() => undefined);
  h.faults.stripe.reset();
  await h.sql(`update jobs set done_at = run_at where kind = 'sync-refund' and done_at is null`);
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  await nextDay();
  expect(await ledgerOf(h, id)).toMatchObject({ guest: -228_40 });
  h.stripe.webhooks.resume();
});
