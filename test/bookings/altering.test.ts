import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { AFTER_WORK } from '../harness/after-work.ts';
import type { CallOptions } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { insist } from '../harness/insist.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { booked, bookWith, cast, end, hold, move, pay, quotedToken, type StayToBook, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const HOUR = 3_600_000;
const longer = { checkIn: '2027-06-03', checkOut: '2027-06-06', party: { adults: 2 } };
const shorter = { checkIn: '2027-06-03', checkOut: '2027-06-04', party: { adults: 2 } };

async function propose(person: Person, bookingId: string, body: object) {
  const token = await tokenFor(h, person);
  return h.api('POST', `/v1/bookings/${bookingId}/alterations`, { token, body });
}

async function answer(person: Person, id: string, name: 'accept' | 'decline' | 'withdraw', options: CallOptions = {}) {
  return h.api('POST', `/v1/alterations/${id}/${name}`, { token: await tokenFor(h, person), ...options });
}

async function alterationsOf(person: Person, bookingId: string) {
  return (await h.api('GET', `/v1/bookings/${bookingId}/alterations`, { token: await tokenFor(h, person) })).body.data;
}

/** What this person was told of a proposal, in its order. */
async function toldOf(person: Person, alterationId: string): Promise<string[]> {
  const { body } = await h.api('GET', '/v1/events', { token: await tokenFor(h, person), query: { limit: 100 } });
  const events: { type: string; subject: string }[] = body.data;
  return events.filter(({ subject }) => subject === alterationId).map(({ type }) => type);
}

async function confirmed() {
  const scene = await cast(h);
  return { ...scene, booking: await booked(h, scene.guest, scene.listingId) };
}

/** Another channel's guests have these nights. */
const sellElsewhere = (listingId: string, nights: string) =>
  h.sql(
    `with feed as (
       insert into calendar_feeds (id, listing_id, channel, url, created_at, next_poll_at, last_success_at)
       values ($1, $2, 'airbnb', $1, $3, $3, $3) returning id)
     insert into closures (id, listing_id, nights, source, created_at, feed_id, feed_uid, feed_kind)
     select $4, $2, $5::daterange, 'feed', $3, id, '', 'booking' from feed`,
    [newId('feed'), listingId, new Date(h.clock.now()), newId('closure'), nights],
  );

const close = async (host: Person, listingId: string, start: string, end: string) =>
  h.api('POST', `/v1/listings/${listingId}/closures`, { token: await tokenFor(h, host), body: { start, end } });

const timeToAnswer = ({ createdAt, expiresAt }: { createdAt: string; expiresAt: string }) =>
  Date.parse(expiresAt) - Date.parse(createdAt);

/** Somebody does so in Stripe's Dashboard to what is authorised for a proposal. */
function inDashboard({ payment }: { payment: { id: string } }, does: 'capture' | 'cancel') {
  const intent = h.stripe.api.state().paymentIntents.find(({ metadata }) => metadata.paymentId === payment.id);
  const headers = { authorization: `Bearer ${h.stripe.secretKey}` };
  return fetch(`${h.stripe.url}/v1/payment_intents/${intent?.id}/${does}`, { method: 'POST', headers });
}

const totalsOf = ({ payment }: { payment: { id: string } }) => h.stripe.api.totals({ paymentId: payment.id });

