import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Innkeep } from '../../sdk/src/index.ts';
import { parseConfig } from '../../src/config.ts';
import { addDays, instantAt, type PlainDate } from '../../src/kernel/dates.ts';
import { booked, cast, end, hold, move, pay, quoteFor, see } from '../bookings/scene.ts';
import { bookedInParts, lookAtRest, restOf } from '../bookings/split-scene.ts';
import { cast as castDeposit, claim, depositOf, intentsOf, stayWithDeposit } from '../deposits/scene.ts';
import { eventsOf } from '../harness/events.ts';
import { exampleOf } from '../harness/example.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { DECLINES_CHARGES } from '../harness/test-cards.ts';
import { bookedAhead, cast as castPayable, DAY, HOUR, payoutsOf, transferredTo, until } from '../payouts/scene.ts';
import { guestReview, hostReview, review, reviewsOf } from '../reviews/scene.ts';
import { advance, advanced, lookAtClock } from './scene.ts';

const MINUTE = 60_000;

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ vars: { SANDBOX: 'true' } });
});
afterEach(() => h.faults.stripe.reset());
afterAll(() => end(h));

const leaves = (checkOut: PlainDate) => instantAt(checkOut, '11:00', 'America/New_York').getTime();
const opens = (checkIn: PlainDate) => instantAt(checkIn, '15:00', 'America/New_York').getTime();

/** What has been told of a subject, in order. */

/** What people were told of a booking by mail, and what was dropped. */
const lettersAbout = async (bookingId: string) =>
  (
    await h.sql<{ kind: string; state: string }>(
      'select distinct kind, state from notifications where booking_of(subject) = $1 order by kind',
      [bookingId],
    )
  ).map(({ kind, state }) => `${kind} ${state}`);

/** Two bookings of the same host, in the same nights, by the same guest. */
async function twins() {
  const scene = await castPayable(h);
  const other = await createListing(h, scene.host);
  const stay = await bookedAhead(h, scene.guest, scene.listingId);
  const twin = await bookedAhead(h, scene.guest, other);
  return { ...scene, stay, twin };
}

test('a booking is carried to its end, its payout and its reviews by moving its time, and its twin stays where it is', async () => {
  const { host, guest, stripeAccountId, stay, twin } = await twins();
  const began = h.clock.now();

  await advanced(h, guest, stay.id, leaves(stay.checkOut));
  expect(await see(h, guest, stay.id)).toMatchObject({
    state: 'completed',
    endedAt: new Date(leaves(stay.checkOut)).toISOString(),
  });
  // Paid a week later than others, since the host is new.
  expect(await payoutsOf(h, host)).toEqual([]);
  await advanced(h, host, stay.id, stay.held - 1);
  expect(transferredTo(h, stripeAccountId).count).toBe(0);
  await advanced(h, host, stay.id, stay.held);
  expect(await payoutsOf(h, host)).toMatchObject([{ bookingId: stay.id, state: 'paid' }]);
  expect(transferredTo(h, stripeAccountId).count).toBe(1);

  expect(await review(h, guest, stay.id, guestReview())).toMatchObject({ status: 201 });
  expect(await review(h, guest, twin.id, guestReview())).toMatchObject({
    status: 409,
    body: { code: 'not-reviewable' },
  });
  await advanced(h, guest, stay.id, leaves(stay.checkOut) + 14 * DAY);
  expect(await review(h, host, stay.id, hostReview())).toMatchObject({ status: 409, body: { code: 'not-reviewable' } });
  expect((await reviewsOf(h, host, stay.id)).body.received).toMatchObject({ overall: 5 });

  expect(await lettersAbout(stay.id)).toEqual([
    'arriving sent',
    'booking-confirmed sent',
    'payout sent',
    'review-open sent',
  ]);
  expect(h.clock.now()).toBe(began);
  expect(await see(h, guest, twin.id)).toMatchObject({ state: 'confirmed', endedAt: null });
  expect(await lettersAbout(twin.id)).toEqual(['booking-confirmed sent']);
  expect((await lookAtClock(h, guest, twin.id)).body).toMatchObject({
    now: new Date(began).toISOString(),
    advancingTo: null,
  });
  // Money and what was told of it have the real time, as Stripe's record has.
  const told = await h.sql(
    `select from ledger_entries where posted_at > $1 union all select from events where occurred_at > $1
     union all select from payouts where created_at > $1 or paid_at > $1 union all select from audit where at > $1
     union all select from idempotency_keys where created_at > $1`,
    [new Date(began)],
  );
  expect(told).toEqual([]);
});

