import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { fetchFeed, fetchLimits } from '../../src/channels/fetch-feed.ts';
import { nextPoll, timers } from '../../src/channels/timers.ts';
import { calendar } from './calendars.ts';

let feeds: Feeds;
beforeAll(async () => {
  feeds = await startFeeds();
});
afterAll(() => feeds.close());

const text = calendar([{ uid: 'a', start: '2027-05-01' }]);
const fetched = (url: string, limits = fetchLimits, etag: string | null = null) =>
  fetchFeed({ url, etag, lastModified: null }, { ownHosts: [], exemptOrigins: [feeds.url] }, limits);

test('a feed is fetched with what it can be recognised by, and then not again', async () => {
  const url = feeds.serve('/well.ics', text);
  const first = await fetched(url);
  expect(first).toMatchObject({ kind: 'body', fault: null });
  if (first.kind !== 'body') throw new Error('no body');
  expect(new TextDecoder().decode(first.bytes)).toBe(text);
  expect(await fetched(url, fetchLimits, first.etag)).toEqual({ kind: 'unchanged' });
  expect(await fetched(feeds.serve('/304.ics', '', { status: 304 }))).toMatchObject({
    fault: { error: 'http-status' },
  });
});

test('a server that never answers costs its time and no more', async () => {
  const limits = { ...fetchLimits, milliseconds: 100 };
  expect(await fetched(feeds.serve('/hangs.ics', text, 'hangs'), limits)).toMatchObject({
    kind: 'failed',
    fault: { error: 'timed-out' },
  });
});

test('a server that drips is left, with what it has sent', async () => {
  const limits = { ...fetchLimits, milliseconds: 300 };
  const dripped = await fetched(feeds.serve('/drips.ics', text, 'drips'), limits);
  expect(dripped).toMatchObject({ kind: 'body', fault: { error: 'timed-out' } });
});

test('a server that never stops is left at the limit', async () => {
  const flood = await fetched(feeds.serve('/floods.ics', text, 'floods'), { ...fetchLimits, bytes: 1024 * 1024 });
  expect(flood).toMatchObject({ kind: 'body', fault: { error: 'too-large' } });
  if (flood.kind === 'body') expect(flood.bytes.byteLength).toBeLessThanOrEqual(1024 * 1024);
});

test('redirects are followed three times, each to an address that is allowed', async () => {
  const chain = (length: number) =>
    Array.from({ length }).reduce<string>(
      (to, _, hop) => feeds.serve(`/hop-${length}-${hop}.ics`, '', { redirectsTo: to }),
      feeds.serve('/end.ics', text),
    );
  expect(await fetched(chain(3))).toMatchObject({ kind: 'body', fault: null });
  expect(await fetched(chain(4))).toMatchObject({ kind: 'failed', fault: { error: 'too-many-redirects' } });
  const inward = feeds.serve('/inward.ics', '', { redirectsTo: 'http://127.0.0.1:9/private' });
  expect(await fetched(inward)).toMatchObject({ kind: 'failed', fault: { error: 'address-refused' } });
  const relative = feeds.serve('/relative.ics', '', { redirectsTo: '/end.ics' });
  expect(await fetched(relative)).toMatchObject({ kind: 'body', fault: null });
});

test('nobody there is a fault like any other', async () => {
  const gone = await startFeeds();
  await gone.close();
  const policy = { ownHosts: [], exemptOrigins: [gone.url] };
  expect(await fetchFeed({ url: `${gone.url}/a.ics`, etag: null, lastModified: null }, policy)).toMatchObject({
    kind: 'failed',
    fault: { error: 'unreachable' },
  });
});

test('polls are spread by a tenth of half an hour, and wait twice as long after each failure, two hours at most', () => {
  const now = new Date('2027-03-01T12:00:00Z');
  const minutes = (failures: number, random: number) =>
    Math.round((nextPoll(now, failures, random).getTime() - now.getTime()) / 60_000);
  expect([0, 0.5, 1].map((random) => minutes(0, random))).toEqual([27, 30, 33]);
  expect([1, 2, 3, 4, 20].map((failures) => minutes(failures, 0.5))).toEqual([30, 60, 120, 120, 120]);
  expect(timers.backOff * (1 + timers.jitter)).toBeLessThan(timers.stale);
});
