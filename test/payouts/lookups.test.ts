import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { end } from '../bookings/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, type Person } from '../harness/people.ts';
import { balanceOf, bookedAhead, cast, HOUR, payoutsOf, transferredTo, until } from './scene.ts';

const MINUTE = HOUR / 60;

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
  // The marketplace has money of other stays.
  const { guest, listingId } = await cast(h);
  await bookedAhead(h, guest, listingId, 100, 20);
});
afterEach(() => {
  h.stripe.disrupt(undefined);
  h.faults.stripe.reset();
});
afterAll(() => end(h));

/** What Stripe makes by these requests it answers with a 500, which it keeps for their keys; whoever looks for it is refused. */
function loseAnswers(made: RegExp): void {
  h.stripe.disrupt(({ method, path }) => {
    if (!made.test(path)) return undefined;
    return method === 'POST' ? 'saved-500-after' : 'saved-400';
  });
}

test('a transfer of which Stripe does not say whether it was made is not made again', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  loseAnswers(/^\/v1\/transfers$/);
  await until(h, held);
  await until(h, held + MINUTE);
  expect(await payoutsOf(h, host)).toMatchObject([{ state: 'pending' }]);
  h.stripe.disrupt(undefined);
  await until(h, held + HOUR);
  await until(h, held + 8 * HOUR);
  expect(await payoutsOf(h, host)).toMatchObject([{ state: 'paid' }]);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
});

test('a transfer whose answer was lost is not made again because Stripe refuses to show the payment that it draws on', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  h.faults.stripe.use((_, { method, path }) =>
    method === 'POST' && path === '/v1/transfers' ? 'reset-after' : undefined,
  );
  await until(h, held);
  expect(transferredTo(h, stripeAccountId).count).toBe(1);
  h.faults.stripe.reset();
  h.stripe.disrupt(({ path }) => (path.startsWith('/v1/payment_intents/') ? 'saved-400' : undefined));
  await until(h, held + HOUR);
  h.stripe.disrupt(undefined);
  await until(h, held + 8 * HOUR);
  expect(await payoutsOf(h, host)).toMatchObject([{ state: 'paid' }]);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
});

test('what was taken back of a transfer, and Stripe does not say whether it was, is not owed by the host as well', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { id, held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  loseAnswers(/^\/v1\/transfers\/\w+\/reversals$/);
  const from = { hostReceives: 50_00, platformKeeps: 0, taxes: 0 };
  await ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, { reason: 'No hot water', from });
  await h.drainJobs();
  await until(h, held + MINUTE);
  h.stripe.disrupt(undefined);
  await until(h, held + HOUR);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 144_00 });
  expect(await balanceOf(h, host)).toMatchObject({ owed: 0, paid: 144_00 });
});