test('each side has twenty proposals a day for a booking, however often it takes them back', async () => {
  const { guest, host, booking } = await confirmed();
  const takeBack = async ({ body }: { body: { id: string } }) =>
    expect(await answer(host, body.id, 'withdraw')).toMatchObject({ status: 200 });
  for (let made = 0; made < 19; made += 1) await takeBack(await propose(host, booking.id, shorter));
  const last = await Promise.all([propose(host, booking.id, shorter), propose(host, booking.id, shorter)]);
  expect(last.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  for (const proposed of last) if (proposed.status === 201) await takeBack(proposed);
  expect((await propose(host, booking.id, shorter)).body.code).toBe('proposal-limit');
  const theirs = await propose(guest, booking.id, shorter);
  expect(theirs.status).toBe(201);
  expect((await answer(guest, theirs.body.id, 'withdraw')).status).toBe(200);
  h.clock.advance(24 * HOUR);
  await h.drainJobs();
  expect((await propose(host, booking.id, shorter)).status).toBe(201);
});

test('a list of bookings says what is proposed for each, by whom and till when, and to the host nothing that is not paid for', async () => {
  const { guest, host, booking } = await confirmed();
  const listed = async (person: Person, as: 'guest' | 'host') => {
    const { body, trips } = await h.api('GET', '/v1/bookings', { token: await tokenFor(h, person), query: { as } });
    expect([trips, body.data[0].id]).toEqual([1, booking.id]);
    return body.data[0].openAlteration;
  };
  expect(await listed(guest, 'guest')).toBeNull();
  const { body } = await propose(guest, booking.id, longer);
  const { id, expiresAt } = body;
  expect(await listed(guest, 'guest')).toEqual({ id, state: 'unpaid', proposedBy: 'guest', expiresAt });
  expect(await listed(host, 'host')).toBeNull();
  await pay(h, body);
  await h.drainJobs();
  const [proposed] = await alterationsOf(host, booking.id);
  expect(await listed(host, 'host')).toEqual({
    id,
    state: 'proposed',
    proposedBy: 'guest',
    expiresAt: proposed.expiresAt,
  });
  expect(await answer(host, id, 'decline')).toMatchObject({ status: 200 });
  expect(await listed(guest, 'guest')).toBeNull();
  await propose(host, booking.id, shorter);
  expect(await listed(guest, 'guest')).toMatchObject({ state: 'proposed', proposedBy: 'host' });
  expect((await move(h, guest, booking.id, 'cancel')).body).toMatchObject({ state: 'cancelled', openAlteration: null });
  expect((await see(h, host, booking.id)).openAlteration).toBeNull();
});

describe('a guest who proposes to pay more', () => {
  test('has the difference authorised first, and the acceptance captures it and swaps the nights', async () => {
    const { guest, host, booking } = await confirmed();
    const proposed = await propose(guest, booking.id, longer);
    expect(proposed).toMatchObject({
      status: 201,
      trips: 2,
      body: { state: 'unpaid', difference: 114_20, totals: { guestPays: 342_60 }, payment: { amount: 114_20 } },
    });
    expect((await answer(host, proposed.body.id, 'accept')).body.code).toBe('invalid-transition');
    await pay(h, proposed.body);
    await h.drainJobs();
    expect(await alterationsOf(host, booking.id)).toMatchObject([{ id: proposed.body.id, state: 'proposed' }]);
    expect(totalsOf(proposed.body)).toEqual({ held: 114_20, captured: 0, refunded: 0 });
    expect((await answer(guest, proposed.body.id, 'accept')).body.code).toBe('invalid-transition');
    expect(await answer(host, proposed.body.id, 'accept')).toMatchObject({
      status: 200,
      trips: 2,
      body: { state: 'accepted' },
    });
    await h.drainJobs();
    expect(totalsOf(proposed.body)).toEqual({ held: 0, captured: 114_20, refunded: 0 });
    expect(await see(h, guest, booking.id)).toMatchObject({
      state: 'confirmed',
      checkOut: '2027-06-06',
      totals: { guestPays: 342_60 },
    });
    expect((await move(h, guest, booking.id, 'cancel')).body.refund.refund).toBe(342_60);
    await h.drainJobs();
    expect(totalsOf(proposed.body).refunded + totalsOf(booking).refunded).toBe(342_60);
  });

  test('and cancels while the difference is being captured gets all of it back', async () => {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(guest, booking.id, longer);
    await pay(h, body);
    await h.drainJobs();
    await answer(host, body.id, 'accept');
    await h.worker.runCron(AFTER_WORK);
    await h.qstash.deliverDue();
    const counted = `select payments.state, settled_at from payments join alterations on payment_id = payments.id where payments.id = $1`;
    expect(await h.sql(counted, [body.payment.id])).toEqual([{ state: 'captured', settled_at: null }]);
    expect((await move(h, guest, booking.id, 'cancel')).body.refund.refund).toBe(228_40);
    await h.drainJobs();
    expect(totalsOf(body).refunded + totalsOf(booking).refunded).toBe(342_60);
  });

  test('and does not pay in time has proposed nothing', async () => {
    const { guest, booking } = await confirmed();
    const { body } = await propose(guest, booking.id, longer);
    h.clock.advance(15 * 60_000);
    await h.drainJobs();
    expect(await alterationsOf(guest, booking.id)).toMatchObject([{ id: body.id, state: 'expired' }]);
    expect(await pay(h, body)).toMatchObject({ ok: false });
    expect((await propose(guest, booking.id, shorter)).status).toBe(201);
  });

  test.each<[string, (guest: Person, bookingId: string, alterationId: string) => Promise<unknown>]>([
    ['leaves it unpaid', async () => h.clock.advance(15 * 60_000)],
    ['takes it back unpaid', (guest, _, id) => answer(guest, id, 'withdraw')],
    ['cancels before paying', (guest, bookingId) => move(h, guest, bookingId, 'cancel')],
  ])('and %s has proposed nothing that the host sees or hears of', async (_, end) => {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(guest, booking.id, longer);
    expect(await alterationsOf(host, booking.id)).toEqual([]);
    await end(guest, booking.id, body.id);
    await h.drainJobs();
    expect(await alterationsOf(guest, booking.id)).toMatchObject([{ id: body.id, endedAt: expect.any(String) }]);
    expect(await alterationsOf(host, booking.id)).toEqual([]);
    expect(await toldOf(guest, body.id)).toEqual([expect.stringMatching(/^alteration\.(expired|withdrawn)$/)]);
    expect(await toldOf(host, body.id)).toEqual([]);
  });

  test('and pays is seen by the host, also once it has ended', async () => {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(guest, booking.id, longer);
    await pay(h, body);
    await h.drainJobs();
    await move(h, guest, booking.id, 'cancel');
    await h.drainJobs();
    expect(await alterationsOf(host, booking.id)).toMatchObject([{ id: body.id, state: 'expired' }]);
    expect(await toldOf(host, body.id)).toEqual(['alteration.proposed', 'alteration.expired']);
  });

  test('and gets no answer in 72 hours has the amount free again', async () => {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(guest, booking.id, longer);
    expect(timeToAnswer(body)).toBe(15 * 60_000);
    await pay(h, body);
    await h.drainJobs();
    expect((await alterationsOf(host, booking.id)).map(timeToAnswer)).toEqual([72 * HOUR]);
    h.clock.advance(72 * HOUR);
    expect((await answer(host, body.id, 'accept')).body.code).toBe('invalid-transition');
    await h.drainJobs();
    expect(totalsOf(body)).toEqual({ held: 0, captured: 0, refunded: 0 });
    expect(await see(h, guest, booking.id)).toMatchObject({ checkOut: '2027-06-05' });
  });
});

describe('a host’s proposal', () => {
  test('of more is accepted by authorising the difference', async () => {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(host, booking.id, longer);
    expect(body).toMatchObject({ state: 'proposed', payment: null });
    const accepting = await answer(guest, body.id, 'accept', { key: 'accept-once' });
    expect(accepting).toMatchObject({ status: 200, trips: 2, body: { state: 'accepting' } });
    const again = await insist(() => answer(guest, body.id, 'accept', { key: 'accept-once' }));
    expect(again.text).toBe(accepting.text);
    expect(await see(h, guest, booking.id)).toMatchObject({ checkOut: '2027-06-05' });
    await pay(h, accepting.body);
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject({ checkOut: '2027-06-06', totals: { guestPays: 342_60 } });
    expect(totalsOf(accepting.body).captured).toBe(114_20);
  });

  test('of less gives the difference back on acceptance, and the night is free', async () => {
    const { guest, host, booking, listingId } = await confirmed();
    const { body } = await propose(host, booking.id, shorter);
    expect(body).toMatchObject({ difference: -114_20, payment: null });
    h.clock.advance(72 * HOUR - 1_000);
    expect((await answer(guest, body.id, 'accept')).body.state).toBe('accepted');
    await h.drainJobs();
    expect(totalsOf(booking).refunded).toBe(114_20);
    await quotedToken(h, await createPerson(h), listingId, { checkIn: '2027-06-04', checkOut: '2027-06-05' });
  });

  test('of another price a night is what is paid, without discounts', async () => {
    const { guest, host, booking } = await confirmed();
    const same = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 }, nightly: 90_00 };
    const { body } = await propose(host, booking.id, same);
    expect(body).toMatchObject({ totals: { guestPays: 205_56 }, difference: -22_84 });
    expect((await answer(guest, body.id, 'accept')).status).toBe(200);
    await h.drainJobs();
    expect((await see(h, guest, booking.id)).payment.refunded).toBe(22_84);
  });

  test('is declined by the guest, or withdrawn by the host, and changes nothing', async () => {
    const { guest, host, booking } = await confirmed();
    const first = (await propose(host, booking.id, shorter)).body;
    expect((await answer(await createPerson(h), first.id, 'decline')).status).toBe(404);
    const own = {
      code: 'invalid-transition',
      detail: 'The other side answers a proposal; who made it can withdraw it.',
    };
    expect((await answer(host, first.id, 'decline')).body).toMatchObject(own);
    expect((await answer(host, first.id, 'accept')).body).toMatchObject(own);
    const others = {
      code: 'invalid-transition',
      detail: 'Who made a proposal withdraws it; the other side can decline it.',
    };
    expect((await answer(guest, first.id, 'withdraw')).body).toMatchObject(others);
    expect((await answer(guest, first.id, 'decline')).body.state).toBe('declined');
    const second = (await propose(host, booking.id, shorter)).body;
    expect((await answer(host, second.id, 'withdraw')).body.state).toBe('withdrawn');
    expect((await answer(guest, second.id, 'accept')).body.code).toBe('invalid-transition');
  });
});