test('a booking whose time was moved on is listed by where it stands then, beside its twin', async () => {
  const { host, stay, twin } = await twins();
  const client = h.client({ token: await tokenFor(h, host) });
  const stand = async (when: 'upcoming' | 'current' | 'past') =>
    (await client.bookings.list({ query: { as: 'host', when } })).data?.data.map(({ id }) => id);
  await advanced(h, host, stay.id, opens(stay.checkIn));
  expect([await stand('upcoming'), await stand('current'), await stand('past')]).toEqual([[twin.id], [stay.id], []]);
  await advanced(h, host, stay.id, leaves(stay.checkOut));
  expect([await stand('upcoming'), await stand('current'), await stand('past')]).toEqual([[twin.id], [], [stay.id]]);
  const { data: open } = await client.bookings.list({ query: { as: 'host', only: 'reviewable' } });
  expect(open?.data.map(({ id }) => id)).toEqual([stay.id]);
});

test('a stay of five weeks is paid out in parts of 30 nights, each when its own time comes', async () => {
  const { host, guest, listingId, stripeAccountId } = await castPayable(h);
  const stay = await bookedAhead(h, guest, listingId, 20, 35);
  const { totals } = await see(h, host, stay.id);
  const first = Math.round((totals.hostReceives * 30) / 35);
  // A new host's are held back for a week each.
  const second = instantAt(addDays(stay.checkIn, 30), '15:00', 'America/New_York').getTime() + 8 * DAY;
  await advanced(h, guest, stay.id, stay.held - 1);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
  await advanced(h, guest, stay.id, stay.held);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: first });
  await advanced(h, guest, stay.id, second - 1);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: first });
  await advanced(h, guest, stay.id, second);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: totals.hostReceives });
  expect((await payoutsOf(h, host)).map(({ amount, state }) => [amount, state])).toEqual([
    [totals.hostReceives - first, 'paid'],
    [first, 'paid'],
  ]);
});

test('the rest of a stay paid in two parts is charged when its own time comes, or ends the stay', async () => {
  const { guest, listingId } = await cast(h);
  const paid = await bookedInParts(h, guest, listingId);
  await advanced(h, guest, paid.id, paid.restDue - 1);
  expect(await restOf(h, guest, paid.id)).toMatchObject({ state: 'scheduled' });
  await advanced(h, guest, paid.id, paid.restDue);
  expect(await restOf(h, guest, paid.id)).toMatchObject({ state: 'paid' });
  const unpaid = await bookedInParts(h, guest, listingId, { days: 40, card: DECLINES_CHARGES });
  await advanced(h, guest, unpaid.id, unpaid.restDue);
  expect((await lookAtRest(h, guest, unpaid.id)).body).toMatchObject({ nextAction: 'pay' });
  await advanced(h, guest, unpaid.id, unpaid.payBy);
  expect(await see(h, guest, unpaid.id)).toMatchObject({ state: 'cancelled', refund: { refund: 114_20 } });
});

test('a hold expires, its nights are free, and another hold of the same minute stays', async () => {
  const { host, guest, listingId } = await cast(h);
  const other = await createListing(h, host);
  const [held, twin] = [await hold(h, guest, listingId), await hold(h, guest, other)];
  await advanced(h, guest, held.id, h.clock.now() + 15 * MINUTE - 1);
  expect(await see(h, guest, held.id)).toMatchObject({ state: 'held' });
  const stranger = await createPerson(h);
  expect((await quoteFor(h, stranger, listingId)).body.code).toBe('nights-unavailable');
  await advanced(h, guest, held.id, h.clock.now() + 15 * MINUTE);
  expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', endedBy: 'system' });
  expect((await quoteFor(h, stranger, listingId)).status).toBe(201);
  expect(await see(h, guest, twin.id)).toMatchObject({ state: 'held' });
  await move(h, guest, twin.id, 'release');
});

