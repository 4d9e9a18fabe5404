import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startStaffed } from '../harness/index.ts';
import { addPhoto, createListing } from '../harness/listings.ts';
import { type Person, showFace, tokenFor } from '../harness/people.ts';
import { done } from '../suspensions/scene.ts';
import { booked, cast, end, hold, move } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const look = async (person: Person, path: string) => h.api('GET', path, { token: await tokenFor(h, person) });

async function scene() {
  const played = await cast(h);
  await addPhoto(h, played.listingId, 1, 'photos/second.jpg');
  await addPhoto(h, played.listingId, 0, 'photos/cover.jpg');
  return {
    ...played,
    faces: { guest: await showFace(h, played.guest), host: await showFace(h, played.host) },
    cover: expect.stringMatching(/\/photos\/cover\.jpg$/),
  };
}

test('a list of bookings shows listings and people by their pictures, also once the listing is shown no more', async () => {
  const { guest, host, listingId, faces, cover } = await scene();
  const { id } = await booked(h, guest, listingId);
  await h.api('POST', `/v1/listings/${listingId}/unlist`, { token: await tokenFor(h, host) });
  const seen = {
    listing: { coverPhotoUrl: cover },
    guest: { id: guest.id, avatarUrl: faces.guest },
    host: { id: host.id, avatarUrl: faces.host },
  };
  const [asGuest, asHost] = [await look(guest, '/v1/bookings'), await look(host, '/v1/bookings?as=host')];
  expect(asGuest).toMatchObject({ status: 200, trips: 1, body: { data: [{ id, ...seen }] } });
  expect(asHost).toMatchObject({ status: 200, trips: 1, body: { data: [{ id, ...seen }] } });
  expect((await look(support, `/v1/admin/bookings/${id}`)).body).toMatchObject(seen);
});

test('a host lists the bookings of one listing, page by page, and a stranger none of them', async () => {
  const { guest, host, listingId } = await cast(h);
  const other = await createListing(h, host);
  const stays = [
    await booked(h, guest, listingId),
    await booked(h, guest, listingId, { checkIn: '2027-06-08', checkOut: '2027-06-09' }),
  ];
  await booked(h, guest, other);
  const list = (person: Person, more = '') =>
    look(person, `/v1/bookings?as=host&listingId=${listingId}&limit=1${more}`);
  const first = await list(host);
  expect(first).toMatchObject({ status: 200, trips: 1, body: { data: [{ id: stays[1].id }] } });
  const next = await list(host, `&cursor=${first.body.nextCursor}`);
  expect(next.body).toMatchObject({ data: [{ id: stays[0].id }], nextCursor: null });
  expect((await list(support)).body.data).toEqual([]);
});

test('a list of threads shows who writes about what, and how the stay stands', async () => {
  const { guest, host, listingId, faces, cover } = await scene();
  const token = await tokenFor(h, guest);
  await h.api('POST', `/v1/listings/${listingId}/inquiries`, { token, body: { text: 'Is there a cot?' } });
  const { id, checkIn, checkOut } = await booked(h, guest, listingId);
  await h.api('POST', `/v1/bookings/${id}/messages`, { token, body: { text: 'We come at five.' } });
  const stay = { state: 'confirmed', checkIn, checkOut };
  const asHost = await look(host, '/v1/threads');
  expect(asHost).toMatchObject({ status: 200, trips: 1 });
  expect(asHost.body.data).toMatchObject([
    { bookingId: id, stay, coverPhotoUrl: cover, with: { id: guest.id, avatarUrl: faces.guest } },
    { bookingId: null, stay: null, coverPhotoUrl: cover, with: { id: guest.id, avatarUrl: faces.guest } },
  ]);
  expect(await move(h, guest, id, 'cancel')).toMatchObject({ status: 200 });
  const thread = await look(guest, `/v1/threads/${asHost.body.data[0].id}`);
  expect(thread.body).toMatchObject({ stay: { ...stay, state: 'cancelled' }, with: { avatarUrl: faces.host } });
});

test('the calendar of a host says who comes, and what waits to be paid or answered, in one round trip', async () => {
  const { guest, host, listingId, faces } = await scene();
  const stays = await booked(h, guest, listingId);
  await h.sql('update listings set instant_booking = false where id = $1', [listingId]);
  const asks = await booked(h, guest, listingId, { checkIn: '2027-06-08', checkOut: '2027-06-10' });
  await hold(h, guest, listingId, { checkIn: '2027-06-15', checkOut: '2027-06-16' });
  const calendar = (to: string) => look(host, `/v1/me/listings/${listingId}/calendar?from=2027-06-04&to=${to}`);
  const who = { id: guest.id, name: stays.guest.name, avatarUrl: faces.guest };
  const shown = await calendar('2027-06-20');
  expect(shown).toMatchObject({ status: 200, trips: 1 });
  expect(shown.body.blocks).toMatchObject([
    { id: stays.id, kind: 'booked', booking: { state: 'confirmed', guest: who } },
    { id: asks.id, kind: 'held', booking: { state: 'requested', guest: who } },
    { kind: 'held', booking: { state: 'held', guest: who } },
  ]);
  expect((await calendar('2027-06-05')).body.blocks).toMatchObject([{ id: stays.id, booking: { guest: who } }]);
  expect(await move(h, guest, asks.id, 'withdraw')).toMatchObject({ status: 200 });
  expect((await calendar('2027-06-12')).body.blocks).toHaveLength(1);
});

test('of a person who is suspended no picture is shown, until they are reinstated', async () => {
  const { guest, host, listingId, faces } = await scene();
  const { id } = await booked(h, guest, listingId);
  const token = await tokenFor(h, guest);
  await h.api('POST', `/v1/bookings/${id}/messages`, { token, body: { text: 'We come at five.' } });
  const calendar = `/v1/me/listings/${listingId}/calendar?from=2027-06-01&to=2027-06-10`;
  const shown = async () => [
    (await look(host, '/v1/bookings?as=host')).body.data[0].guest.avatarUrl,
    (await look(host, '/v1/threads')).body.data[0].with.avatarUrl,
    (await look(host, calendar)).body.blocks[0].booking.guest.avatarUrl,
  ];
  expect(await shown()).toEqual([faces.guest, faces.guest, faces.guest]);
  await done(h, 'suspend', guest);
  expect(await shown()).toEqual([null, null, null]);
  await done(h, 'reinstate', guest);
  expect(await shown()).toEqual([faces.guest, faces.guest, faces.guest]);
});
