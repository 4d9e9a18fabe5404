import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cast, hold, move, pay, see } from '../bookings/scene.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { DECLINED_CARD, SLOW_REFUND_CARD } from '../harness/test-cards.ts';
import { playToEnd } from './cut.ts';
import { atOnce, createStage } from './stage.ts';
import { stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.qstash.resume();
  h.qstash.disturb({});
  h.stripe.webhooks.resume();
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
  h.faults.redis.reset();
  h.faults.db.reset();
});
afterAll(() => h.close());

describe('with the queue down from beginning to end, the sweep alone brings about:', () => {
  test.each(stories)('$name', async (story) => {
    h.qstash.pause();
    await playToEnd(createStage(h), story);
  });
});

describe('with Redis down from beginning to end, nothing is different:', () => {
  test.each(stories.slice(0, 5))('$name', async (story) => {
    h.faults.redis.use(() => 'refuse');
    await playToEnd(createStage(h), story);
  });
});

describe('with webhooks and messages doubled and in any order, nothing happens twice:', () => {
  test.each(stories)('$name', async (story) => {
    h.qstash.disturb({ duplicates: true, shuffle: Math.random });
    h.stripe.webhooks.duplicates = 2;
    h.stripe.webhooks.shuffle = true;
    await playToEnd(createStage(h), story);
  });
});

describe('with webhooks, two sweeps and the queue all at the same moment, nothing happens twice:', () => {
  test.each(stories)('$name', async (story) => {
    await playToEnd(createStage(h, atOnce), story);
  });
});

describe("with all of Stripe's webhooks lost", () => {
  const QUARTER = 15 * 60_000;
  const DAY = 96 * QUARTER;

  /** A hold that was paid in time, of which Stripe has not told when the time is up. */
  async function paidInTime(columns: Parameters<typeof cast>[1] = {}, card?: string) {
    const scene = await cast(h, columns);
    const held = await hold(h, scene.guest, scene.listingId);
    h.stripe.webhooks.pause();
    await pay(h, held, card);
    h.clock.advance(QUARTER);
    await h.drainJobs();
    return { ...scene, held };
  }

  test('a hold that was paid in time is confirmed when its time is up, and never told to be expired', async () => {
    const { guest, held } = await paidInTime();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed', endedAt: null });
    expect(await eventsOf(h, held.id)).toEqual(['booking.held', 'booking.confirmed']);
    await assertConverged(h);
  });

  test('a request that was authorised in time reaches the host, who can accept it', async () => {
    const { guest, host, held } = await paidInTime({ instant_booking: false });
    expect(await see(h, guest, held.id)).toMatchObject({
      state: 'requested',
      expiresAt: new Date(h.clock.now() + DAY).toISOString(),
      payment: { state: 'authorised' },
    });
    expect((await move(h, host, held.id, 'accept')).status).toBe(200);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
    await assertConverged(h);
  });

  test('a hold whose payer was refused is expired, and can no longer be paid', async () => {
    const { guest, held } = await paidInTime({}, DECLINED_CARD);
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
    expect(await pay(h, held)).toMatchObject({ ok: false });
    await assertConverged(h);
  });

  test('a payment of which nothing was recorded is found after a day, when Stripe has forgotten its key', async () => {
    const { guest, listingId } = await cast(h);
    const lost = Promise.withResolvers<void>();
    h.faults.db.use((_, { body }) => {
      if (body.includes('sync-intent')) lost.resolve();
      return /sync-intent|set \\"intent_id/.test(body) ? 'refuse' : undefined;
    });
    const held = await hold(h, guest, listingId);
    h.stripe.webhooks.pause();
    await pay(h, held);
    await lost.promise;
    h.faults.db.reset();
    h.clock.advance(DAY + QUARTER);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed', payment: { state: 'captured' } });
    await assertConverged(h);
  });

  test('a refund that takes its time is known to be paid a day later', async () => {
    const { guest, held } = await paidInTime({}, SLOW_REFUND_CARD);
    await move(h, guest, held.id, 'cancel');
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment.refundState).toBe('pending');
    h.clock.advance(DAY);
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment.refundState).toBe('succeeded');
    await assertConverged(h);
  });
});