describe('nights that were booked keep their price', () => {
  test('whatever the listing asks now, and new ones cost what they cost now', async () => {
    const { guest, booking, listingId } = await confirmed();
    await h.sql('update listings set base_nightly = 20000 where id = $1', [listingId]);
    expect((await propose(guest, booking.id, longer)).body).toMatchObject({ difference: 228_40 });
  });
});

test('as many guests as a booking has are no hindrance to other dates where the listing takes fewer since, but more are', async () => {
  const { guest, host, booking, listingId } = await confirmed();
  const body = { capacity: 1, pricing: { guestsIncluded: 1 } };
  await h.api('PATCH', `/v1/listings/${listingId}`, { token: await tokenFor(h, host), body });
  const more = await propose(guest, booking.id, { ...shorter, party: { adults: 2, children: 1 } });
  expect(more.body).toMatchObject({ code: 'stay-not-allowed', errors: [{ pointer: '/party' }] });
  const { body: fewer } = await propose(guest, booking.id, shorter);
  expect((await answer(host, fewer.id, 'accept')).status).toBe(200);
  expect(await see(h, guest, booking.id)).toMatchObject(shorter);
});

test('nights that others have stand in the way also where the listing takes bookings not so far ahead any more', async () => {
  const { host, guest, listingId, booking } = await confirmed();
  await booked(h, await createPerson(h), listingId, { checkIn: '2027-06-05', checkOut: '2027-06-07' });
  const changes = { stayRules: { horizonDays: 30 } };
  await h.api('PATCH', `/v1/listings/${listingId}`, { token: await tokenFor(h, host), body: changes });
  expect(await propose(guest, booking.id, longer)).toMatchObject({
    status: 409,
    body: { code: 'nights-unavailable', errors: [{ code: 'nights-taken' }] },
  });
});

