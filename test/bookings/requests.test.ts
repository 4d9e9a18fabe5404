import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addDays, instantAt, type Stay, todayIn } from '../../src/kernel/dates.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { clientOf } from '../local/stripe/account.ts';
import { project } from '../search/searchable.ts';
import { booked, cast, end, hold, move, pay, quoteFor, requested, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.faults.stripe.reset());
afterAll(() => end(h));

const HOUR = 3_600_000;

const totalsOf = (booking: { payment: { id: string } }) => h.stripe.api.totals({ paymentId: booking.payment.id });

/** Lets it become this time of the day there, and answers with the stay of that night. */
async function upTo({ clock }: Harness, time: string, timeZone: string): Promise<Stay> {
  const tomorrow = addDays(todayIn(timeZone, new Date(clock.now())), 1);
  clock.set(instantAt(tomorrow, time, timeZone).toISOString());
  return { checkIn: tomorrow, checkOut: addDays(tomorrow, 1) };
}

describe('a request to book', () => {
  test('is authorised, not charged, and has 24 hours for an answer', async () => {
    const { booking, guest, listingId } = await requested(h);
    expect(booking).toMatchObject({
      state: 'requested',
      mode: 'request',
      expiresAt: new Date(h.clock.now() + 24 * HOUR).toISOString(),
      payment: { state: 'authorised' },
    });
    expect(totalsOf(booking)).toEqual({ held: 228_40, captured: 0, refunded: 0 });
    expect((await quoteFor(h, guest, listingId)).body.code).toBe('nights-unavailable');
  });

  test('that the host accepts is captured, and confirmed by the capture', async () => {
    const { booking, guest, host } = await requested(h);
    const accepted = await move(h, host, booking.id, 'accept');
    expect(accepted).toMatchObject({ status: 200, trips: 2, body: { state: 'requested', expiresAt: null } });
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'confirmed', payment: { state: 'captured' } });
    expect(totalsOf(booking)).toEqual({ held: 0, captured: 228_40, refunded: 0 });
  });

  test('that the host declines, or the guest withdraws, holds neither money nor nights', async () => {
    for (const [name, state] of [
      ['decline', 'declined'],
      ['withdraw', 'withdrawn'],
    ] as const) {
      const { booking, guest, host, listingId } = await requested(h);
      const ended = await move(h, name === 'decline' ? host : guest, booking.id, name);
      expect(ended.body).toMatchObject({ state, endedBy: name === 'decline' ? 'host' : 'guest' });
      await h.drainJobs();
      expect(await see(h, guest, booking.id)).toMatchObject({ state, payment: { state: 'cancelled' } });
      expect(totalsOf(booking)).toEqual({ held: 0, captured: 0, refunded: 0 });
      expect((await quoteFor(h, guest, listingId)).status).toBe(201);
      expect((await move(h, host, booking.id, 'accept')).body.code).toBe('invalid-transition');
    }
  });

  test('that its payment ends before its time is none that the host has let pass', async () => {
    const dashboard = clientOf(h.stripe).paymentIntents;
    const asked = async (waits: number, end?: (intentId: string) => Promise<unknown>) => {
      const { booking, guest, host, listingId } = await requested(h);
      h.clock.advance(waits);
      const intent = h.stripe.api.state().paymentIntents.find(({ metadata }) => metadata.subject === booking.id);
      await end?.(intent?.id ?? '');
      await h.drainJobs();
      expect(await see(h, guest, booking.id)).toMatchObject({ state: 'expired', requestedAt: expect.any(String) });
      await project(h, listingId);
      await h.sql('select measure_search_signals(array[$1], $2)', [listingId, new Date(h.clock.now())]);
      const [counted] = await h.sql('select requests, accepted from search_signals where listing_id = $1', [listingId]);
      return { ...counted, told: h.mailbox.lastTo(host.email)?.text?.match(/before you .* answer\w*/)?.[0] };
    };
    const letPass = { requests: 1, accepted: 0, told: 'before you had answered' };
    const cutShort = { requests: 0, accepted: 0, told: 'before you had to answer' };
    expect(await asked(24 * HOUR)).toEqual(letPass);
    expect(await asked(25 * HOUR, (id) => dashboard.cancel(id))).toEqual(letPass);
    expect(await asked(HOUR, (id) => dashboard.cancel(id))).toEqual(cutShort);
    expect(await asked(HOUR, (id) => dashboard.capture(id, { amount_to_capture: 50_00 }))).toEqual(cutShort);
  });

  test('that waits for 12 hours reminds the host, once, and one that is answered does not', async () => {
    const remindersOf = (id: string) =>
      h.sql("select guest_id, host_id from events where subject = $1 and type = 'booking.reminder'", [id]);
    const [waiting, answered] = [await requested(h), await requested(h)];
    await move(h, answered.host, answered.booking.id, 'decline');
    h.clock.advance(12 * HOUR - 1_000);
    await h.drainJobs();
    expect(await remindersOf(waiting.booking.id)).toEqual([]);
    h.clock.advance(1_000);
    await h.drainJobs();
    await h.drainJobs();
    expect(await remindersOf(waiting.booking.id)).toEqual([{ guest_id: null, host_id: waiting.host.id }]);
    expect(await remindersOf(answered.booking.id)).toEqual([]);
    expect((await move(h, waiting.host, waiting.booking.id, 'accept')).status).toBe(200);
    await h.drainJobs();
  });

  test('that nobody answers is expired after 24 hours, whether or not a job has run', async () => {
    const { booking, guest, host } = await requested(h);
    h.clock.advance(24 * HOUR);
    expect((await move(h, host, booking.id, 'accept')).body.code).toBe('invalid-transition');
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
    expect(totalsOf(booking)).toEqual({ held: 0, captured: 0, refunded: 0 });
  });

  test('for tonight can be answered until the day of check-in is over where the listing is', async () => {
    const scene = await cast(h, { instant_booking: false, time_zone: 'Asia/Kathmandu' });
    const remindersOf = (id: string) =>
      h.sql("select from events where subject = $1 and type = 'booking.reminder'", [id]);
    const tonight = await upTo(h, '20:00', 'Asia/Kathmandu');
    const { id, expiresAt } = await booked(h, scene.guest, scene.listingId, tonight);
    expect(expiresAt).toBe(instantAt(tonight.checkOut, '00:00', 'Asia/Kathmandu').toISOString());
    h.clock.advance(2 * HOUR);
    await h.drainJobs();
    expect(await remindersOf(id)).toHaveLength(1);
    h.clock.advance(2 * HOUR);
    expect((await move(h, scene.host, id, 'accept')).body.code).toBe('invalid-transition');
    await h.drainJobs();
    const ended = await see(h, scene.guest, id);
    expect(ended).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
    expect(totalsOf(ended)).toEqual({ held: 0, captured: 0, refunded: 0 });
  });

  test('that is paid once the day of check-in is over is none: nothing is charged, and its host has left nothing unanswered', async () => {
    const { guest, host, listingId } = await cast(h, { instant_booking: false });
    const held = await hold(h, guest, listingId, await upTo(h, '23:55', 'America/New_York'));
    h.clock.advance(10 * 60_000);
    await pay(h, held);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({
      state: 'expired',
      requestedAt: null,
      payment: { state: 'cancelled' },
    });
    expect(totalsOf(held)).toEqual({ held: 0, captured: 0, refunded: 0 });
    expect(await eventsOf(h, held.id)).toEqual(['booking.held', 'booking.expired']);
    expect(h.mailbox.mails().filter(({ to }) => to.includes(host.email) || to.includes(guest.email))).toEqual([]);
  });

  test('accepted at the last moment is confirmed, however late the capture comes', async () => {
    const { booking, guest, host, listingId } = await requested(h);
    h.clock.advance(24 * HOUR - 1_000);
    h.faults.stripe.use(() => 'http-429');
    expect((await move(h, host, booking.id, 'accept')).status).toBe(200);
    h.clock.advance(2 * HOUR);
    await h.worker.runCron('* * * * *', h.clock.now());
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'requested' });
    expect((await quoteFor(h, guest, listingId)).body.code).toBe('nights-unavailable');
    expect((await move(h, guest, booking.id, 'withdraw')).body.code).toBe('invalid-transition');
    h.faults.stripe.reset();
    h.clock.advance(2 * HOUR);
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'confirmed' });
  });

  test('accepted but never captured in time is expired, and its nights are free', async () => {
    const { booking, guest, host, listingId } = await requested(h);
    h.faults.stripe.use((_, { path }) => (path.endsWith('/capture') ? 'http-429' : undefined));
    await move(h, host, booking.id, 'accept');
    h.clock.advance(7 * 24 * HOUR);
    h.faults.stripe.reset();
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject({
      state: 'expired',
      endedBy: 'system',
      payment: { state: 'cancelled' },
    });
    expect(totalsOf(booking)).toEqual({ held: 0, captured: 0, refunded: 0 });
    expect((await quoteFor(h, guest, listingId)).status).toBe(201);
  });

  test('that nobody answered, but somebody captured in the Dashboard, is refunded: no host gets a guest unasked', async () => {
    const { booking, guest, listingId } = await requested(h);
    h.qstash.pause();
    h.clock.advance(24 * HOUR);
    const passing = await hold(h, guest, listingId);
    await move(h, guest, passing.id, 'release');
    const intents = h.stripe.api.state().paymentIntents;
    const intent = intents.find(({ metadata }) => metadata.paymentId === booking.payment.id);
    await fetch(`${h.stripe.url}/v1/payment_intents/${intent?.id}/capture`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.stripe.secretKey}` },
    });
    h.qstash.resume();
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'expired', payment: { refunded: 228_40 } });
    expect(totalsOf(booking)).toEqual({ held: 0, captured: 228_40, refunded: 228_40 });
  });

  test('is answered once: a second answer, and a replay of the first, change nothing', async () => {
    const { booking, host } = await requested(h);
    const first = await move(h, host, booking.id, 'decline', { key: 'once' });
    expect((await move(h, host, booking.id, 'decline')).body.code).toBe('invalid-transition');
    const again = await move(h, host, booking.id, 'decline', { key: 'once' });
    expect(again).toMatchObject({ status: 200, text: first.text });
    const events = await h.sql("select 1 from events where subject = $1 and type = 'booking.declined'", [booking.id]);
    expect(events).toHaveLength(1);
  });
});