test('what is due soon after the time was moved is brought by the queue at that moment', async () => {
  const { guest, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  await advanced(h, guest, held.id, h.clock.now() + 14 * MINUTE);
  h.clock.advance(MINUTE);
  await h.qstash.drain();
  expect(
    await h.sql(
      `select done_at is not null as "isDone" from jobs where kind = 'expire-booking' and payload ->> 'bookingId' = $1`,
      [held.id],
    ),
  ).toEqual([{ isDone: true }]);
});

test('on the way each deadline comes at its own time: the host is reminded of a request while it can be answered, then it expires', async () => {
  const { host, guest, listingId } = await cast(h, { instant_booking: false });
  const { id } = await booked(h, guest, listingId);
  const asked = h.clock.now();
  await advanced(h, host, id, asked + 30 * DAY);
  expect(await see(h, host, id)).toMatchObject({
    state: 'expired',
    endedAt: new Date(asked + DAY).toISOString(),
    payment: { state: 'cancelled' },
  });
  expect(await eventsOf(h, id)).toEqual(['booking.held', 'booking.requested', 'booking.reminder', 'booking.expired']);
  expect(await lettersAbout(id)).toEqual(['booking-expired sent', 'booking-reminder sent', 'booking-requested sent']);
});

test('a request is answered by its own time', async () => {
  const { host, guest, listingId } = await cast(h, { instant_booking: false });
  const { id } = await booked(h, guest, listingId);
  await advanced(h, host, id, h.clock.now() + 23 * HOUR);
  expect(await move(h, host, id, 'accept')).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await see(h, guest, id)).toMatchObject({
    state: 'confirmed',
    confirmedAt: new Date(h.clock.now() + 23 * HOUR).toISOString(),
  });
});

test('what is written about a booking has the booking’s own time, in whichever way it is written', async () => {
  const { host, guest, listingId } = await cast(h);
  const write = (by: Person, path: string) => ask(h, by, 'POST', path, { text: 'Is there a cot?' });
  const { body: inquiry } = await write(guest, `/v1/listings/${listingId}/inquiries`);
  const { id } = await booked(h, guest, listingId);
  const then = h.clock.now() + 40 * DAY;
  await advanced(h, host, id, then);
  const { status, body: first } = await write(guest, `/v1/bookings/${id}/messages`);
  const answer = await write(host, `/v1/threads/${first.threadId}/messages`);
  expect([status, answer.status]).toEqual([201, 201]);
  expect([first.sentAt, answer.body.sentAt]).toEqual([then, then].map((at) => new Date(at).toISOString()));
  // An inquiry is of no booking.
  expect((await write(host, `/v1/threads/${inquiry.threadId}/messages`)).body.sentAt).toBe(
    new Date(h.clock.now()).toISOString(),
  );
  await h.drainJobs();
  expect(await lettersAbout(id)).toContain('message sent');
});

test('what an authorisation lasts is counted from the booking’s own time', async () => {
  const { host, guest, listingId } = await cast(h, { instant_booking: false });
  const held = await hold(h, guest, listingId, { checkIn: '2027-09-03', checkOut: '2027-09-05' });
  await advanced(h, guest, held.id, h.clock.now() + 10 * MINUTE);
  await pay(h, held);
  await h.drainJobs();
  const requested = await see(h, host, held.id);
  expect(requested.expiresAt).toBe(new Date(h.clock.now() + 10 * MINUTE + DAY).toISOString());
  const [payment] = await h.sql<{ capture_before: Date }>('select capture_before from payments where subject = $1', [
    held.id,
  ]);
  const [intent] = h.stripe.api.state().charges.filter(({ metadata }) => metadata.subject === held.id);
  const atStripe = (intent?.payment_method_details?.card?.capture_before ?? 0) * 1000;
  expect(payment?.capture_before.getTime()).toBe(atStripe + 10 * MINUTE);
  await move(h, guest, held.id, 'withdraw');
});

test('a refund is foretold and paid by the terms of the booking’s own time', async () => {
  const { guest, stay, twin } = await twins();
  const preview = async (id: string, query = '') =>
    (await ask(h, guest, 'GET', `/v1/bookings/${id}/refund-preview${query}`)).body;
  const at = new Date(opens(stay.checkIn) - HOUR).toISOString();
  const [now, later] = [await preview(stay.id), await preview(stay.id, `?at=${at}`)];
  await advanced(h, guest, stay.id, Date.parse(at));
  const moved = await preview(stay.id);
  expect(moved).toEqual(later);
  expect(moved.refund).toBeLessThan(now.refund);
  expect(await preview(twin.id)).toMatchObject({ refund: now.refund });
  expect(await move(h, guest, stay.id, 'cancel')).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await see(h, guest, stay.id)).toMatchObject({
    state: 'cancelled',
    endedAt: at,
    payment: { refunded: moved.refund, refundState: 'succeeded' },
  });
});