describe('the discount of a booking', () => {
  const [weekly, monthly] = ['weekly_discount_bps', 'monthly_discount_bps'];
  const early = (bps: number, days = 5) => ({ early_bird_days: days, early_bird_bps: bps });
  const last = (bps: number, days = 200) => ({ last_minute_days: days, last_minute_bps: bps });
  const checkOuts = { 2: '2027-06-05', 6: '2027-06-09', 7: '2027-06-10', 10: '2027-06-13', 28: '2027-07-01' };
  const first = (nights: keyof typeof checkOuts) => ({ checkIn: '2027-06-03', checkOut: checkOuts[nights] });
  const moved = { checkIn: '2027-09-03', checkOut: '2027-09-05' };
  const sooner = { checkIn: '2027-05-25', checkOut: '2027-05-27' };

  /** What a booking comes to once the listing is another, and the altered stay: for one guest instead of two. */
  async function altered(before: object, booking: StayToBook, now: Record<string, number>, stay: StayToBook) {
    const { guest, listingId } = await cast(h, { ...before });
    const { id, totals } = await booked(h, guest, listingId, booking);
    const sets = Object.keys(now).map((name, place) => `${name} = $${place + 2}`);
    await h.sql(`update listings set ${sets.join(', ')} where id = $1`, [listingId, ...Object.values(now)]);
    const { status, body } = await propose(guest, id, { ...stay, party: { adults: 1 } });
    expect(status).toBe(201);
    return { booked: totals.guestPays, altered: body.totals.guestPays };
  }

  test.each([
    { what: 'weekly, not granted any more', before: { [weekly]: 1000 }, nights: 7, now: { [weekly]: 0 } },
    { what: 'weekly, greater since', before: { [weekly]: 1000 }, nights: 7, now: { [weekly]: 5000 } },
    { what: 'monthly', before: { [monthly]: 2000, [weekly]: 1000 }, nights: 28, now: { [monthly]: 0, [weekly]: 4000 } },
    { what: 'weekly, of a month', before: { [weekly]: 1000 }, nights: 28, now: { [monthly]: 5000 } },
    { what: 'early bird, not granted any more', before: early(1000), nights: 2, now: early(0) },
    { what: 'early bird, for others since', before: early(1000), nights: 2, now: early(2000, 400) },
    { what: 'last minute', before: last(1000), nights: 2, now: { ...last(0), ...early(2000) } },
    { what: 'none for a week', before: {}, nights: 7, now: { [weekly]: 5000, ...early(1000) } },
    { what: 'none for two nights', before: {}, nights: 2, now: last(5000) },
  ] as const)('stays with other guests, whatever the host grants since: $what', async ({ before, nights, now }) => {
    const prices = await altered(before, first(nights), now, first(nights));
    expect(prices.altered).toBe(prices.booked);
  });

  test.each([
    {
      what: 'a week that becomes a month',
      before: { [weekly]: 1000 },
      from: first(7),
      now: { [monthly]: 2500 },
      to: first(28),
      pays: 2_398_20,
    },
    {
      what: 'the same without a monthly one',
      before: { [weekly]: 1000 },
      from: first(7),
      now: { [weekly]: 0 },
      to: first(28),
      pays: 2_877_84,
    },
    {
      what: 'a stay that becomes a week',
      before: {},
      from: first(6),
      now: { [weekly]: 2000 },
      to: first(7),
      pays: 639_52,
    },
    {
      what: 'a week that becomes shorter',
      before: { [weekly]: 1000 },
      from: first(7),
      now: { [weekly]: 1000 },
      to: first(6),
      pays: 685_20,
    },
    {
      what: 'the same, booked early',
      before: { [weekly]: 1000 },
      from: first(7),
      now: early(500),
      to: first(6),
      pays: 650_94,
    },
    {
      what: 'a month that becomes shorter',
      before: { [monthly]: 2000 },
      from: first(28),
      now: { [weekly]: 1000 },
      to: first(10),
      pays: 1_027_80,
    },
    {
      what: 'two nights booked early, sooner',
      before: early(1000, 30),
      from: first(2),
      now: early(0),
      to: sooner,
      pays: 205_56,
    },
    {
      what: 'two nights booked late, later',
      before: last(1000, 120),
      from: first(2),
      now: early(2000),
      to: moved,
      pays: 205_56,
    },
    { what: 'two nights, later', before: {}, from: first(2), now: early(2000), to: moved, pays: 228_40 },
  ])('goes by the length of the altered stay: $what', async ({ before, from, now, to, pays }) => {
    expect((await altered(before, from, now as Record<string, number>, to)).altered).toBe(pays);
  });

  test('is none on nights whose price was agreed', async () => {
    const { guest, host, listingId } = await cast(h, { [weekly]: 1000 });
    const { id } = await booked(h, guest, listingId, first(7));
    const { body } = await propose(host, id, { ...first(7), party: { adults: 2 }, nightly: 80_00 });
    expect((await answer(guest, body.id, 'accept')).status).toBe(200);
    await h.drainJobs();
    const again = await propose(guest, id, { ...first(7), party: { adults: 1 } });
    expect(again.body).toMatchObject({ difference: 0, totals: { guestPays: 639_52 } });
  });
});

