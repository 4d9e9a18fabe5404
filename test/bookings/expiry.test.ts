import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { AFTER_WORK } from '../harness/after-work.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, tokenFor } from '../harness/people.ts';
import { done } from '../suspensions/scene.ts';
import { booked, cast, end, hold, move, pay, quoteFor, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.qstash.resume();
  h.stripe.webhooks.resume();
  h.faults.stripe.reset();
  h.faults.db.reset();
});
afterAll(() => end(h));

const QUARTER = 15 * 60_000;

const totalsOf = (held: { payment: { id: string } }) => h.stripe.api.totals({ paymentId: held.payment.id });

describe('a hold that is not paid in time', () => {
  test('is expired by its job, its intent can no longer be paid, and its nights are free', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    h.clock.advance(QUARTER - 1_000);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'held' });
    h.clock.advance(1_000);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({
      state: 'expired',
      endedBy: 'system',
      expiresAt: null,
      payment: { state: 'cancelled' },
    });
    expect(await pay(h, held)).toMatchObject({ ok: false });
    expect(await eventsOf(h, held.id)).toEqual(['booking.held', 'booking.expired']);
    await hold(h, guest, listingId);
  });

  test('keeps its nights from nobody when no job runs, and is expired once, by the next booking', async () => {
    const { guest, listingId } = await cast(h);
    const other = await createPerson(h);
    h.qstash.pause();
    const held = await hold(h, guest, listingId);
    expect((await quoteFor(h, other, listingId)).body.code).toBe('nights-unavailable');
    h.clock.advance(QUARTER);
    await hold(h, other, listingId);
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { state: 'pending' } });
    h.qstash.resume();
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
    expect(await eventsOf(h, held.id)).toEqual(['booking.held', 'booking.expired']);
  });

  test('several at once give way to one long stay', async () => {
    const { guest, listingId } = await cast(h);
    const days = ['01', '03', '05', '07'];
    const holds = [];
    for (const [index, day] of days.slice(0, 3).entries()) {
      const stay = { checkIn: `2027-06-${day}`, checkOut: `2027-06-${days[index + 1]}` };
      holds.push(await hold(h, guest, listingId, stay));
    }
    h.clock.advance(QUARTER);
    await hold(h, guest, listingId, { checkIn: '2027-06-02', checkOut: '2027-06-06' });
    for (const { id } of holds) expect(await see(h, guest, id)).toMatchObject({ state: 'expired' });
  });

  test('is expired and made unpayable while Stripe comes and goes', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    h.clock.advance(QUARTER);
    h.faults.stripe.use((n) => (n % 2 === 1 ? 'http-429' : undefined));
    for (let minute = 0; minute < 15; minute += 1) {
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
      h.clock.advance(60_000);
    }
    h.faults.stripe.reset();
    h.clock.advance(2 * 3_600_000);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
  });
});

