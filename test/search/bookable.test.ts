import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type PlainDate, plainDate } from '../../src/kernel/dates.ts';
import { type ListingId, newId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, found, placeApart } from './searchable.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

type Claim = { from: string; to: string; active?: boolean; expiresIn?: number };

const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05' };
const day = (days: number): PlainDate => addDays(plainDate('2027-03-01'), days);

async function claim(id: ListingId, { from, to, active = true, expiresIn }: Claim): Promise<void> {
  await h.sql('insert into claims (booking_id, listing_id, nights, active, expires_at) values ($1, $2, $3, $4, $5)', [
    ...[newId('booking'), id, `[${from},${to})`, active],
    expiresIn === undefined ? null : new Date(h.clock.now() + expiresIn),
  ]);
}

async function closure(id: ListingId, from: string, to: string): Promise<void> {
  await h.sql(`insert into closures (id, listing_id, nights, source, created_at) values ($1, $2, $3, 'host', $4)`, [
    ...[newId('closure'), id, `[${from},${to})`, new Date(h.clock.now())],
  ]);
}

async function place(columns: Parameters<typeof createSearchable>[2] = {}) {
  const { point, box } = placeApart();
  const id = await createSearchable(h, host, { ...point, ...columns });
  const isFound = async (query: Record<string, string | number>) => (await found(h, { box, ...query })).includes(id);
  return { id, isFound };
}

describe('with dates, a listing is found', () => {
  test.each<[string, Claim, boolean]>([
    ['not when one of its nights is booked', { from: '2027-06-04', to: '2027-06-08' }, false],
    ['when a booking begins on the day of departure', { from: '2027-06-05', to: '2027-06-08' }, true],
    ['when a booking ends on the day of arrival', { from: '2027-06-01', to: '2027-06-03' }, true],
    ['not when a hold that lives has its nights', { from: '2027-06-01', to: '2027-06-09', expiresIn: 1 }, false],
    [
      'when the hold on its nights expires at this instant',
      { from: '2027-06-01', to: '2027-06-09', expiresIn: 0 },
      true,
    ],
    ['when a booking of its nights was given up', { from: '2027-06-01', to: '2027-06-09', active: false }, true],
  ])('%s', async (_, taken, expected) => {
    const { id, isFound } = await place();
    await claim(id, taken);
    expect(await isFound(stay)).toBe(expected);
    expect(await isFound({})).toBe(true);
  });

  test('again the moment that a hold expires, though no job has freed it', async () => {
    const { id, isFound } = await place();
    await claim(id, { from: '2027-06-03', to: '2027-06-04', expiresIn: 1_000 });
    expect(await isFound(stay)).toBe(false);
    h.clock.advance(1_000);
    expect(await isFound(stay)).toBe(true);
  });

  test.each([
    ['2027-06-04', '2027-06-20', false],
    ['2027-06-01', '2027-06-03', true],
    ['2027-06-05', '2027-06-06', true],
  ])('unless the host closed a night of it (closed from %s to %s: %s)', async (from, to, expected) => {
    const { id, isFound } = await place();
    await closure(id, from, to);
    expect(await isFound(stay)).toBe(expected);
  });

  test('only for as many nights as it allows', async () => {
    const { isFound } = await place({ min_nights: 2, max_nights: 4 });
    const lengths = await Promise.all(
      [1, 2, 4, 5].map((nights) => isFound({ checkIn: day(9), checkOut: day(9 + nights) })),
    );
    expect(lengths).toEqual([false, true, true, false]);
  });

  test('on the very day where it is not over yet, and not where it is tomorrow already', async () => {
    const [midway, kiritimati] = await Promise.all([
      place({ time_zone: 'Pacific/Midway' }),
      place({ time_zone: 'Pacific/Kiritimati' }),
    ]);
    const today = { checkIn: '2027-03-01', checkOut: '2027-03-03' };
    expect(await midway.isFound(today)).toBe(true);
    expect(await kiritimati.isFound(today)).toBe(false);
  });

  test.each([
    { zone: 'America/New_York', last: 730 },
    { zone: 'Pacific/Midway', last: 730 },
    { zone: 'Pacific/Kiritimati', last: 731 },
  ])('up to 730 days ahead, by the calendar of $zone', async ({ zone, last }) => {
    const { isFound } = await place({ time_zone: zone });
    expect(await isFound({ checkIn: day(last - 2), checkOut: day(last) })).toBe(true);
    expect(await isFound({ checkIn: day(last - 1), checkOut: day(last + 1) })).toBe(false);
    expect(await isFound({ checkIn: day(last + 5), checkOut: day(last + 7), flexibleDays: 7 })).toBe(true);
  });
});