describe('a race', () => {
  test('of two proposals: one is open', async () => {
    const { guest, host, booking } = await confirmed();
    const answers = await Promise.all([
      propose(guest, booking.id, shorter),
      propose(host, booking.id, shorter),
      propose(host, booking.id, longer),
    ]);
    expect(answers.filter(({ status }) => status === 201).length).toBe(1);
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('alteration-open');
  });

  test('of an acceptance with itself: it counts once', async () => {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(host, booking.id, shorter);
    const answers = await Promise.all([1, 2, 3].map(() => answer(guest, body.id, 'accept')));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    await h.drainJobs();
    expect(totalsOf(booking).refunded).toBe(114_20);
  });

  test('of an acceptance with a cancellation: the money is right whichever is first', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { guest, host, booking } = await confirmed();
      const { body } = await propose(guest, booking.id, longer);
      await pay(h, body);
      await h.drainJobs();
      await Promise.all([answer(host, body.id, 'accept'), move(h, guest, booking.id, 'cancel')]);
      await h.drainJobs();
      const now = await see(h, guest, booking.id);
      if (now.state === 'confirmed') continue;
      const [old, more] = [totalsOf(booking), totalsOf(body)];
      expect(old.refunded + more.refunded).toBe(old.captured + more.captured);
      expect(more.held).toBe(0);
    }
  });

  test('of an acceptance with another’s booking of the new night: one has it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { guest, host, booking, listingId } = await confirmed();
      const { body } = await propose(guest, booking.id, longer);
      await pay(h, body);
      await h.drainJobs();
      const rival = await createPerson(h);
      const quote = await quotedToken(h, rival, listingId, { checkIn: '2027-06-05', checkOut: '2027-06-06' });
      const [taken, given] = await Promise.all([bookWith(h, rival, quote), answer(host, body.id, 'accept')]);
      expect(taken.status === 201 && given.status === 200).toBe(false);
      const refused = taken.status === 201 ? given : taken;
      expect(refused.body.code).toBe('nights-unavailable');
      if (taken.status === 201) expect((await answer(guest, body.id, 'withdraw')).status).toBe(200);
      await h.drainJobs();
    }
  });
});

