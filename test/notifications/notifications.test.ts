import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, hold, move, pay, settle } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { lettersTo, type Person, tokenFor } from '../harness/people.ts';
import { DECLINED_CARD } from '../harness/test-cards.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.qstash.disturb({});
  h.qstash.resume();
  h.faults.mail.reset();
});
afterAll(async () => {
  await settle(h);
  expect(await sentTwice()).toEqual([]);
  await h.close();
});

const HOUR = 3_600_000;

/** Mails that somebody has got twice, by subject line. */
const sentTwice = async () => {
  const seen = h.mailbox.mails().map(({ to, subject }) => `${to} ${subject}`);
  return seen.filter((each, index) => seen.indexOf(each) !== index);
};

const stateOf = (person: Person) =>
  h.sql<{ kind: string; state: string; why: string | null }>(
    `select kind, state, dropped_because as why from notifications where person_id = $1 order by id`,
    [person.id],
  );

describe('people are told', () => {
  test('of a stay from the request to the review', async () => {
    const { guest, host, listingId } = await cast(h, { instant_booking: false });
    const booking = await booked(h, guest, listingId, { checkIn: '2027-03-20', checkOut: '2027-03-22' });
    expect(lettersTo(h, host)).toEqual([expect.stringMatching(/^Person \d+ asks to stay at Loft by the river$/)]);
    await move(h, host, booking.id, 'accept');
    await h.drainJobs();
    // Two days before, by New York's clocks.
    h.clock.set('2027-03-18T19:00:00.000Z');
    await h.drainJobs();
    h.clock.set('2027-03-22T15:00:00.000Z');
    await h.drainJobs();
    expect(lettersTo(h, guest).filter((subject) => !subject.includes('accepted'))).toEqual([
      'Your stay at Loft by the river is confirmed',
      'Your stay at Loft by the river is about to begin',
      'How was Loft by the river?',
    ]);
    expect(lettersTo(h, host).slice(1)).toEqual([
      expect.stringContaining('has booked Loft by the river'),
      expect.stringContaining('is about to arrive'),
      expect.stringContaining('as a guest?'),
    ]);
  });

  test('of a cancellation, each side in its words, and not of reviews of a stay that never was', async () => {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    await move(h, host, id, 'cancel');
    await h.drainJobs();
    expect(lettersTo(h, guest)).toEqual([
      'Your stay at Loft by the river is confirmed',
      'Your stay at Loft by the river is cancelled',
    ]);
    expect(h.mailbox.lastTo(guest.email)?.text).toContain('Refund: $228.40');
    expect(await stateOf(guest)).toContainEqual({ kind: 'review-open', state: 'dropped', why: 'moved-on' });
  });

  test('of a request that was declined, and of a payment that failed while it can still be made', async () => {
    const { guest, host, listingId } = await cast(h, { instant_booking: false });
    const { id } = await booked(h, guest, listingId);
    await move(h, host, id, 'decline');
    await h.drainJobs();
    expect(lettersTo(h, guest)).toEqual(['Your request for Loft by the river was declined']);
    const scene = await cast(h);
    const held = await hold(h, scene.guest, scene.listingId);
    await pay(h, held, DECLINED_CARD);
    await pay(h, held, DECLINED_CARD).catch(() => undefined);
    await h.drainJobs();
    expect(lettersTo(h, scene.guest)).toEqual(['Your payment did not go through']);
  });

  test('in the language they have chosen, with where to have no more of it', async () => {
    const { guest, host, listingId } = await cast(h);
    await h.sql(`update people set locale = 'fr-CA' where id = $1`, [guest.id]);
    await h.sql(`update people set locale = 'de' where id = $1`, [host.id]);
    await booked(h, guest, listingId);
    const mail = h.mailbox.lastTo(guest.email);
    expect(mail?.subject).toBe('Votre séjour à Loft by the river est confirmé');
    expect(mail?.html).toContain('<html lang="fr"');
    expect(h.mailbox.lastTo(host.email)?.subject).toMatch(/hat gebucht: Loft by the river$/);
    expect(mail?.headers).toEqual({
      'List-Unsubscribe': expect.stringMatching(new RegExp(`^<${h.url}/unsubscribe/\\S+>$`)),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  test('nothing of a state that has moved on before the letter could be sent', async () => {
    const { guest, host, listingId } = await cast(h);
    h.faults.mail.use(() => 'http-500');
    const { id } = await booked(h, guest, listingId).catch(
      async () =>
        (await h.sql<{ id: string }>('select id from bookings where guest_id = $1', [guest.id]))[0] ?? { id: '' },
    );
    await move(h, guest, id, 'cancel');
    h.faults.mail.reset();
    h.clock.advance(2 * HOUR);
    await h.drainJobs();
    expect(lettersTo(h, guest)).toEqual(['Your stay at Loft by the river is cancelled']);
    expect(await stateOf(host)).toContainEqual({ kind: 'booking-confirmed', state: 'dropped', why: 'moved-on' });
  });

  test.each([
    ['who is suspended', 'suspended_at = email_verified_at'],
    ['whose address is not verified', 'email_verified_at = null'],
  ])('nobody %s', async (_, change) => {
    const { guest, host, listingId } = await cast(h);
    await h.sql(`update people set ${change} where id = $1`, [host.id]);
    await booked(h, guest, listingId);
    expect(await stateOf(host)).toEqual([{ kind: 'booking-confirmed', state: 'dropped', why: 'unreachable' }]);
  });
});

describe('what people choose', () => {
  const preferences = async (person: Person, unwanted?: string[]) =>
    h.api(unwanted ? 'PUT' : 'GET', '/v1/me/notification-preferences', {
      token: await tokenFor(h, person),
      ...(unwanted && { body: { unwanted } }),
    });
  const unwantedBy = async (person: Person) => (await preferences(person)).body.unwanted;

  test('counts from then on, for each kind by itself', async () => {
    const { guest, host, listingId } = await cast(h);
    expect(await preferences(host)).toMatchObject({ status: 200, trips: 1, body: { unwanted: [] } });
    const chosen = await preferences(host, ['booking-confirmed']);
    expect(chosen).toMatchObject({ status: 200, trips: 1, body: { unwanted: ['booking-confirmed'] } });
    const { id } = await booked(h, guest, listingId);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(lettersTo(h, host)).toEqual([expect.stringContaining('is cancelled')]);
    await preferences(host, []);
    expect(await unwantedBy(host)).toEqual([]);
    expect((await preferences(host, ['verify-email'])).status).toBe(422);
  });

  test('is also chosen by the link of a mail: its program does at one click, a look changes nothing', async () => {
    const { guest, listingId } = await cast(h);
    await booked(h, guest, listingId);
    const link = /^<(.+)>$/.exec(h.mailbox.lastTo(guest.email)?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    const look = await fetch(link);
    expect([look.status, look.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(await look.text()).toContain('<form method="post"><button>');
    expect(await unwantedBy(guest)).toEqual([]);
    const oneClick = () =>
      fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    expect((await oneClick()).status).toBe(200);
    expect((await oneClick()).status).toBe(200);
    expect(await unwantedBy(guest)).toEqual(['booking-confirmed']);
    const forged = link.replace('booking-confirmed', 'arriving');
    expect((await fetch(forged, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${link}x`)).status).toBe(404);
    expect(await unwantedBy(guest)).toEqual(['booking-confirmed']);
  });
});

describe('nothing is sent twice and nothing is lost', () => {
  test('when jobs come twice, in any order, and long after they were done', async () => {
    h.qstash.disturb({ duplicates: true, shuffle: Math.random });
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId, { checkIn: '2027-09-03', checkOut: '2027-09-05' });
    await move(h, host, id, 'cancel');
    await h.drainJobs();
    for (let round = 0; round < 3; round += 1) {
      await h.sql(
        `update jobs set done_at = null, published_at = null where kind in ('send-notification', 'announce-arrival')`,
      );
      await h.drainJobs();
    }
    expect(lettersTo(h, guest)).toEqual([
      'Your stay at Loft by the river is confirmed',
      'Your stay at Loft by the river is cancelled',
    ]);
    expect(await sentTwice()).toEqual([]);
  });

  test('when the provider took a mail and its answer was lost, though it reads otherwise by now', async () => {
    const { guest, listingId } = await cast(h);
    h.faults.mail.use(() => 'reset-after');
    await booked(h, guest, listingId).catch(() => undefined);
    expect(lettersTo(h, guest)).toHaveLength(1);
    await h.sql(`update people set locale = 'es' where id = $1`, [guest.id]);
    h.faults.mail.reset();
    h.clock.advance(2 * HOUR);
    await h.drainJobs();
    expect(lettersTo(h, guest)).toEqual(['Your stay at Loft by the river is confirmed']);
    expect(await stateOf(guest)).toContainEqual({ kind: 'booking-confirmed', state: 'sent', why: null });
  });

  test('when the provider is away for days: what it may have taken is not sent again', async () => {
    const { guest, listingId } = await cast(h);
    h.faults.mail.use(() => 'refuse');
    await booked(h, guest, listingId, { checkIn: '2027-10-03', checkOut: '2027-10-05' }).catch(() => undefined);
    h.clock.advance(24 * HOUR);
    h.faults.mail.reset();
    await h.drainJobs();
    expect(await stateOf(guest)).toEqual([{ kind: 'booking-confirmed', state: 'dropped', why: 'unknown' }]);
  });

  test('when the provider took no mail for days, as the key had run out: it was surely not taken', async () => {
    const { guest, listingId } = await cast(h);
    h.mailbox.changeKey('re_another');
    await booked(h, guest, listingId, { checkIn: '2027-10-03', checkOut: '2027-10-05' }).catch(() => undefined);
    for (let day = 1; day <= 2; day += 1) {
      h.clock.advance(24 * HOUR);
      await h.drainJobs().catch(() => undefined);
    }
    expect(await stateOf(guest)).toEqual([{ kind: 'booking-confirmed', state: 'waiting', why: null }]);
    h.mailbox.changeKey('re_local');
    h.clock.advance(2 * HOUR);
    await h.drainJobs();
    expect(lettersTo(h, guest)).toEqual(['Your stay at Loft by the river is confirmed']);
  });

  test('when it could not be written for a day: it was surely not sent', async () => {
    const { guest, host, listingId } = await cast(h);
    h.faults.db.use((_, { body }) =>
      body.includes(`kind = 'message' and subject = earlier.id`) ? 'refuse' : undefined,
    );
    const body = { text: 'Is the river near?' };
    const asked = await h.api('POST', `/v1/listings/${listingId}/inquiries`, { token: guest.token, body });
    expect(asked.status).toBe(201);
    await h.drainJobs().catch(() => undefined);
    h.clock.advance(24 * HOUR);
    await h.drainJobs().catch(() => undefined);
    expect(await stateOf(host)).toEqual([{ kind: 'message', state: 'waiting', why: null }]);
    h.faults.db.reset();
    h.clock.advance(2 * HOUR);
    await h.drainJobs();
    expect(await stateOf(host)).toEqual([{ kind: 'message', state: 'sent', why: null }]);
  });

  test('when many follow the events at once, and when nobody could for long', async () => {
    const scenes = await Promise.all(Array.from({ length: 3 }, () => cast(h)));
    h.qstash.pause();
    const holds = await Promise.all(scenes.map(({ guest, listingId }) => hold(h, guest, listingId)));
    await Promise.all(holds.map((held) => pay(h, held)));
    await h.stripe.drain();
    h.qstash.resume();
    await Promise.all(Array.from({ length: 4 }, () => h.worker.runCron('* * * * *', h.clock.now())));
    await h.drainJobs();
    for (const { guest } of scenes)
      expect(lettersTo(h, guest)).toEqual(['Your stay at Loft by the river is confirmed']);
    const [followed] = await h.sql(`select seq = (select max(seq) from events where type in
      ('booking.confirmed', 'booking.cancelled', 'booking.completed')) as is_last from event_followers`);
    expect(followed).toEqual({ is_last: true });
  });
});
