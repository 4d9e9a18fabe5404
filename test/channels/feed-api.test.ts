import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { calendar } from './calendars.ts';
import { asHost, HOUR, listingWithFeed, MINUTE } from './scene.ts';

let h: Harness;
let feeds: Feeds;
let host: Person;
beforeAll(async () => {
  feeds = await startFeeds();
  h = await startHarness({ vars: { TEST_ORIGINS: feeds.url } });
  host = await createPerson(h);
});
afterAll(async () => {
  await h.close();
  await feeds.close();
});

const a = { uid: 'a@stays.example', start: '2027-05-01', end: '2027-05-04' };

describe('the feeds of a listing', () => {
  test('are its host’s alone: for anybody else there is no such thing', async () => {
    const { listingId, feedId } = await listingWithFeed(h, feeds, host, [a]);
    const stranger = await createPerson(h);
    const url = `${feeds.url}/other.ics`;
    for (const [method, path, body] of [
      ['POST', '', { channel: 'vrbo', url }],
      ['GET', ''],
      ['GET', `/${feedId}`],
      ['GET', `/${feedId}/fetches`],
      ['POST', `/${feedId}/refresh`],
      ['DELETE', `/${feedId}`],
    ] as const) {
      const token = await tokenFor(h, stranger);
      const answer = await h.api(method, `/v1/listings/${listingId}/feeds${path}`, { token, body });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
  });

  test('are listed with their health, a page at a time, in one round trip', async () => {
    const scene = await listingWithFeed(h, feeds, host, [a]);
    const url = feeds.serve(`${scene.path}-vrbo`, calendar([]));
    const other = await scene.ask('POST', '/feeds', { channel: 'vrbo', url });
    const first = await scene.ask('GET', '/feeds?limit=1');
    expect(first).toMatchObject({ trips: 1, body: { data: [{ id: scene.feedId, channel: 'airbnb', state: 'ok' }] } });
    const second = await scene.ask('GET', `/feeds?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ data: [{ id: other.body.id, state: 'pending' }], nextCursor: null });
  });

  test('are twenty at most, and each address once', async () => {
    const listingId = await createListing(h, host);
    const ask = asHost(h, host, listingId);
    const add = (path: string) => ask('POST', '/feeds', { channel: 'airbnb', url: `${feeds.url}${path}` });
    for (let number = 0; number < 20; number += 1) expect(await add(`/full-${number}`)).toMatchObject({ status: 201 });
    expect(await add('/full-20')).toMatchObject({ status: 409, body: { code: 'channel-limit' } });
    const [first] = (await ask('GET', '/feeds')).body.data;
    await ask('DELETE', `/feeds/${first.id}`);
    expect(await add('/full-1')).toMatchObject({ status: 409, body: { code: 'feed-exists' } });
  });

  test.each([
    ['http://calendars.example.com/a.ics', 'not-https'],
    ['https://user:secret@calendars.example.com/a.ics', 'has-credentials'],
    ['https://calendars.example.com:8443/a.ics', 'has-port'],
    ['https://0x7f.1/a.ics', 'is-ip-address'],
    ['https://[::1]/a.ics', 'is-ip-address'],
    ['https://metadata.google.internal/a.ics', 'not-public'],
    ['https://stays.example.com', undefined],
    ['webcal://calendars.example.com/a.ics', undefined],
    ['not an address', 'not-a-url'],
  ])('have addresses that the whole world can reach: %s', async (url, code) => {
    const ask = asHost(h, host, await createListing(h, host));
    const answer = await ask('POST', '/feeds', { channel: 'airbnb', url });
    if (code !== undefined) {
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/url', code }] } });
    } else {
      expect(answer).toMatchObject({ status: 201, body: { url: expect.stringMatching(/^https:/) } });
      await ask('DELETE', `/feeds/${answer.body.id}`);
    }
  });
});

describe('refreshing a feed', () => {
  test('fetches it now, though not twice within a minute', async () => {
    const scene = await listingWithFeed(h, feeds, host, [a]);
    expect(await scene.ask('POST', `/feeds/${scene.feedId}/refresh`)).toMatchObject({
      status: 429,
      body: { code: 'rate-limited' },
    });
    h.clock.advance(2 * MINUTE);
    feeds.serve(scene.path, calendar([a, { uid: 'new', start: '2027-06-01' }]));
    expect(await scene.ask('POST', `/feeds/${scene.feedId}/refresh`)).toMatchObject({ status: 202 });
    await h.drainJobs();
    expect(await scene.closed()).toContain('2027-06-01/2027-06-02');
  });

  test('begins no second fetch beside one that is under way, whoever has asked for it', async () => {
    const { feedId, path, ask } = await listingWithFeed(h, feeds, host, [a]);
    const refresh = () => ask('POST', `/feeds/${feedId}/refresh`);
    const asked = () => feeds.requests.filter((request) => request.path === path).length;
    h.clock.advance(2 * MINUTE);
    const before = asked();
    const both = await Promise.all([refresh(), refresh()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([202, 429]);
    expect(both.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('60');
    h.clock.advance(MINUTE / 2);
    expect(await refresh()).toMatchObject({ status: 429 });
    await h.drainJobs();
    expect(asked() - before).toBe(1);
    // What is due anyway is asked for by the sweep.
    h.clock.advance(35 * MINUTE);
    await h.worker.runCron('* * * * *', h.clock.now());
    expect(await refresh()).toMatchObject({ status: 429 });
    await h.drainJobs();
    expect(asked() - before).toBe(2);
  });

  test('answers again with the same to who asks once more under the same key, as when the answer was lost', async () => {
    const { listingId, feedId } = await listingWithFeed(h, feeds, host, [a]);
    h.clock.advance(2 * MINUTE);
    const path = `/v1/listings/${listingId}/feeds/${feedId}/refresh`;
    const options = { token: await tokenFor(h, host), key: crypto.randomUUID() };
    const first = await h.api('POST', path, options);
    expect(first.status).toBe(202);
    const again = await h.api('POST', path, options);
    expect([again.status, again.text]).toEqual([202, first.text]);
    expect(await h.api('POST', path, { ...options, key: crypto.randomUUID() })).toMatchObject({ status: 429 });
  });
});

describe('removing a feed', () => {
  test('opens the nights that only it has closed', async () => {
    const scene = await listingWithFeed(h, feeds, host, [a]);
    await scene.ask('POST', '/closures', { start: '2027-05-03', end: '2027-05-05' });
    expect(await scene.ask('DELETE', `/feeds/${scene.feedId}`)).toMatchObject({ status: 204 });
    const { body } = await scene.ask('GET', '/calendar?from=2027-05-01&to=2027-05-06');
    expect(body.nights.map((night: { state: string }) => night.state)).toEqual([
      'open',
      'open',
      'closed',
      'closed',
      'open',
    ]);
    expect(await scene.ask('GET', `/feeds/${scene.feedId}`)).toMatchObject({ status: 404 });
    expect((await scene.events('calendar.changed')).at(-1)).toMatchObject({
      change: 'feed-removed',
      start: '2027-05-01',
      end: '2027-05-04',
    });
    await scene.poll(undefined, HOUR);
  });

  test('is the only way for a host to open its nights: a single closure of it is not the host’s', async () => {
    const scene = await listingWithFeed(h, feeds, host, [a]);
    const [closureId] = await scene.closureIds();
    expect(await scene.ask('DELETE', `/closures/${closureId}`)).toMatchObject({
      status: 409,
      body: { code: 'invalid-transition' },
    });
  });
});

describe('polling', () => {
  test('takes one message for fifty feeds, and a slow or broken one holds up no other', async () => {
    const listingId = await createListing(h, host);
    const due = new Date(h.clock.now()).toISOString();
    feeds.serve('/shared.ics', calendar([a]));
    feeds.serve('/broken.ics', calendar([a]), 'breaks-off');
    await h.drainJobs();
    await h.sql('delete from jobs');
    await h.sql(
      `insert into calendar_feeds (id, listing_id, channel, url, created_at, next_poll_at)
       select 'fed_01kav0h2e6f8w9x3m5n7p9q' || lpad(n::text, 3, '0'), $1, 'airbnb',
         $2 || case when n % 10 = 0 then '/broken.ics?' else '/shared.ics?' end || n, $3, $3
       from generate_series(1, 120) n`,
      [listingId, feeds.url, due],
    );
    await h.drainJobs();
    const [jobs] = await h.sql(`select count(*)::int as count from jobs where kind = 'poll-feeds'`);
    expect(jobs).toEqual({ count: 3 });
    const health = await h.sql(
      `select failures, count(*)::int from calendar_feeds where listing_id = $1 and last_fetch_at is not null
       group by 1 order by 1`,
      [listingId],
    );
    expect(health).toEqual([
      { failures: 0, count: 108 },
      { failures: 1, count: 12 },
    ]);
  });
});
