import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import type { ListingId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { calendar, type MadeEvent } from './calendars.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let h: Harness;
let feeds: Feeds;
let host: Person;
beforeAll(async () => {
  feeds = await startFeeds();
  h = await startHarness({ vars: { FEED_TEST_ORIGINS: feeds.url } });
  host = await createPerson(h);
});
afterAll(async () => {
  await h.close();
  await feeds.close();
});

let count = 0;
let path: string;
let listingId: ListingId;
let feedId: string;

async function asHost(method: string, to: string, body?: unknown) {
  const token = await tokenFor(h, host);
  return h.api(method, `/v1/listings/${listingId}${to}`, { token, ...(body === undefined ? {} : { body }) });
}

/** Serves these events, lets half an hour go by, and says what the feed has closed since. */
async function poll(events: readonly MadeEvent[] | undefined, after = 35 * MINUTE) {
  if (events !== undefined) feeds.serve(path, calendar(events));
  h.clock.advance(after);
  await h.drainJobs();
  return closed();
}

async function closed(): Promise<string[]> {
  const { body } = await asHost('GET', '/closures');
  return body.data
    .filter(({ source }: { source: string }) => source === 'feed')
    .map(({ start, end }: { start: string; end: string }) => `${start}/${end}`);
}

const a = { uid: 'a@stays.example', start: '2027-05-01', end: '2027-05-04' };
const b = { uid: 'b@stays.example', start: '2027-05-10', end: '2027-05-12' };
const feed = async () => (await asHost('GET', `/feeds/${feedId}`)).body;
const closureIds = async () =>
  (await h.sql<{ id: string }>('select id from closures where listing_id = $1 order by nights', [listingId])).map(
    ({ id }) => id,
  );
const events = (type: string) =>
  h.sql<{ data: Record<string, unknown> }>(
    `select data from events where type = $1 and (subject = $2 or data->>'listingId' = $2) order by id`,
    [type, listingId],
  );

beforeEach(async () => {
  count += 1;
  path = `/${count}.ics`;
  listingId = await createListing(h, host);
  const url = feeds.serve(path, calendar([a, b]));
  const answer = await asHost('POST', '/feeds', { channel: 'airbnb', url });
  expect(answer).toMatchObject({ status: 201, body: { state: 'pending' }, trips: 1 });
  feedId = answer.body.id;
  await h.drainJobs();
});

describe('a feed that is read', () => {
  test('closes its nights at once, tells of it, and says that it is well', async () => {
    expect(await closed()).toEqual(['2027-05-01/2027-05-04', '2027-05-10/2027-05-12']);
    expect(await feed()).toMatchObject({ state: 'ok', failures: 0, error: null, problems: [] });
    const [event] = await events('calendar.changed');
    expect(event?.data).toMatchObject({ change: 'imported', added: 2, start: '2027-05-01', end: '2027-05-12' });
  });

  test('twice the same changes nothing, whether or not the server knows that it is', async () => {
    const ids = await closureIds();
    await poll(undefined);
    expect(feeds.requests.findLast((seen) => seen.path === path)?.ifNoneMatch).toBeDefined();
    await poll([b, { ...a, more: ['X-SEEN:again'] }]);
    expect(await closureIds()).toEqual(ids);
    expect(await events('calendar.changed')).toHaveLength(1);
    expect((await asHost('GET', `/feeds/${feedId}/fetches`)).body.data).toHaveLength(1);
  });

  test('frees the nights of an event that is gone, and moves those of one that has moved', async () => {
    const [first] = await closureIds();
    expect(await poll([{ ...a, start: '2027-05-02', end: '2027-05-06' }])).toEqual(['2027-05-02/2027-05-06']);
    expect(await closureIds()).toEqual([first]);
    const { body } = await asHost('GET', `/feeds/${feedId}/fetches`);
    expect(body.data[0]).toMatchObject({ error: null, added: 0, moved: 1, removed: 1 });
  });

  test("keeps a channel's rolling window one closure, though it changes its UID and dates every day", async () => {
    const window = (day: string) => ({
      uid: `w-${day}`,
      start: '2027-08-01',
      end: day,
      summary: 'Airbnb (Not available)',
    });
    await poll([window('2028-03-01')]);
    const ids = await closureIds();
    expect(await poll([window('2028-03-02')], 24 * HOUR)).toEqual(['2027-08-01/2028-03-02']);
    expect(await closureIds()).toEqual(ids);
  });
});

describe('a feed that can not be relied on', () => {
  test.each(['breaks-off', 'sends-half', 'announces-more'] as const)(
    'frees nothing when its server %s, and what it names is closed all the same',
    async (manner) => {
      const added = Array.from({ length: 8 }, (_, day) => ({ uid: `n${day}`, start: `2027-07-0${day + 1}` }));
      feeds.serve(path, calendar(added), manner);
      const nights = await poll(undefined);
      expect(nights).toEqual(
        expect.arrayContaining(['2027-05-01/2027-05-04', '2027-05-10/2027-05-12', '2027-07-01/2027-07-02']),
      );
      expect(await feed()).toMatchObject({ state: 'failing', failures: 1, error: { code: expect.any(String) } });
      expect(await poll([b])).toEqual(['2027-05-10/2027-05-12']);
      expect(await feed()).toMatchObject({ state: 'ok', failures: 0, error: null });
    },
  );

  test('is believed to be empty after three whole fetches over six hours, not before', async () => {
    for (let fetch = 0; fetch < 11; fetch += 1) expect(await poll([], 33 * MINUTE)).toHaveLength(2);
    expect(await poll([])).toEqual([]);
  });

  test('is not believed to be empty after two fetches, however long it takes', async () => {
    expect(await poll([])).toHaveLength(2);
    expect(await poll([], 10 * HOUR)).toHaveLength(2);
    expect(await poll([])).toEqual([]);
  });

  test('is stale after six hours without success, told once, and well again with the next one', async () => {
    feeds.serve(path, '', { status: 503 });
    for (let hours = 0; hours < 10; hours += 1) await poll(undefined, HOUR);
    expect(await feed()).toMatchObject({ state: 'stale', error: { code: 'http-status' } });
    expect(await closed()).toHaveLength(2);
    expect(await events('feed.stale')).toHaveLength(1);
    await poll([a], 3 * HOUR);
    expect(await feed()).toMatchObject({ state: 'ok' });
  });

  test('is taken whole once a day, though its server always says that nothing has changed', async () => {
    feeds.serve(path, calendar([a, b]), 'always-unchanged');
    await poll(undefined, 25 * HOUR);
    feeds.serve(path, calendar([a]), 'always-unchanged');
    expect(await poll(undefined)).toHaveLength(2);
    expect(await poll(undefined, 25 * HOUR)).toHaveLength(1);
  });

  test('is asked less and less often while it fails', async () => {
    feeds.serve(path, '', { status: 500 });
    const before = feeds.requests.filter((seen) => seen.path === path).length;
    for (let minutes = 0; minutes < 8 * 60; minutes += 20) await poll(undefined, 20 * MINUTE);
    const asked = feeds.requests.filter((seen) => seen.path === path).length - before;
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(asked).toBeLessThanOrEqual(7);
  });
});