describe('the nights that a booking keeps free to prepare', () => {
  const later = { checkIn: '2027-06-04', checkOut: '2027-06-06', party: { adults: 2 } };
  const nextDoor = { checkIn: '2027-06-06', checkOut: '2027-06-08' };

  async function prepared() {
    const scene = await cast(h, { preparation_after: 1 });
    return { ...scene, booking: await booked(h, scene.guest, scene.listingId) };
  }

  test('move along, over a hold whose time is up though nothing has freed it', async () => {
    const { guest, host, booking, listingId } = await prepared();
    const rival = await hold(h, await createPerson(h), listingId, nextDoor);
    h.clock.advance(16 * 60_000);
    const { body } = await propose(guest, booking.id, later);
    expect(body).toMatchObject({ state: 'proposed', difference: 0 });
    expect((await answer(host, body.id, 'accept')).body.state).toBe('accepted');
    const claims = await h.sql('select nights::text, stay::text from claims where booking_id = any ($1) and active', [
      [booking.id, rival.id],
    ]);
    expect(claims).toEqual([{ nights: '[2027-06-04,2027-06-07)', stay: '[2027-06-04,2027-06-06)' }]);
  });

  test('are those that it was booked with, whatever the listing asks for since', async () => {
    const { guest, host, listingId } = await cast(h);
    const booking = await booked(h, guest, listingId);
    await booked(h, await createPerson(h), listingId, { checkIn: '2027-06-05', checkOut: '2027-06-07' });
    const body = { stayRules: { preparationBefore: 2, preparationAfter: 2 } };
    const token = await tokenFor(h, host);
    expect((await h.api('PATCH', `/v1/listings/${listingId}`, { token, body })).status).toBe(200);
    const proposed = await propose(guest, booking.id, shorter);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed' } });
    expect((await answer(host, proposed.body.id, 'accept')).status).toBe(200);
  });

  test.each([
    { bookedWith: 0, since: 2, isProposed: true },
    { bookedWith: 2, since: 0, isProposed: false },
  ])(
    'are those for a stay of another month, too: $bookedWith, and $since since',
    async ({ bookedWith, since, isProposed }) => {
      const { guest, host, listingId } = await cast(h, { preparation_after: bookedWith });
      const booking = await booked(h, guest, listingId);
      const body = { stayRules: { preparationAfter: since } };
      const token = await tokenFor(h, host);
      expect((await h.api('PATCH', `/v1/listings/${listingId}`, { token, body })).status).toBe(200);
      await booked(h, await createPerson(h), listingId, { checkIn: '2027-09-05', checkOut: '2027-09-07' });
      const far = { ...later, checkIn: '2027-09-03', checkOut: '2027-09-05' };
      const proposed = await propose(guest, booking.id, far);
      if (!isProposed) return expect(proposed.body.code).toBe('nights-unavailable');
      expect((await answer(host, proposed.body.id, 'accept')).body.state).toBe('accepted');
    },
  );

  test.each([
    { booked: 'two nights', from: { checkIn: '2027-06-03', checkOut: '2027-06-05' } },
    { booked: 'one night', from: { checkIn: '2027-06-03', checkOut: '2027-06-04' } },
  ])(
    'are none of a later end of $booked where another channel has sold those before the check-in',
    async ({ from }) => {
      const { guest, host, listingId } = await cast(h, { preparation_before: 2 });
      const booking = await booked(h, guest, listingId, from);
      await sellElsewhere(listingId, '[2027-06-01,2027-06-03)');
      expect((await propose(host, booking.id, { ...longer, checkIn: '2027-06-02' })).body.code).toBe(
        'nights-unavailable',
      );
      const { body } = await propose(host, booking.id, longer);
      expect(body).toMatchObject({ state: 'proposed' });
      const accepting = await answer(guest, body.id, 'accept');
      await pay(h, accepting.body);
      await h.drainJobs();
      expect(await see(h, guest, booking.id)).toMatchObject(longer);
    },
  );

  test('are refused where another has them meanwhile', async () => {
    const { guest, host, booking, listingId } = await prepared();
    const { body } = await propose(guest, booking.id, later);
    await hold(h, await createPerson(h), listingId, nextDoor);
    expect((await answer(host, body.id, 'accept')).body.code).toBe('nights-unavailable');
  });

  test('are refused where another channel has sold them meanwhile', async () => {
    const { guest, host, booking, listingId } = await prepared();
    const { body } = await propose(guest, booking.id, later);
    await sellElsewhere(listingId, '[2027-06-06,2027-06-08)');
    expect((await answer(host, body.id, 'accept')).body.code).toBe('nights-unavailable');
  });
});

test.each([
  { what: 'the night kept free after it', nights: '[2027-06-06,2027-06-08)', preparation: 1 },
  { what: 'a night that it adds, and one of those booked here', nights: '[2027-06-04,2027-06-06)', preparation: 0 },
])(
  'what the guest has authorised is given free where another channel has sold $what',
  async ({ nights, preparation }) => {
    const { guest, host, listingId } = await cast(h, { preparation_after: preparation });
    const booking = await booked(h, guest, listingId);
    const { body } = await propose(host, booking.id, longer);
    const accepting = await answer(guest, body.id, 'accept');
    await sellElsewhere(listingId, nights);
    await pay(h, accepting.body);
    await h.drainJobs();
    expect((await alterationsOf(guest, booking.id))[0]).toMatchObject({ state: 'expired' });
    expect(totalsOf(accepting.body)).toEqual({ held: 0, captured: 0, refunded: 0 });
  },
);

test('while the calendar of another channel cannot be read only the host can say yes to more nights', async () => {
  const { guest, host, booking, listingId } = await confirmed();
  const { body: proposed } = await propose(host, booking.id, longer);
  const feedId = newId('feed');
  const read = (at: number) =>
    h.sql(
      `insert into calendar_feeds (id, listing_id, channel, url, created_at, next_poll_at) values ($1, $2, 'vrbo', $1, $3, $4)
       on conflict (listing_id, url) do update set created_at = excluded.created_at`,
      [feedId, listingId, new Date(at), new Date(h.clock.now() + 1_000 * HOUR)],
    );
  await read(h.clock.now() - 7 * HOUR);
  expect(await answer(guest, proposed.id, 'accept')).toMatchObject({
    status: 409,
    body: { code: 'invalid-transition', detail: expect.stringContaining('cannot be read') },
  });
  await read(h.clock.now());
  expect(await answer(guest, proposed.id, 'accept')).toMatchObject({ status: 200, body: { state: 'accepting' } });
  await answer(host, proposed.id, 'withdraw');

  await read(h.clock.now() - 7 * HOUR);
  const fewer = await propose(host, booking.id, shorter);
  expect((await answer(guest, fewer.body.id, 'accept')).status).toBe(200);
  const { body: asked } = await propose(guest, booking.id, longer);
  await pay(h, asked);
  await h.drainJobs();
  expect((await answer(host, asked.id, 'accept')).status).toBe(200);
});

