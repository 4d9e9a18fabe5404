import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { addDays, type PlainDate, plainDate } from '../../src/kernel/dates.ts';
import { type ListingId, newId } from '../../src/kernel/ids.ts';
import { ruleColumns, type StayRuleChange } from '../../src/kernel/stay-rules.ts';
import { amenityBits } from '../../src/listings/index.ts';
import { anyChange, anyRule } from '../calendar/any-rule.ts';
import { createListing } from '../harness/listings.ts';
import type { Person } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';
import { project, search } from './searchable.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
const day = (days: number): PlainDate => addDays(plainDate('2027-03-01'), days);

export const anyListing = fc.record({
  rules: anyRule,
  dates: fc.uniqueArray(fc.tuple(fc.nat(24), anyChange), { selector: ([date]) => date, maxLength: 12 }),
  taken: fc.array(
    fc.record({
      start: fc.nat(20),
      nights: fc.integer({ min: 1, max: 3 }),
      before: fc.nat(2),
      after: fc.nat(2),
      kind: fc.constantFrom('booked', 'held', 'expired', 'closed', 'sold'),
    }),
    { maxLength: 3 },
  ),
  capacity: fc.integer({ min: 2, max: 4 }),
  amenities: fc.constantFrom(0, amenityBits(['pets-allowed'])),
  check_in_from: fc.constantFrom('00:00', '09:00', '15:00'),
  base_nightly: fc.constantFrom(100_00, 100_00, 10, 99_000_000),
  // Where the window of the search row begins: it holds all of a stay, the end of it, or nothing.
  window: fc.constantFrom(-100, -100, 4, -1_100),
  time_zone: fc.constantFrom('Pacific/Midway', 'America/New_York', 'Europe/Paris', 'Pacific/Kiritimati'),
});
type AnyListing = typeof anyListing extends fc.Arbitrary<infer L> ? L : never;

export const anyStay = fc.record({
  start: fc.nat(18),
  nights: fc.integer({ min: 1, max: 6 }),
  adults: fc.integer({ min: 1, max: 3 }),
  pets: fc.constantFrom(0, 0, 0, 1),
});

type AnyStay = typeof anyStay extends fc.Arbitrary<infer S> ? S : never;

/**
 * Asks calendar, explanation, quote and search about a stay.
 * @returns whether it can be had, and each way in which they differ
 */