test('a proposal waits 72 hours of the booking’s own time, and takes no nights from the holds of others', async () => {
  const { host, guest, stay } = await twins();
  const propose = (by: Person, nights: number, nightly?: number) =>
    ask(h, by, 'POST', `/v1/bookings/${stay.id}/alterations`, {
      checkIn: stay.checkIn,
      checkOut: addDays(stay.checkIn, nights),
      party: { adults: 2 },
      ...(nightly === undefined ? {} : { nightly }),
    });
  const proposed = await propose(host, 1);
  expect(proposed.status).toBe(201);
  await advanced(h, host, stay.id, h.clock.now() + 3 * DAY);
  const { data } = (await ask(h, host, 'GET', `/v1/bookings/${stay.id}/alterations`)).body;
  expect(data).toMatchObject([{ id: proposed.body.id, state: 'expired' }]);

  // By the booking's time the other's hold is long over; by its own it is not.
  const { listingId } = await see(h, guest, stay.id);
  const longer = await propose(host, 3, 10_00);
  const other = await createPerson(h);
  const held = await hold(h, other, listingId, { checkIn: stay.checkOut, checkOut: addDays(stay.checkOut, 1) });
  const unavailable = { status: 409, body: { code: 'nights-unavailable' } };
  await advanced(h, host, stay.id, h.clock.now() + 4 * DAY);
  expect(await ask(h, guest, 'POST', `/v1/alterations/${longer.body.id}/accept`)).toMatchObject(unavailable);
  await ask(h, host, 'POST', `/v1/alterations/${longer.body.id}/withdraw`);
  expect(await propose(guest, 3)).toMatchObject(unavailable);
  expect(await see(h, other, held.id)).toMatchObject({ state: 'held' });
  await move(h, other, held.id, 'release');
});

test('a damage deposit is set aside, and given free, by the booking’s own time', async () => {
  const { host, guest, listingId } = await castDeposit(h);
  const stay = await stayWithDeposit(h, guest, listingId, { nights: 12 });
  await advanced(h, host, stay.id, stay.due);
  expect(await depositOf(h, host, stay.id)).toMatchObject({ state: 'authorised' });
  expect(intentsOf(h, stay.id)).toHaveLength(1);
  // Sought again before its end, a week later by the booking's time.
  await advanced(h, host, stay.id, stay.leaves);
  expect(await depositOf(h, host, stay.id)).toMatchObject({ state: 'authorised' });
  expect(intentsOf(h, stay.id).map(({ status }) => status)).toEqual(['canceled', 'canceled', 'requires_capture']);
  await advanced(h, host, stay.id, stay.claimUntil);
  expect(await depositOf(h, host, stay.id)).toMatchObject({ state: 'released' });
});

test('a damage deposit that cannot be set aside anew is lost by the booking’s own time, and free at Stripe', async () => {
  const { host, guest, listingId } = await castDeposit(h);
  const stay = await stayWithDeposit(h, guest, listingId, { nights: 12 });
  await advanced(h, host, stay.id, stay.due);
  await ask(h, guest, 'DELETE', `/v1/me/cards/${stay.cardId}`);
  await advanced(h, host, stay.id, stay.due + 7 * DAY + 2 * HOUR);
  expect(await depositOf(h, host, stay.id)).toMatchObject({ state: 'failed' });
  expect(intentsOf(h, stay.id).map(({ status }) => status)).toEqual(['canceled', 'canceled']);
});

test('what a host may do from the check-in on, a host may do once it is that time for the booking', async () => {
  const { host, guest, listingId } = await castDeposit(h);
  const stay = await stayWithDeposit(h, guest, listingId);
  const early = { status: 409, body: { code: 'invalid-transition' } };
  expect(await claim(h, host, stay.id)).toMatchObject(early);
  expect(await move(h, host, stay.id, 'report-no-show')).toMatchObject(early);
  await advanced(h, host, stay.id, stay.opens + HOUR);
  expect(await claim(h, host, stay.id)).toMatchObject({ status: 200 });
  expect(await move(h, host, stay.id, 'report-no-show')).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await see(h, host, stay.id)).toMatchObject({
    state: 'cancelled',
    isNoShow: true,
    endedAt: new Date(stay.opens + HOUR).toISOString(),
    damageDeposit: { state: 'captured', captured: 80_00 },
  });
});