describe('money that arrives after the hold is gone', () => {
  /** A hold that was paid in time, of which we hear only after another booking has pushed it aside. */
  const paidUnheard = async () => {
    const scene = await cast(h);
    const held = await hold(h, scene.guest, scene.listingId);
    h.stripe.webhooks.pause();
    await pay(h, held);
    h.clock.advance(QUARTER);
    return { ...scene, held };
  };

  test('revives the booking when its nights are still free', async () => {
    const { guest, held } = await paidUnheard();
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.qstash.drain();
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed', endedAt: null, endedBy: null });
    expect(totalsOf(held)).toMatchObject({ captured: 228_40, refunded: 0 });
    const events = await eventsOf(h, held.id);
    expect(events.filter((type) => type === 'booking.confirmed')).toHaveLength(1);
  });

  test('is refunded in full when another has the nights, who keeps them', async () => {
    const { guest, listingId, held } = await paidUnheard();
    const other = await createPerson(h);
    const theirs = await hold(h, other, listingId);
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({
      state: 'expired',
      payment: { state: 'captured', refunded: 228_40, refundState: 'succeeded' },
    });
    expect(totalsOf(held)).toMatchObject({ captured: 228_40, refunded: 228_40 });
    expect(await see(h, other, theirs.id)).toMatchObject({ state: 'held' });
  });

  test('revives the booking when the hold that pushed it aside has lapsed itself', async () => {
    const { guest, listingId, held } = await paidUnheard();
    const other = await createPerson(h);
    const theirs = await hold(h, other, listingId);
    h.qstash.pause();
    h.clock.advance(QUARTER);
    h.stripe.webhooks.resume();
    await h.stripe.drain();
    h.qstash.resume();
    await h.drainJobs();
    const states = [(await see(h, guest, held.id)).state, (await see(h, other, theirs.id)).state];
    expect(states).toEqual(['confirmed', 'expired']);
  });

  test.each([
    ['the host has closed the nights', 'closed'],
    ['the listing is no longer offered', 'unlisted'],
    ['another channel has not told what it sells', 'stale'],
    ['its guest is suspended', 'suspended'],
  ] as const)('is refunded when %s since', async (_, change) => {
    const { guest, host, listingId, held } = await paidUnheard();
    const other = await createPerson(h);
    const theirs = await hold(h, other, listingId);
    await move(h, other, theirs.id, 'release');
    if (change === 'unlisted') await h.sql("update listings set state = 'unlisted' where id = $1", [listingId]);
    else if (change === 'suspended') await done(h, 'suspend', guest);
    else if (change === 'stale') {
      await h.sql(
        `insert into calendar_feeds (id, listing_id, channel, url, next_poll_at, created_at)
         values ($1, $2, 'airbnb', 'https://calendars.example/1.ics', '2199-01-01', $3)`,
        [newId('feed'), listingId, new Date(h.clock.now() - 7 * 3_600_000)],
      );
    } else {
      const body = { start: '2027-06-04', end: '2027-06-05' };
      await h.api('POST', `/v1/listings/${listingId}/closures`, { token: await tokenFor(h, host), body });
    }
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(await see(h, host, held.id)).toMatchObject({ state: 'expired' });
    expect(totalsOf(held)).toMatchObject({ captured: 228_40, refunded: 228_40 });
  });

  test('is refunded when the guest had given the hold up', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    h.stripe.webhooks.pause();
    await pay(h, held);
    expect((await move(h, guest, held.id, 'release')).body).toMatchObject({ state: 'expired', endedBy: 'guest' });
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({
      state: 'expired',
      payment: { refunded: 228_40, refundState: 'succeeded' },
    });
  });

  test.each([
    { taken: 228_40, isDecided: true, isSudden: true },
    { taken: 228_40, isDecided: true },
    { taken: 100_00, isDecided: true },
    { taken: 100_00, isDecided: false },
  ])(
    'revives no booking once a bank takes $taken of it (decided: $isDecided): what is left goes back, and the rest once the bank returns it',
    async (scene) => {
      const { guest, listingId, held } = await paidUnheard();
      const other = await createPerson(h);
      await move(h, other, (await hold(h, other, listingId)).id, 'release');
      h.stripe.webhooks.resume();
      // The bank is heard of first.
      h.faults.db.use((_, { body }) => (/\\"bookings\\"\.\\"payment_id\\" = \$/.test(body) ? 'refuse' : undefined));
      const run = async () => {
        await h.stripe.drain();
        await h.worker.runCron(AFTER_WORK);
        await h.qstash.deliverDue();
      };
      await run();
      const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === held.id);
      const dispute = h.stripe.openDispute(charge?.id ?? '', { amount: scene.taken });
      // It need not be heard of before it is decided.
      if (!scene.isSudden) await run();
      if (scene.isDecided) h.stripe.closeDispute(dispute, 'lost');
      await run();
      expect(await see(h, guest, held.id)).toMatchObject({
        isDisputed: true,
        payment: { state: 'captured', refunded: 0 },
      });
      h.faults.db.reset();
      h.clock.advance(60_000);
      await h.drainJobs();
      expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired' });
      h.stripe.closeDispute(dispute, 'lost');
      await h.drainJobs();
      expect(totalsOf(held)).toMatchObject({ captured: 228_40, refunded: 228_40 - scene.taken });
      expect(await h.sql('select kept from bookings where id = $1', [held.id])).toEqual([{ kept: null }]);
      h.stripe.overturnDispute(dispute);
      await h.drainJobs();
      expect(totalsOf(held)).toMatchObject({ captured: 228_40, refunded: 228_40 });
      expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired' });
    },
  );

  test('of several late payers for the same nights: one has them, the others have their money', async () => {
    const { guest, listingId } = await cast(h);
    const late = [];
    h.stripe.webhooks.pause();
    for (const payer of [guest, await createPerson(h), await createPerson(h)]) {
      const held = await hold(h, payer, listingId);
      await pay(h, held);
      h.clock.advance(QUARTER);
      late.push({ payer, held });
    }
    h.stripe.webhooks.resume();
    h.stripe.webhooks.shuffle = true;
    h.stripe.webhooks.duplicates = 2;
    await h.drainJobs();
    h.stripe.webhooks.shuffle = false;
    h.stripe.webhooks.duplicates = 0;
    const seen = await Promise.all(late.map(({ payer, held }) => see(h, payer, held.id)));
    expect(seen.filter(({ state }) => state === 'confirmed')).toHaveLength(1);
    for (const { state, payment } of seen) expect(payment.refunded).toBe(state === 'confirmed' ? 0 : 228_40);
  });
});

describe('a payment that was ended in the Dashboard', () => {
  test('ends the hold at once: its nights are free', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    const [intentId] = held.payment.clientSecret.split('_secret_');
    await fetch(`${h.stripe.url}/v1/payment_intents/${intentId}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.stripe.secretKey}` },
    });
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
    expect((await booked(h, guest, listingId)).state).toBe('confirmed');
  });
});
