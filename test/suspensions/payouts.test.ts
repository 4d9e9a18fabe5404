import { afterAll, beforeAll, expect, test } from 'vitest';
import { end } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { bookedAhead, cast, DAY, payoutsOf, transferredTo, until } from '../payouts/scene.ts';
import { done } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

test('a host who is suspended is paid nothing, and all that was due once they are reinstated, once', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const first = await bookedAhead(h, guest, listingId, 20);
  const second = await bookedAhead(h, guest, listingId, 25);
  await done(h, 'suspend', host);
  await until(h, first.held);
  await until(h, second.held + DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
  h.qstash.disturb({ duplicates: true });
  await done(h, 'reinstate', host);
  await h.drainJobs();
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: 2 * 194_00 });
  await until(h, second.held + 30 * DAY);
  h.qstash.disturb({});
  expect(await payoutsOf(h, host)).toHaveLength(2);
});

test('what was decided to pay before a suspension and is written after it is not paid', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId, 20);
  let suspended: Promise<unknown> | undefined;
  h.faults.db.use(async (_, { body }) => {
    if (suspended !== undefined || !body.includes('insert into \\"payouts\\"')) return undefined;
    suspended = done(h, 'suspend', host);
    await suspended;
    return undefined;
  });
  await until(h, held);
  h.faults.db.reset();
  expect(suspended).toBeDefined();
  await h.drainJobs();
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
  await done(h, 'reinstate', host);
  await h.drainJobs();
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
});