export async function askAll(
  h: Harness,
  guest: Person,
  { id, listing, box }: { id: ListingId; listing: AnyListing; box: string },
  { start, nights, adults, pets }: AnyStay,
): Promise<{ isHad: boolean; differences: string[] }> {
  const [checkIn, checkOut] = [day(start), day(start + nights)];
  const party = { adults, pets };
  const stay = { checkIn, checkOut, party };
  const path = `/v1/listings/${id}`;
  const [calendar, explained, quoted, found, flexible] = await Promise.all([
    h.api('GET', `${path}/calendar`, { query: { from: day(0), to: day(30) } }),
    h.api('POST', `${path}/explain`, { key: null, body: stay }),
    h.api('POST', `${path}/quotes`, { token: guest.token, key: null, body: stay }),
    search(h, { box, checkIn, checkOut, ...party }),
    search(h, { box, checkIn, checkOut, ...party, flexibleDays: 1 }),
  ]);
  const differences: string[] = [];
  const same = (what: string, actual: unknown, expected: unknown) => {
    if (isDeepStrictEqual(actual, expected)) return;
    differences.push(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  };
  same(
    'round trips',
    [calendar, explained, quoted, found, flexible].map(({ trips }) => trips),
    [1, 1, 1, 1, 1],
  );

  const isHad = quoted.status === 201;
  const total = isHad ? quoted.body.totals.guestPays : undefined;
  const reasons: string[] = explained.body.reasons.map(({ code }: { code: string }) => code);
  const isTooCheapOrDear = reasons.includes('amount-not-chargeable');
  same('explanation', reasons.length === 0, isHad);
  same(
    'search',
    found.body.data.map((hit: { stay: object }) => hit.stay),
    isHad ? [{ checkIn, checkOut, nights, total }] : [],
  );
  const around = [
    ...(isHad ? [{ checkIn, checkOut, nights, total }] : []),
    ...(await quotesOf(h, guest, id, start > 0 ? [start - 1, start + 1] : [start + 1], nights, party)),
  ];
  const best = around.toSorted((a, b) => a.total - b.total || (a.checkIn < b.checkIn ? -1 : 1)).slice(0, 1);
  same(
    'search by flexible dates',
    flexible.body.data.map((hit: { stay: object }) => hit.stay),
    best,
  );
  if (!isTooCheapOrDear) {
    const isWelcome = adults <= listing.capacity && (pets === 0 || listing.amenities > 0);
    same('calendar', allows(calendar.body.nights, start, nights) && isWelcome, isHad);
  }
  if (!isHad && quoted.body.errors !== undefined) {
    const refused = quoted.body.errors.map(({ code }: { code: string }) => code);
    const expected = [...refused, ...(isTooCheapOrDear ? ['amount-not-chargeable'] : [])];
    same('reasons', distinct(reasons), distinct(expected));
  }
  const { nearest } = explained.body;
  if (isHad) same('nearest', nearest[0], { checkIn, checkOut, total });
  for (const near of nearest.slice(-1)) {
    const body = { checkIn: near.checkIn, checkOut: near.checkOut, party };
    const other = await h.api('POST', `${path}/quotes`, { token: guest.token, key: null, body });
    same('quote of the nearest', other.body.totals?.guestPays, near.total);
  }
  return { isHad, differences };
}

/** The stays of these starts that a quote is given for. */
async function quotesOf(
  h: Harness,
  guest: Person,
  id: ListingId,
  starts: readonly number[],
  nights: number,
  party: Pick<AnyStay, 'adults' | 'pets'>,
): Promise<{ checkIn: PlainDate; checkOut: PlainDate; nights: number; total: number }[]> {
  const quotes = await Promise.all(
    starts.map(async (start) => {
      const [checkIn, checkOut] = [day(start), day(start + nights)];
      const body = { checkIn, checkOut, party };
      const { status, body: quote } = await h.api('POST', `/v1/listings/${id}/quotes`, {
        token: guest.token,
        key: null,
        body,
      });
      return status === 201 ? [{ checkIn, checkOut, nights, total: Number(quote.totals.guestPays) }] : [];
    }),
  );
  return quotes.flat();
}

/** A listing with these rules, dates and taken nights at this place, with its search row. */
export async function createListingWith(
  h: Harness,
  host: Person,
  listing: AnyListing,
  point: Record<string, number>,
): Promise<ListingId> {
  const { rules, dates, taken, window, ...columns } = listing;
  const id = await createListing(h, host, { ...columns, ...point, ...columnsOf(rules) });
  const now = h.clock.now();
  await Promise.all(
    dates.map(async ([date, change]) => {
      const given = { listing_id: id, night: day(date), ...columnsOf(change) };
      const [names, places] = [Object.keys(given), Object.keys(given).map((_, n) => `$${n + 1}`)];
      await h.sql(`insert into night_rules (${names.join()}) values (${places.join()})`, Object.values(given));
    }),
  );
  const claimed: [number, number][] = [];
  for (const { start, nights, before, after, kind } of taken) {
    const kept: [number, number] = [start - before, start + nights + after];
    if (kind === 'closed' || kind === 'sold') {
      await closeNights(h, id, day(start), day(start + nights), kind === 'sold');
    } else if (claimed.every(([from, to]) => to <= kept[0] || kept[1] <= from)) {
      claimed.push(kept);
      const expiresAt = { booked: null, held: new Date(now + 60_000), expired: new Date(now) }[kind];
      await h.sql(
        `insert into claims (booking_id, listing_id, nights, preparation_before, preparation_after, expires_at)
         values ($1, $2, daterange($3, $4), $5, $6, $7)`,
        [newId('booking'), id, day(kept[0]), day(kept[1]), before, after, expiresAt],
      );
    }
  }
  await project(h, id);
  await h.sql('update search_rows set nights_from = $2 where listing_id = $1', [id, day(window)]);
  await project(h, id);
  return id;
}

function distinct(codes: readonly string[]): string[] {
  return [...new Set(codes)].toSorted((one, other) => one.localeCompare(other));
}

type Shown = {
  state: string;
  canArrive: boolean;
  canDepart: boolean;
  minNights: number;
  maxNights: number;
  minNightsThrough: number;
  maxNightsThrough: number;
};

// As an integrator reads a calendar, by what the contract says of it.
function allows(nights: readonly Shown[], start: number, length: number): boolean {
  const [arrival, departure] = [nights[start], nights[start + length]];
  if (arrival === undefined || departure === undefined) throw new Error('the calendar is too short');
  return (
    arrival.canArrive &&
    departure.canDepart &&
    arrival.minNights <= length &&
    length <= arrival.maxNights &&
    nights
      .slice(start, start + length)
      .every((night) => night.state === 'open' && night.minNightsThrough <= length && length <= night.maxNightsThrough)
  );
}

async function closeNights(
  h: Harness,
  id: ListingId,
  start: PlainDate,
  end: PlainDate,
  isSold: boolean,
): Promise<void> {
  const now = new Date(h.clock.now());
  const feed = isSold ? newId('feed') : null;
  if (feed !== null) {
    await h.sql(
      `insert into calendar_feeds (id, listing_id, channel, url, created_at, next_poll_at, last_success_at)
       values ($1, $2, 'airbnb', $1, $3, $3, $3)`,
      [feed, id, now],
    );
  }
  await h.sql(
    `insert into closures (id, listing_id, nights, source, created_at, feed_id, feed_uid, feed_kind)
     values ($1, $2, daterange($3, $4), $5, $6, $7, $8, $9)`,
    [
      ...[newId('closure'), id, start, end, isSold ? 'feed' : 'host', now],
      ...[feed, isSold ? '' : null, isSold ? 'booking' : null],
    ],
  );
}

function columnsOf(rules: StayRuleChange): Record<string, string | number | boolean> {
  const values = new Map<string, string | number | boolean>(Object.entries(rules));
  return Object.fromEntries(
    Object.entries(ruleColumns).flatMap(([name, { column }]) => {
      const value = values.get(name);
      return value === undefined ? [] : [[column, value]];
    }),
  );
}
