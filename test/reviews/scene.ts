import { type BookingId, newId } from '../../src/kernel/ids.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

/** A stay with everybody in it. */
export interface Scene {
  host: Person;
  guest: Person;
  listingId: string;
  bookingId: BookingId;
}

/** A host's listing and a guest's stay there, from 2027-03-01 to 2027-03-03, over for a day unless told otherwise. */
export async function stayed(h: Harness, given: Partial<Scene> & { columns?: StayColumns } = {}): Promise<Scene> {
  const host = given.host ?? (await createPerson(h));
  const guest = given.guest ?? (await createPerson(h));
  const listingId = given.listingId ?? (await createListing(h, host));
  return { host, guest, listingId, bookingId: await createStay(h, { host, guest, listingId }, given.columns) };
}

type StayColumns = Record<string, string | number | null>;

/** A booking as it is at the end, written to the database without the operations that have tests of their own. */
export async function createStay(
  h: Harness,
  { host, guest, listingId }: Omit<Scene, 'bookingId'>,
  columns: StayColumns = {},
): Promise<BookingId> {
  const id = newId('booking');
  const row: StayColumns = {
    id,
    listing_id: listingId,
    guest_id: guest.id,
    host_id: host.id,
    state: 'completed',
    mode: 'instant',
    check_in: '2027-03-01',
    check_out: '2027-03-03',
    time_zone: 'America/New_York',
    check_in_from: '15:00',
    check_out_by: '11:00',
    adults: 2,
    children: 0,
    infants: 0,
    pets: 0,
    price: '{}',
    cancellation_policy: '{}',
    payment_id: newId('payment'),
    created_at: '2027-02-01T12:00:00Z',
    confirmed_at: '2027-02-01T12:01:00Z',
    ended_at: '2027-03-03T16:00:00Z',
    ended_by: 'system',
    ...columns,
  };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await h.sql(`insert into bookings (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
  return id;
}

type Scores = { cleanliness: number; communication: number; [other: string]: number };

export const guestReview = (overall = 5, scores: Partial<Scores> = {}) => ({
  overall,
  categories: { cleanliness: 5, communication: 5, accuracy: 4, checkIn: 5, location: 5, value: 4, ...scores },
  text: 'Light, quiet, and the river is right there.',
  privateNote: 'The shower drips a little.',
});

export const hostReview = (overall = 5) => ({
  overall,
  categories: { cleanliness: 4, communication: 5 },
  text: 'Left it as they found it.',
  privateNote: 'Come back.',
});

export async function review(h: Harness, person: Person, bookingId: string, body: object): Promise<Answer> {
  return h.api('POST', `/v1/bookings/${bookingId}/reviews`, { token: await tokenFor(h, person), body });
}

export async function reviewsOf(h: Harness, person: Person, bookingId: string): Promise<Answer> {
  return h.api('GET', `/v1/bookings/${bookingId}/reviews`, { token: await tokenFor(h, person) });
}

/** Who is rated otherwise than by what is published of them, and listings that say otherwise. */
export async function misrated(h: Harness): Promise<object[]> {
  const sums = ['overall', 'cleanliness', 'communication', 'accuracy', 'check_in', 'location', 'value'];
  const counted = ['count(*)::int as reviews', ...sums.map((name) => `coalesce(sum(${name}), 0)::int as ${name}`)];
  return h.sql(`
    with told as (
      select 'listing' as role, listing_id as subject, ${counted} from reviews
      where side = 'guest' and state = 'published' group by listing_id
      union all
      select case side when 'guest' then 'host' else 'guest' end, subject_id, ${counted} from reviews
      where state = 'published' group by side, subject_id
    ), kept as (
      select role, subject, reviews, ${sums} from ratings where reviews > 0
    )
    (select 'ratings lack' as fault, * from told except all select 'ratings lack', * from kept)
    union all
    (select 'ratings invent', * from kept except all select 'ratings invent', * from told)
    union all
    select 'listing differs', 'listing', l.id, l.review_count, l.rating_tenths, 0, 0, 0, 0, 0, 0
    from listings l left join told on told.subject = l.id and told.role = 'listing'
    where (l.review_count, l.rating_tenths) is distinct from
      (coalesce(told.reviews, 0), round(10.0 * told.overall / told.reviews)::smallint)
    union all
    select 'search differs', 'listing', l.id, l.review_count, 0, 0, 0, 0, 0, 0, 0
    from listings l join search_rows s on s.listing_id = l.id left join search_signals g on g.listing_id = l.id
    where s.rank <> listing_score(l.rating_tenths, l.review_count, l.instant_booking, g)`);
}