test('the example of docs/test-clock.md lives through a stay', async () => {
  type Example = { liveThrough(client: Innkeep, id: string): Promise<string[]> };
  const { liveThrough } = await exampleOf<Example>('docs/test-clock.md');
  const { guest, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  let isOver = false;
  const seen = liveThrough(h.client(guest), id).finally(() => {
    isOver = true;
  });
  while (!isOver) await h.drainJobs();
  expect(await seen).toEqual(['confirmed', 'completed', 'review published']);
});

describe('time', () => {
  test('goes forward only, at most 1,825 days, and is moved by guest, host and operators', async () => {
    const { host, guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId, { checkIn: '2027-10-03', checkOut: '2027-10-05' });
    const now = h.clock.now();
    await advanced(h, guest, id, now + HOUR);
    for (const to of [now, now + HOUR, now + 6 * 365 * DAY]) {
      expect(await advance(h, host, id, to)).toMatchObject({
        status: 422,
        body: { code: 'invalid-input', errors: [{ pointer: '/advanceTo' }] },
      });
    }
    const support = await createPerson(h, { roles: ['support'] });
    await advanced(h, support, id, now + 2 * HOUR);
    const stranger = await createPerson(h);
    expect(await advance(h, stranger, id, now + DAY)).toMatchObject({ status: 404 });
    expect(await lookAtClock(h, stranger, id)).toMatchObject({ status: 404 });
  });

  test('is moved once by a request that comes twice, and not to before where it is being moved', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId, { checkIn: '2027-10-03', checkOut: '2027-10-05' });
    const to = h.clock.now() + 2 * DAY;
    const key = randomUUID();
    const [first, again] = [await advance(h, guest, id, to, { key }), await advance(h, guest, id, to, { key })];
    expect([first.status, again.status, again.text]).toEqual([202, 202, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    await h.drainJobs();
    expect(await h.sql('select ahead::int, advance_to from test_clocks where booking_id = $1', [id])).toEqual([
      { ahead: 2 * DAY, advance_to: null },
    ]);
    const answers = await Promise.all([DAY, 2 * DAY, 3 * DAY].map((more) => advance(h, guest, id, to + more)));
    expect(answers.map(({ status }) => status)).toContain(202);
    await h.drainJobs();
    const furthest = Math.max(
      ...answers.map(({ status, body }) => (status === 202 ? Date.parse(body.advancingTo) : 0)),
    );
    expect((await lookAtClock(h, guest, id)).body).toMatchObject({ now: new Date(furthest).toISOString() });
  });

  test('waits for what fails, and goes on when that is done', async () => {
    const { host, guest, listingId } = await cast(h, { instant_booking: false });
    const { id } = await booked(h, guest, listingId);
    h.faults.stripe.use((_, { path }) => (path.endsWith('/cancel') ? 'http-500' : undefined));
    h.clock.hasten(10);
    const asked = h.clock.now();
    await advance(h, host, id, asked + 3 * DAY);
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.qstash.drain();
    expect((await lookAtClock(h, host, id)).body).toMatchObject({ now: new Date(asked + DAY).toISOString() });
    h.faults.stripe.reset();
    h.clock.hasten(1);
    await until(h, h.clock.now() + 10 * MINUTE);
    expect((await lookAtClock(h, host, id)).body).toMatchObject({ advancingTo: null });
    expect(await see(h, host, id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
  });

  test('is stopped by what fails for good, says so, and is moved on once that is mended', async () => {
    const { host, guest, listingId } = await cast(h, { instant_booking: false });
    const { id } = await booked(h, guest, listingId);
    h.faults.stripe.use((_, { path }) => (path.endsWith('/cancel') ? 'http-500' : undefined));
    h.clock.hasten(10);
    const asked = h.clock.now();
    await advance(h, host, id, asked + 3 * DAY);
    for (let quarter = 0; quarter < 5; quarter += 1) {
      h.clock.advance(15 * MINUTE);
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
    }
    const { body } = await lookAtClock(h, host, id);
    expect(body).toMatchObject({ advancingTo: null, stoppedBy: { job: 'cancel-payment', error: expect.any(String) } });
    expect(Date.parse(body.now)).toBeLessThan(asked + DAY + 2 * HOUR);
    h.faults.stripe.reset();
    h.clock.hasten(1);
    const goesOn = { advancingTo: new Date(asked + 3 * DAY).toISOString(), stoppedBy: null };
    expect((await advance(h, host, id, asked + 3 * DAY)).body).toMatchObject(goesOn);
    expect((await lookAtClock(h, host, id)).body).toMatchObject(goesOn);
    await until(h, h.clock.now() + 10 * MINUTE);
    expect((await lookAtClock(h, host, id)).body).toMatchObject({ advancingTo: null, stoppedBy: null });
    expect(await see(h, host, id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
  });

  test('is not overlooked by what was decided before it was moved: no deadline is set by a time that is over', async () => {
    const { host, guest, listingId } = await cast(h);
    const { id, checkIn, checkOut } = await booked(h, guest, listingId, {
      checkIn: '2027-10-03',
      checkOut: '2027-10-05',
    });
    const began = h.clock.now();
    // The batch of a proposal is on its way while the time is moved.
    const proposedWhileMovedTo = async (to: number) => {
      let isMoved = false;
      h.faults.db.use(async (_, { body }) => {
        if (isMoved || !body.includes('insert into \\"alterations\\"')) return undefined;
        isMoved = true;
        await advanced(h, guest, id, to);
        return undefined;
      });
      const proposal = { checkIn, checkOut, party: { adults: 1 }, nightly: 90_00 };
      const answer = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, proposal);
      h.faults.db.reset();
      expect(isMoved).toBe(true);
      return answer;
    };
    const first = await proposedWhileMovedTo(began + DAY);
    expect(first).toMatchObject({ status: 201, body: { expiresAt: new Date(began + 4 * DAY).toISOString() } });
    const [timer] = await h.sql<{ run_at: Date }>(
      "select run_at from jobs where kind = 'expire-alteration' and payload ->> 'alterationId' = $1",
      [first.body.id],
    );
    expect(timer?.run_at.getTime()).toBe(began + 3 * DAY);
    await ask(h, host, 'POST', `/v1/alterations/${first.body.id}/withdraw`);
    expect(await proposedWhileMovedTo(began + 2 * DAY)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await ask(h, host, 'GET', `/v1/bookings/${id}/alterations`)).body.data).toHaveLength(1);
  });

  test('costs two round trips more once it was moved, and nothing before', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId, { checkIn: '2027-10-03', checkOut: '2027-10-05' });
    const trips = async (path: string) => (await ask(h, guest, 'GET', path)).trips;
    expect(await trips(`/v1/bookings/${id}`)).toBe(1);
    expect((await advance(h, guest, id, h.clock.now() + HOUR)).trips).toBe(2);
    expect((await lookAtClock(h, guest, id)).trips).toBe(1);
    await h.drainJobs();
    expect([await trips(`/v1/bookings/${id}`), await trips('/v1/bookings')]).toEqual([3, 1]);
  });

  test('is not there to be moved where the service is live, and a live key of Stripe’s starts no sandbox', async () => {
    for (const [key, isFit] of Object.entries({
      sk_live_1: false,
      rk_live_1: false,
      sk_test_1: true,
      rk_test_1: true,
    })) {
      const start = () => parseConfig({ ...h.vars, SANDBOX: 'true', STRIPE_SECRET_KEY: key }).sandbox;
      if (isFit) expect(start()).toBe(true);
      else expect(start).toThrow('SANDBOX: is only for a service whose STRIPE_SECRET_KEY is one for tests');
    }
    const live = await startHarness();
    try {
      const { guest, listingId } = await cast(live);
      const { id } = await booked(live, guest, listingId);
      const refused = { status: 403, body: { code: 'sandbox-only' } };
      expect(await lookAtClock(live, guest, id)).toMatchObject(refused);
      expect(await advance(live, guest, id, live.clock.now() + DAY)).toMatchObject(refused);
      // Not even one that was left there by a sandbox.
      await live.sql('insert into test_clocks (booking_id, ahead) values ($1, $2)', [id, 200 * DAY]);
      expect((await ask(live, guest, 'GET', `/v1/bookings/${id}/refund-preview`)).body).toMatchObject({
        at: new Date(live.clock.now()).toISOString(),
      });
      await live.drainJobs();
      expect(await see(live, guest, id)).toMatchObject({ state: 'confirmed' });
    } finally {
      await live.close();
    }
  });
});
