import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookWith, cast, end, quotedToken } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { locksWaitedFor } from '../suspensions/scene.ts';
import { close, givePassword } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const nights = (day: number) => ({ checkIn: `2027-07-0${day + 1}`, checkOut: `2027-07-0${day + 2}` });
const isClosed = async ({ id }: Person) =>
  (await h.sql('select from people where id = $1 and left_at is not null', [id])).length > 0;

/** Has one of these wait for a row that somebody holds, then the other, and lets go. */
async function inOrder(
  { table, id }: { table: 'people' | 'listings'; id: string },
  first: () => Promise<Answer>,
  second: () => Promise<Answer>,
): Promise<[Answer, Answer]> {
  const rival = await h.connect();
  await rival.query('begin');
  await rival.query(`select from ${table} where id = $1 for update`, [id]);
  const one = first();
  await expect.poll(() => locksWaitedFor(h), { timeout: 10_000 }).toBe(1);
  const other = second();
  await expect.poll(() => locksWaitedFor(h), { timeout: 10_000 }).toBe(2);
  await rival.query('commit');
  await rival.end();
  return Promise.all([one, other]);
}

describe('a booking made at the same moment as its host closes the account', () => {
  test('is there, and the account stays open, where the booking is first', async () => {
    const { host, guest, listingId } = await cast(h);
    await givePassword(h, host);
    const quote = await quotedToken(h, guest, listingId);
    const [booking, closing] = await inOrder(
      { table: 'listings', id: listingId },
      () => bookWith(h, guest, quote),
      () => close(h, host),
    );
    expect(booking.status).toBe(201);
    expect([closing.status, closing.body.code]).toEqual([409, 'account-in-use']);
    expect(closing.body.errors).toMatchObject([{ code: 'booking-held', subject: booking.body.id }]);
    expect(await isClosed(host)).toBe(false);
  });

  test('is refused where the closing is first', async () => {
    const { host, guest, listingId } = await cast(h);
    await givePassword(h, host);
    const quote = await quotedToken(h, guest, listingId);
    const [closing, booking] = await inOrder(
      { table: 'listings', id: listingId },
      () => close(h, host),
      () => bookWith(h, guest, quote),
    );
    expect(closing.status).toBe(204);
    expect(booking.body.code).toBe('listing-not-open');
    expect(await h.sql('select from bookings where host_id = $1', [host.id])).toEqual([]);
  });
});

describe('a booking made by the guest at the same moment as they close the account', () => {
  test('is there, and the account stays open, where the booking is first', async () => {
    const { guest, listingId } = await cast(h);
    await givePassword(h, guest);
    const quote = await quotedToken(h, guest, listingId);
    const [booking, closing] = await inOrder(
      { table: 'people', id: guest.id },
      () => bookWith(h, guest, quote),
      () => close(h, guest),
    );
    expect(booking.status).toBe(201);
    expect(closing.body.errors).toMatchObject([{ code: 'booking-held', subject: booking.body.id }]);
    expect(await isClosed(guest)).toBe(false);
  });

  test('is refused where the closing is first', async () => {
    const { guest, listingId } = await cast(h);
    await givePassword(h, guest);
    const quote = await quotedToken(h, guest, listingId);
    const [closing, booking] = await inOrder(
      { table: 'people', id: guest.id },
      () => close(h, guest),
      () => bookWith(h, guest, quote),
    );
    expect(closing.status).toBe(204);
    expect(booking.status).toBe(403);
    expect(await h.sql('select from bookings where guest_id = $1', [guest.id])).toEqual([]);
  });
});

test('many book with hosts who close their accounts meanwhile: nobody has a stay with a host who has left', async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const { host, listingId } = await cast(h);
    await givePassword(h, host);
    const guests = await Promise.all(Array.from({ length: 6 }, () => createPerson(h)));
    const quotes = await Promise.all(guests.map((guest, day) => quotedToken(h, guest, listingId, nights(day))));
    const [closing, ...bookings] = await Promise.all([
      close(h, host),
      ...guests.map((guest, at) => bookWith(h, guest, quotes[at] ?? '')),
    ]);
    const held = bookings.filter(({ status }) => status === 201).length;
    for (const { status, body } of bookings) expect(status === 201 ? '' : body.code).toMatch(/^(listing-not-open|)$/);
    expect(closing.status === 204 ? held : -1).toBe(closing.status === 204 ? 0 : -1);
    if (closing.status !== 204) expect(closing.body.code).toBe(held === 0 ? 'conflict' : 'account-in-use');
    outcomes.add(closing.status === 204 ? 'closed' : 'booked');
    expect(await isClosed(host)).toBe(closing.status === 204);
  }
  expect(outcomes.size).toBeGreaterThan(0);
});

describe('what another session of theirs makes at the same moment is not made any more', () => {
  const makes: Record<string, (listing: string) => [method: string, path: string, body?: object]> = {
    'a listing': () => ['POST', '/v1/listings', { title: 'Loft', roomType: 'entire_home', capacity: 2 }],
    'a closure with a note': (listing) => [
      'POST',
      `/v1/listings/${listing}/closures`,
      { start: '2027-08-01', end: '2027-08-03', note: 'The plumber, +1 555 0100' },
    ],
    'a feed': (listing) => [
      'POST',
      `/v1/listings/${listing}/feeds`,
      { channel: 'airbnb', url: 'https://calendars.innkeep.dev/secret.ics' },
    ],
    'an address for a channel': (listing) => ['PUT', `/v1/listings/${listing}/exports/airbnb`],
    'an endpoint': () => ['POST', '/v1/webhook-endpoints', { url: 'https://hooks.innkeep.dev/secret', types: null }],
    'an API key': () => ['POST', '/v1/me/api-keys', { name: 'Sync', scopes: ['profile:read'] }],
  };

  test.each(Object.entries(makes))('%s', async (_, make) => {
    const { host, listingId } = await cast(h);
    await givePassword(h, host);
    const [method, path, body] = make(listingId);
    const [closing, made] = await inOrder(
      { table: 'people', id: host.id },
      () => close(h, host),
      async () => h.api(method, path, { token: host.token, body }),
    );
    expect(closing.status).toBe(204);
    expect(made.body.code).toBe('session-ended');
    const left = `select id from listings where host_id = $1 and state <> 'closed'
      union all select id from api_keys where person_id = $1
      union all select id from webhook_endpoints where owner_id = $1
      union all select closures.id from closures join listings on listings.id = listing_id where host_id = $1
      union all select calendar_feeds.id from calendar_feeds join listings on listings.id = listing_id where host_id = $1
      union all select token from calendar_exports join listings on listings.id = listing_id where host_id = $1`;
    expect(await h.sql(left, [host.id])).toEqual([]);
  });
});
