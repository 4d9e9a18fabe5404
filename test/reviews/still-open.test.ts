import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { guestReview, hostReview, review, reviewsOf } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

/** What this side still can review, and until when. */
async function open(person: Person, as: 'guest' | 'host'): Promise<[string, string][]> {
  const token = await tokenFor(h, person);
  const { status, trips, text, body } = await h.api('GET', `/v1/bookings?as=${as}&only=reviewable`, { token });
  if (status !== 200 || trips !== 1) throw new Error(`${trips} ${text}`);
  return body.data.map((booking: Record<string, string>) => [booking.id, booking.reviewableUntil]);
}

const untilOf = async (person: Person, bookingId: string): Promise<string> =>
  (await reviewsOf(h, person, bookingId)).body.window.closesAt;

test('a list has what its reader can still review, and until when, from check-out or a late cancellation until it is done', async () => {
  const { guest, host, listingId } = await cast(h);
  const [stay, other] = [await createListing(h, host), await createListing(h, host, { time_zone: 'Asia/Tokyo' })];
  const nights = { checkIn: '2027-03-05', checkOut: '2027-03-07' };
  const { id: stayed } = await booked(h, guest, listingId, nights);
  const { id: left } = await booked(h, guest, stay, { ...nights, checkIn: '2027-03-04' });
  const { id: called } = await booked(h, guest, other, nights);
  await booked(h, guest, stay, { checkIn: '2027-03-09', checkOut: '2027-03-12' });
  await move(h, guest, called, 'cancel');
  expect(await open(guest, 'guest')).toEqual([]);
  h.clock.set('2027-03-04T16:00:00Z');
  await move(h, guest, left, 'cancel');
  expect(await open(host, 'host')).toEqual([[left, '2027-03-18T15:00:00.000Z']]);
  h.clock.set('2027-03-07T15:59:59Z');
  expect(await open(guest, 'guest')).toEqual([[left, '2027-03-18T15:00:00.000Z']]);
  // By the clocks there, which go forward on the 14th; the job that completes it has not come.
  h.clock.set('2027-03-07T16:00:00Z');
  const both = [
    [stayed, '2027-03-21T15:00:00.000Z'],
    [left, '2027-03-18T15:00:00.000Z'],
  ];
  expect(await open(guest, 'guest')).toEqual(both);
  expect(await open(host, 'host')).toEqual(both);
  expect([await untilOf(guest, stayed), await untilOf(host, left)]).toEqual(both.map(([, until]) => until));
  expect(await open(host, 'guest')).toEqual([]);
  expect(await open(await createPerson(h), 'host')).toEqual([]);
  expect(await review(h, guest, stayed, guestReview())).toMatchObject({ status: 201 });
  expect(await open(guest, 'guest')).toEqual(both.slice(1));
  // Whether the other side has, nothing tells.
  expect(await open(host, 'host')).toEqual(both);
  expect(await review(h, host, stayed, hostReview())).toMatchObject({ status: 201 });
  expect(await open(host, 'host')).toEqual(both.slice(1));
  h.clock.set('2027-03-18T14:59:59Z');
  const token = await tokenFor(h, guest);
  const past = await h.api('GET', '/v1/bookings?when=past', { token });
  expect(past.body.data).toMatchObject([
    { reviewableUntil: '2027-03-26T15:00:00.000Z' },
    { id: stayed, reviewableUntil: null },
  ]);
  expect((await open(guest, 'guest')).slice(1)).toEqual(both.slice(1));
  h.clock.set('2027-03-18T15:00:00Z');
  expect((await open(guest, 'guest')).map(([id]) => id)).not.toContain(left);
  expect(await review(h, guest, left, guestReview())).toMatchObject({ status: 409, body: { code: 'not-reviewable' } });
});
