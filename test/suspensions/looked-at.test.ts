import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end, move } from '../bookings/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { bookedAhead, cast as castPayable, openAccount, payoutsOf, until } from '../payouts/scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const look = async (whose: Person, path: string, by = support) =>
  h.api('GET', `/v1/admin/people/${whose.id}/${path}`, { token: await tokenFor(h, by) });

const idsOf = async (whose: Person, path: string): Promise<string[]> => {
  const { status, trips, body, text } = await look(whose, path);
  if (status !== 200 || trips !== 1) throw new Error(`${trips} ${text}`);
  return body.data.map(({ id }: { id: string }) => id);
};

test('support lists the bookings of a person from either side, page by page, without the exact place', async () => {
  const { guest, host, listingId } = await cast(h);
  const others = await cast(h);
  await booked(h, others.guest, others.listingId);
  const stays = [
    await booked(h, guest, listingId, { checkIn: '2027-06-10', checkOut: '2027-06-12' }),
    await booked(h, guest, others.listingId, { checkIn: '2027-06-08', checkOut: '2027-06-09' }),
    await booked(h, guest, listingId, { checkIn: '2027-06-12', checkOut: '2027-06-14' }),
  ].map(({ id }) => id);
  const [first, elsewhere, last] = stays;
  expect(await idsOf(guest, 'bookings')).toEqual(stays.toReversed());
  expect(await idsOf(host, 'bookings?as=host')).toEqual([last, first]);
  expect(await idsOf(host, 'bookings')).toEqual([]);
  expect(await idsOf(guest, 'bookings?when=upcoming')).toEqual([elsewhere, first, last]);
  const one = await look(guest, 'bookings?limit=1');
  expect(one.body.data).toMatchObject([
    { id: last, host: { id: host.id }, listing: { location: { isExact: false }, address: null } },
  ]);
  expect(await idsOf(guest, `bookings?limit=1&cursor=${one.body.nextCursor}`)).toEqual([elsewhere]);
  await move(h, guest, first, 'cancel');
  expect(await idsOf(host, `bookings?as=host&state=cancelled&listingId=${listingId}`)).toEqual([first]);
});

test('support lists all listings of a host, those that nobody is shown as well, without where they are', async () => {
  const host = await createPerson(h);
  const listed = await createListing(h, host);
  const draft = await createListing(h, host, { state: 'unlisted', title: 'Barn' });
  await createListing(h, await createPerson(h));
  const { status, trips, body } = await look(host, 'listings');
  expect([status, trips]).toEqual([200, 1]);
  expect(body.data).toMatchObject([
    { id: draft, state: 'unlisted', title: 'Barn', place: 'New York' },
    { id: listed, state: 'published', coverPhotoUrl: null },
  ]);
  expect(Object.keys(body.data[0])).not.toContain('address');
  expect(await idsOf(host, 'listings?state=published')).toEqual([listed]);
});

test('support lists the payouts of a host, and those of one booking', async () => {
  const { host, guest, listingId } = await castPayable(h);
  const { id, held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  const own = await payoutsOf(h, host);
  expect(own).toHaveLength(1);
  expect(await look(host, 'payouts')).toMatchObject({ status: 200, trips: 1, body: { data: own, nextCursor: null } });
  expect(await idsOf(host, `payouts?bookingId=${id}`)).toEqual(own.map((payout) => payout.id));
  expect(await idsOf(guest, 'payouts')).toEqual([]);
});

test('support sees why a host is not paid, as the host does', async () => {
  const { host, guest, listingId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  const standing = async () => {
    const { status, trips, body } = await look(host, 'payout-status');
    expect([status, trips]).toEqual([200, 1]);
    return body;
  };
  expect(await standing()).toMatchObject({ account: null, balances: [{ coming: 194_00, paid: 0 }] });
  await openAccount(h, host, ['individual.dob.day']);
  const own = async (path: string) => (await h.api('GET', path, { token: await tokenFor(h, host) })).body;
  const account = await own('/v1/payout-account');
  expect(account).toMatchObject({ state: 'restricted', requirements: { pastDue: ['individual.dob.day'] } });
  expect(await standing()).toEqual({ account, ...(await own('/v1/payout-balance')) });
  expect((await look(guest, 'payout-status')).body).toEqual({ account: null, balances: [] });
});

test('nobody else looks at a person so, not even the person', async () => {
  const { guest, host } = await cast(h);
  for (const path of ['bookings', 'listings', 'payouts', 'payout-status']) {
    for (const by of [guest, host]) {
      expect((await look(host, path, by)).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
  }
});