describe('nights of the booking that a closure has too, as a channel shows our own to us,', () => {
  test.each<[string, (scene: Awaited<ReturnType<typeof confirmed>>) => Promise<unknown>]>([
    ['closed by the host', ({ host, listingId }) => close(host, listingId, '2027-06-03', '2027-06-05')],
    ['read from a channel', ({ listingId }) => sellElsewhere(listingId, '[2027-06-03,2027-06-05)')],
  ])('are no hindrance to another stay: %s', async (_, closeOwn) => {
    const scene = await confirmed();
    const { guest, host, booking } = scene;
    await closeOwn(scene);
    const proposed = await propose(guest, booking.id, shorter);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed' } });
    expect((await answer(host, proposed.body.id, 'accept')).status).toBe(200);
    expect(await see(h, guest, booking.id)).toMatchObject(shorter);
  });

  test('are none to one more night, whatever the booking keeps free to prepare', async () => {
    const { guest, host, listingId } = await cast(h, { preparation_before: 1, preparation_after: 1 });
    const booking = await booked(h, guest, listingId);
    await sellElsewhere(listingId, '[2027-06-03,2027-06-05)');
    const proposed = await propose(guest, booking.id, longer);
    await pay(h, proposed.body);
    await h.drainJobs();
    expect((await answer(host, proposed.body.id, 'accept')).status).toBe(200);
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject(longer);
  });

  test('are none where they are those kept free to prepare: they become nights of the stay', async () => {
    const { guest, host, listingId } = await cast(h, { preparation_after: 2 });
    const booking = await booked(h, guest, listingId);
    await close(host, listingId, '2027-06-03', '2027-06-09');
    const proposed = await propose(host, booking.id, longer);
    const accepting = await answer(guest, proposed.body.id, 'accept');
    await pay(h, accepting.body);
    await h.drainJobs();
    expect(await see(h, guest, booking.id)).toMatchObject(longer);
    const longest = { ...longer, checkOut: '2027-06-09' };
    expect((await propose(host, booking.id, longest)).body.code).toBe('nights-unavailable');
    expect((await propose(host, booking.id, { ...longest, checkOut: '2027-06-08' })).status).toBe(201);
  });

  test('are some where another channel has sold those', async () => {
    const { guest, host, listingId } = await cast(h, { preparation_after: 1 });
    const booking = await booked(h, guest, listingId);
    await sellElsewhere(listingId, '[2027-06-05,2027-06-06)');
    expect((await propose(host, booking.id, longer)).body.code).toBe('nights-unavailable');
  });

  test('but others that are closed still are', async () => {
    const { guest, host, listingId, booking } = await confirmed();
    await close(host, listingId, '2027-06-04', '2027-06-06');
    expect((await propose(guest, booking.id, longer)).body.code).toBe('nights-unavailable');
    expect((await propose(guest, booking.id, shorter)).status).toBe(201);
  });
});

describe('going back to the former stay', () => {
  /** A proposal to stay longer that the host has accepted. Its difference is not captured yet. */
  async function accepted() {
    const { guest, host, booking } = await confirmed();
    const { body } = await propose(guest, booking.id, longer);
    await pay(h, body);
    await h.drainJobs();
    expect((await answer(host, body.id, 'accept')).body.state).toBe('accepted');
    return { guest, host, booking, longer: body };
  }
  const former = { ...longer, checkOut: '2027-06-05' };

  test('waits until the difference is captured, which then goes back', async () => {
    const { guest, host, booking, longer: paid } = await accepted();
    expect((await see(h, guest, booking.id)).payment).toMatchObject({ state: 'captured', amount: 228_40 });
    expect((await propose(host, booking.id, former)).body.code).toBe('invalid-transition');
    await h.drainJobs();
    const { body } = await propose(host, booking.id, former);
    expect((await answer(guest, body.id, 'accept')).body.state).toBe('accepted');
    await h.drainJobs();
    const [first, second] = [totalsOf(booking), totalsOf(paid)];
    expect([first.captured + second.captured, first.refunded + second.refunded]).toEqual([342_60, 114_20]);
  });

  test('costs and gives back nothing where the difference could not be captured, and the longer one can be paid again', async () => {
    const { guest, host, booking, longer: unpaid } = await accepted();
    const [row] = await h.sql<{ intent_id: string }>('select intent_id from payments where id = $1', [
      unpaid.payment.id,
    ]);
    await fetch(`${h.stripe.url}/v1/payment_intents/${row?.intent_id}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.vars.STRIPE_SECRET_KEY}` },
    });
    await h.drainJobs();
    expect((await alterationsOf(host, booking.id))[0]).toMatchObject({ state: 'failed' });
    // The booking says what was paid of its price.
    const stands = await see(h, guest, booking.id);
    expect([stands.totals.guestPays, stands.payment.amount]).toEqual([342_60, 228_40]);
    const again = await propose(guest, booking.id, longer);
    expect(again.body).toMatchObject({ state: 'unpaid', difference: 114_20, payment: { amount: 114_20 } });
    await answer(guest, again.body.id, 'withdraw');
    const { body } = await propose(host, booking.id, former);
    expect(body).toMatchObject({ difference: 0, totals: { guestPays: 228_40 } });
    expect((await answer(guest, body.id, 'accept')).body.state).toBe('accepted');
    await h.drainJobs();
    expect(totalsOf(booking)).toEqual({ held: 0, captured: 228_40, refunded: 0 });
    expect((await propose(guest, booking.id, longer)).body).toMatchObject({ difference: 114_20 });
  });
});

