import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectBookingPage } from '../../src/bookings/queries/lists.ts';
import { parseConfig } from '../../src/config.ts';
import { plainDate } from '../../src/kernel/dates.ts';
import { asId } from '../../src/kernel/ids.ts';
import { ask as askGraph } from '../graphql/ask.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { booked, cast, end, hold, move } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const list = async (person: Person, query: string) =>
  h.api('GET', `/v1/bookings?${query}`, { token: await tokenFor(h, person) });

async function idsOf(person: Person, query: string): Promise<string[]> {
  const { status, body, text, trips } = await list(person, query);
  if (status !== 200 || trips !== 1) throw new Error(`${trips} ${text}`);
  return body.data.map(({ id }: { id: string }) => id);
}

const inOrder = (ids: readonly string[]) => ids.toSorted();

/** All pages of two, one after the other. */
async function paged(person: Person, query: string): Promise<string[]> {
  const ids: string[] = [];
  let more = '';
  do {
    const { body } = await list(person, `${query}&limit=2${more}`);
    ids.push(...body.data.map(({ id }: { id: string }) => id));
    more = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (more !== '');
  return ids;
}

test('a stay is to come until the check-in opens where it is, lasts till check-out, and is past without a job', async () => {
  const [guest, host] = [await createPerson(h), await createPerson(h)];
  const home = await createListing(h, host);
  const away = await createListing(h, host, { time_zone: 'Asia/Tokyo' });
  const called = await createListing(h, host);
  const [here, there, off] = [
    await booked(h, guest, home),
    await booked(h, guest, away),
    await booked(h, guest, called, { checkIn: '2027-06-03', checkOut: '2027-06-06' }),
  ].map(({ id }) => id);
  await move(h, guest, off, 'cancel');
  const stand = async () => [
    await idsOf(host, 'as=host&when=upcoming'),
    await idsOf(guest, 'when=current'),
    await idsOf(host, 'as=host&when=past'),
  ];
  const both = inOrder([here, there]);
  expect(await stand()).toEqual([both, [], []]);
  h.clock.set('2027-06-03T05:59:00Z');
  expect(await stand()).toEqual([both, [], []]);
  h.clock.set('2027-06-03T06:00:00Z');
  expect(await stand()).toEqual([[here], [there], []]);
  h.clock.set('2027-06-03T19:00:00Z');
  expect(await stand()).toEqual([[], both, []]);
  h.clock.set('2027-06-05T02:00:00Z');
  expect(await stand()).toEqual([[], [here], [there]]);
  h.clock.set('2027-06-05T15:00:00Z');
  expect(await stand()).toEqual([[], [], both.toReversed()]);
  await h.drainJobs();
  expect(await stand()).toEqual([[], [], both.toReversed()]);
  expect(await idsOf(guest, 'when=past&state=confirmed')).toEqual([]);
  const query = '{ bookings(as: host, when: past, first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } }';
  const told = await askGraph(h, query, { token: await tokenFor(h, host) });
  expect(told.data.bookings).toMatchObject({ nodes: [{ id: both[1] }], pageInfo: { hasNextPage: true } });
  const sdk = await h.client({ token: await tokenFor(h, guest) }).bookings.list({ query: { when: 'past' } });
  expect(sdk.data?.data.map(({ id }) => id)).toEqual(both.toReversed());
});

test('by check-in each stay comes once, also where several begin on a day, and nobody else’s', async () => {
  const { guest, host, listingId } = await cast(h);
  const others = await cast(h);
  await booked(h, others.guest, others.listingId, { checkIn: '2027-06-10', checkOut: '2027-06-12' });
  const homes = [listingId, await createListing(h, host), await createListing(h, host)];
  const stays = [];
  for (const [index, day] of [11, 10, 11, 13, 11].entries()) {
    const stay = { checkIn: `2027-06-${day}`, checkOut: `2027-06-${day + 1}` };
    stays.push(await booked(h, guest, homes[index % homes.length] ?? listingId, stay));
  }
  const [a, b, c, d, e] = stays.map(({ id }) => id);
  await hold(h, guest, listingId, { checkIn: '2027-06-20', checkOut: '2027-06-22' });
  const first = inOrder([a, c, e]);
  expect(await paged(guest, 'when=upcoming')).toEqual([b, ...first, d]);
  expect(await paged(host, 'as=host&when=upcoming')).toEqual([b, ...first, d]);
  expect(await paged(host, 'as=host&from=2027-06-11&to=2027-06-13')).toEqual(first);
  expect(await idsOf(host, `as=host&from=2027-06-11&to=2027-06-13&listingId=${listingId}`)).toEqual([a]);
  expect(await idsOf(guest, 'to=2027-06-11')).toEqual([b]);
  expect(await idsOf(guest, 'from=2027-06-11&when=upcoming&limit=1')).toEqual(first.slice(0, 1));
  expect(await idsOf(guest, 'as=host&when=upcoming')).toEqual([]);
  // Newest first, as ever, with what is no more than held.
  expect((await paged(guest, 'as=guest')).slice(1)).toEqual([e, d, c, b, a]);
  h.clock.set('2027-06-20T12:00:00Z');
  await h.drainJobs();
  expect(await paged(guest, 'when=past')).toEqual([d, ...first.toReversed(), b]);
  expect(await paged(host, 'as=host&when=past')).toEqual([d, ...first.toReversed(), b]);
});

test('what is no stage, no day, or no time between is refused, and so is the cursor of another order', async () => {
  const { guest, listingId } = await cast(h);
  await booked(h, guest, listingId, { checkIn: '2027-07-01', checkOut: '2027-07-02' });
  await booked(h, guest, listingId, { checkIn: '2027-07-05', checkOut: '2027-07-06' });
  const refused = async (query: string) => {
    const { status, body } = await list(guest, query);
    return [status, body.errors?.map(({ parameter }: { parameter: string }) => parameter)];
  };
  expect(await refused('when=soon&from=2027-02-30')).toEqual([422, ['when', 'from']]);
  expect(await refused('from=2027-06-03&to=2027-06-03')).toEqual([422, ['to']]);
  const { nextCursor } = (await list(guest, 'limit=1')).body;
  expect(await refused(`when=upcoming&cursor=${nextCursor}`)).toEqual([422, ['cursor']]);
  const byDate = (await list(guest, 'when=upcoming&limit=1')).body.nextCursor;
  expect(await refused(`cursor=${byDate}`)).toEqual([422, ['cursor']]);
});

test('of a host’s thousands of stays a page reads its own, by the index', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId, { checkIn: '2027-08-01', checkOut: '2027-08-03' });
  const another = await createPerson(h);
  const homes = await Promise.all(Array.from({ length: 40 }, (_, n) => createListing(h, n % 2 === 0 ? host : another)));
  const client = await h.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into bookings select (jsonb_populate_record(b, jsonb_build_object('id', 'bkg_' || n || '_' || whose, 'payment_id', 'pay_' || n || '_' || whose,
         'host_id', ($3::text[])[1 + sign(whose)], 'listing_id', ($2::text[])[1 + 2 * (n % 20) + sign(whose)],
         'check_in', date '2027-07-01' - n / 10, 'check_out', date '2027-07-03' - n / 10,
         'state', case when n < 350 then 'confirmed' else 'completed' end,
         'ended_at', case when n >= 350 then now() end, 'ended_by', case when n >= 350 then 'system' end))).*
       from bookings b cross join generate_series(1, 2000) n cross join generate_series(0, 4) whose where b.id = $1`,
      [id, homes, [host.id, another.id]],
    );
    await client.query('analyze bookings, listings');
    const ctx = { now: new Date('2027-06-05T12:00:00Z'), config: parseConfig(h.vars) };
    const scan = async (filter: Partial<Parameters<typeof selectBookingPage>[2]>) => {
      const page = { side: 'host', after: undefined, limit: 20, ...filter } as const;
      const { sql: text, parameters } = selectBookingPage(ctx, asId('person', host.id), page).compile();
      const { rows } = await client.query(`explain (analyze, format json) ${text}`, [...parameters]);
      return scanOf(rows[0]['QUERY PLAN'][0].Plan);
    };
    const [from, to] = [plainDate('2026-08-01'), plainDate('2026-08-05')];
    for (const filter of [
      { when: 'upcoming' },
      { when: 'current' },
      { when: 'past' },
      { only: 'reviewable' },
      { from, to },
    ] as const) {
      const { index, read = 0 } = (await scan(filter)) ?? {};
      // In order, or all of those days, which are then sorted.
      expect([index, read < 400], `${JSON.stringify(filter)} ${read}`).toEqual(['bookings_host_stays', true]);
    }
  } finally {
    await client.query('rollback');
    await client.end();
  }
});

test('where the clocks show an hour twice a stay begins, ends and can be reviewed by its first one', async () => {
  const { guest, host, listingId } = await cast(h, { check_in_from: '01:30', check_out_by: '01:30' });
  const [first, second, third] = [
    await booked(h, guest, listingId, { checkIn: '2027-10-22', checkOut: '2027-10-24' }),
    await booked(h, guest, listingId, { checkIn: '2027-11-05', checkOut: '2027-11-07' }),
    await booked(h, guest, listingId, { checkIn: '2027-11-07', checkOut: '2027-11-09' }),
  ].map(({ id }) => id);
  h.clock.set('2027-11-07T05:29:00Z');
  expect(await idsOf(host, 'as=host&when=upcoming')).toEqual([third]);
  expect(await idsOf(guest, 'when=current')).toEqual([second]);
  expect((await list(guest, 'only=reviewable')).body.data).toMatchObject([
    { id: first, reviewableUntil: '2027-11-07T05:30:00.000Z' },
  ]);
  const { window } = (await ask(h, guest, 'GET', `/v1/bookings/${first}/reviews`)).body;
  expect(window.closesAt).toBe('2027-11-07T05:30:00.000Z');
  h.clock.set('2027-11-07T05:30:00Z');
  expect(await idsOf(host, 'as=host&when=upcoming')).toEqual([]);
  expect(await idsOf(guest, 'when=current')).toEqual([third]);
  expect(await idsOf(guest, 'when=past')).toEqual([second, first]);
  expect(await idsOf(guest, 'only=reviewable')).toEqual([second]);
});

/** By which index a plan reads bookings, and how many rows it has taken there and thrown away. */
function scanOf(plan: Plan): { index: string | undefined; read: number } | undefined {
  const { 'Actual Rows': rows, 'Rows Removed by Filter': removed = 0 } = plan;
  if (plan['Relation Name'] === 'bookings') return { index: indexOf(plan), read: rows + removed };
  return plan.Plans?.map(scanOf).find((scan) => scan !== undefined);
}

// A bitmap is made by the steps below, out of several where that reads less.
function indexOf({ 'Index Name': index, Plans: below = [] }: Plan): string | undefined {
  const indexes = [index, ...below.map(indexOf)].filter((name) => name !== undefined);
  return indexes.find((name) => name === 'bookings_host_stays') ?? indexes[0];
}

type Plan = {
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
};