test('what somebody captures in the Dashboard for a proposal that comes to nothing goes back, and is no refund of the stay', async () => {
  const { guest, booking } = await confirmed();
  const { body } = await propose(guest, booking.id, longer);
  await pay(h, body);
  await h.drainJobs();
  await inDashboard(body, 'capture');
  await h.drainJobs();
  expect((await alterationsOf(guest, booking.id))[0]).toMatchObject({ state: 'expired' });
  expect(totalsOf(body)).toEqual({ held: 0, captured: 114_20, refunded: 114_20 });
  const paymentOf = async () => (await see(h, guest, booking.id)).payment;
  expect(await paymentOf()).toMatchObject({ amount: 228_40, refunded: 0, refundState: null });
  // Should that fail, its guest is told, and support has it paid once more.
  h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
  await h.drainJobs();
  expect(h.mailbox.lastTo(guest.email)?.subject).toBe('Your refund of $114.20 could not be paid');
  expect(await paymentOf()).toMatchObject({ refunded: 0, refundState: null });
  const support = await createPerson(h, { roles: ['support'] });
  const again = { reason: 'The card was replaced' };
  const paid = await ask(h, support, 'POST', `/v1/admin/bookings/${booking.id}/returned-refunds`, again);
  expect(paid).toMatchObject({ status: 201, body: { refund: 114_20 } });
  await h.drainJobs();
  expect(totalsOf(body)).toEqual({ held: 0, captured: 114_20, refunded: 114_20 });
});

test('a proposal of which the amount is free again is not accepted, though nobody has ended it yet', async () => {
  const { guest, host, booking } = await confirmed();
  const { body } = await propose(guest, booking.id, longer);
  await pay(h, body);
  await h.drainJobs();
  h.faults.db.use((_, { body: sent }) => (/\\"bookings\\"\.\\"payment_id\\" = \$/.test(sent) ? 'refuse' : undefined));
  await inDashboard(body, 'cancel');
  await h.stripe.drain();
  await h.worker.runCron(AFTER_WORK);
  await h.qstash.deliverDue();
  expect((await alterationsOf(host, booking.id))[0]).toMatchObject({ state: 'proposed' });
  expect((await answer(host, body.id, 'accept')).body.code).toBe('invalid-transition');
  h.faults.db.reset();
  h.clock.advance(60_000);
  await h.drainJobs();
  expect((await alterationsOf(host, booking.id))[0]).toMatchObject({ state: 'expired' });
  expect(await see(h, guest, booking.id)).toMatchObject({ checkOut: '2027-06-05', totals: { guestPays: 228_40 } });
});

test('a proposal that was reckoned from another price than what is paid is not accepted', async () => {
  const { guest, host, booking } = await confirmed();
  const { body } = await propose(host, booking.id, shorter);
  // As a version before left one: made while a difference was captured that has failed since.
  await h.sql('update alterations set difference = 0 where id = $1', [body.id]);
  expect((await answer(guest, body.id, 'accept')).body.code).toBe('invalid-transition');
  expect(await see(h, guest, booking.id)).toMatchObject({ totals: { guestPays: 228_40 } });
});

test('a proposal that is open when the stay ends falls with it, and what is authorised for it is given free', async () => {
  const { guest, booking } = await confirmed();
  h.clock.advance(Date.parse('2027-06-05T14:00:00Z') - h.clock.now());
  const { body } = await propose(guest, booking.id, longer);
  await pay(h, body);
  await h.drainJobs();
  expect((await alterationsOf(guest, booking.id))[0]).toMatchObject({ state: 'proposed' });
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  expect((await see(h, guest, booking.id)).state).toBe('completed');
  expect((await alterationsOf(guest, booking.id))[0]).toMatchObject({ state: 'expired' });
  expect(totalsOf(body)).toEqual({ held: 0, captured: 0, refunded: 0 });
});

test('who answers once the stay, or the one proposed, has begun moves it to no other check-in', async () => {
  const { guest, host, listingId } = await cast(h);
  const [begun, late] = [
    await booked(h, guest, listingId, { checkIn: '2027-07-10', checkOut: '2027-07-13' }),
    await booked(h, guest, listingId, { checkIn: '2027-07-20', checkOut: '2027-07-22' }),
  ];
  h.clock.set('2027-07-09T20:00:00.000Z');
  await h.drainJobs();
  const later = await propose(host, begun.id, { ...longer, checkIn: '2027-08-10', checkOut: '2027-08-13' });
  expect(later.status).toBe(201);
  h.clock.set('2027-07-12T08:00:00.000Z');
  await h.drainJobs();
  expect((await answer(guest, later.body.id, 'accept')).body.code).toBe('invalid-transition');
  const sooner = await propose(guest, late.id, { ...longer, checkIn: '2027-07-13', checkOut: '2027-07-15' });
  expect(sooner.status).toBe(201);
  h.clock.set('2027-07-15T06:00:00.000Z');
  await h.drainJobs();
  expect((await answer(host, sooner.body.id, 'accept')).body.code).toBe('invalid-transition');
});
