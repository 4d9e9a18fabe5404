import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { parseFeed } from '../../src/channels/ical/parse-feed.ts';
import type { PlainDate } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { booked } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { calendar } from './calendars.ts';
import { type Ask, asHost, listingWithFeed } from './scene.ts';

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

async function exportTo(ask: Ask, channel: string): Promise<string> {
  const { status, body, text } = await ask('PUT', `/exports/${channel}`);
  if (status !== 200) throw new Error(text);
  return new URL(body.url).pathname;
}

/** What a channel reads at this address. */
async function read(path: string) {
  const answer = await h.api('GET', path);
  const parsed = parseFeed(new TextEncoder().encode(answer.text), {
    timeZone: 'America/New_York',
    today: '2027-03-01' as PlainDate,
  });
  return { answer, parsed, nights: parsed.events.map(({ start, end }) => `${start}/${end}`) };
}

describe('the calendar that a channel reads', () => {
  test('has all nights that are taken, without what came from the channel itself', async () => {
    const scene = await listingWithFeed(h, feeds, host, [a]);
    await scene.ask('POST', '/feeds', {
      channel: 'vrbo',
      url: feeds.serve(`${scene.path}-vrbo`, calendar([{ uid: 'v', start: '2027-07-01', end: '2027-07-03' }])),
    });
    await h.drainJobs();
    await scene.ask('POST', '/closures', { start: '2027-06-10', end: '2027-06-12' });
    const guest = await createPerson(h);
    await booked(h, guest, scene.listingId);

    const own = await read(await exportTo(scene.ask, 'airbnb'));
    expect(own.parsed).toMatchObject({ complete: true, problems: [] });
    expect(own.nights).toEqual(['2027-06-03/2027-06-05', '2027-06-10/2027-06-12', '2027-07-01/2027-07-03']);
    expect((await read(await exportTo(scene.ask, 'vrbo'))).nights).toContain('2027-05-01/2027-05-04');
    expect((await read(await exportTo(scene.ask, 'booking-com'))).nights).toHaveLength(4);
  });

  test('says that nights are taken, and nothing of whom by or why', async () => {
    const listingId = await createListing(h, host);
    const ask = asHost(h, host, listingId);
    await ask('POST', '/closures', { start: '2027-06-10', end: '2027-06-12', note: 'Grandmother Rosa comes' });
    const guest = await createPerson(h, { name: 'Ada Lovelace' });
    await booked(h, guest, listingId);
    const { answer } = await read(await exportTo(ask, 'airbnb'));
    const names = answer.text.split('\r\n').map((line) => line.split(/[:;]/)[0]);
    expect(new Set(names)).toEqual(
      new Set(
        ['BEGIN', 'VERSION', 'PRODID', 'CALSCALE', 'METHOD', 'UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY'].concat([
          'TRANSP',
          'END',
          '',
        ]),
      ),
    );
    expect(answer.text).not.toMatch(/Ada|Rosa|@stays\.example/);
    expect(answer.text.split('\r\n').every((line) => line.length <= 75)).toBe(true);
  });

  test('keeps the UID of each event, and is not sent again to who has it, in one round trip', async () => {
    const listingId = await createListing(h, host);
    const ask = asHost(h, host, listingId);
    const path = await exportTo(ask, 'airbnb');
    await ask('POST', '/closures', { start: '2027-06-10', end: '2027-06-12' });
    const first = await read(path);
    expect(first.answer).toMatchObject({ status: 200, trips: 1 });
    expect(first.answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(first.answer.headers.get('cache-control')).toBe('private, max-age=300');
    const etag = first.answer.headers.get('etag') ?? '';
    h.clock.advance(60_000);
    const again = await h.api('GET', path, { headers: { 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, text: '', trips: 1 });
    await ask('POST', '/closures', { start: '2027-06-20', end: '2027-06-22' });
    const changed = await h.api('GET', path, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain(`UID:${first.parsed.events[0]?.uid}`);
  });

  test('leaves out a hold whose time is up, and nights that are over', async () => {
    const listingId = await createListing(h, host);
    const claim = (start: string, end: string, expiresAt: string | null) =>
      h.sql('insert into claims (booking_id, listing_id, nights, expires_at) values ($1, $2, daterange($3, $4), $5)', [
        newId('booking'),
        listingId,
        start,
        end,
        expiresAt,
      ]);
    await claim('2027-02-01', '2027-02-03', null);
    await claim('2027-06-01', '2027-06-03', '2027-03-01T12:00:00Z');
    await claim('2027-06-03', '2027-06-05', '2027-03-01T18:00:00Z');
    const { nights } = await read(await exportTo(asHost(h, host, listingId), 'airbnb'));
    expect(nights).toEqual(['2027-06-03/2027-06-05']);
  });

  test('has the nights out of season of the next two years by months, each under its UID while time goes by', async () => {
    const listingId = await createListing(h, host);
    const ask = asHost(h, host, listingId);
    const token = await tokenFor(h, host);
    const path = await exportTo(ask, 'airbnb');
    expect((await read(path)).nights).toEqual([]);
    const closed = await h.api('PATCH', `/v1/listings/${listingId}`, {
      token,
      body: { stayRules: { inSeason: false } },
    });
    expect(closed.status).toBe(200);
    const summer = { start: '2027-05-10', end: '2027-09-21', rules: { inSeason: true } };
    const body = { changes: [{ listingIds: [listingId], ranges: [summer] }] };
    expect((await h.api('PUT', '/v1/me/stay-rules', { token, body })).status).toBe(204);
    const before = await read(path);
    expect(before.answer.trips).toBe(1);
    // That of yesterday, which it still is somewhere, and those to come.
    expect(before.nights.slice(0, 6)).toEqual([
      '2027-02-01/2027-03-01',
      '2027-03-01/2027-04-01',
      '2027-04-01/2027-05-01',
      '2027-05-01/2027-05-10',
      '2027-09-21/2027-10-01',
      '2027-10-01/2027-11-01',
    ]);
    // Till the end of the month in which the last night is that anybody can book.
    expect(before.nights.at(-1)).toBe('2029-02-01/2029-03-01');
    h.clock.advance(12 * 24 * 3_600_000);
    const later = await read(path);
    expect(later.parsed.events.slice(0, 5)).toEqual(before.parsed.events.slice(1, 6));
  });
});

describe('an export', () => {
  test('has the same address each time it is asked for, until it is rotated or removed', async () => {
    const ask = asHost(h, host, await createListing(h, host));
    const path = await exportTo(ask, 'airbnb');
    expect(await exportTo(ask, 'airbnb')).toBe(path);
    expect((await ask('GET', '/exports')).body.data).toMatchObject([{ channel: 'airbnb', rotatedAt: null }]);
    const rotated = await ask('POST', '/exports/airbnb/rotate');
    expect(rotated).toMatchObject({ status: 200, body: { rotatedAt: expect.any(String) } });
    const next = new URL(rotated.body.url).pathname;
    expect((await h.api('GET', path)).status).toBe(404);
    expect((await h.api('GET', next)).status).toBe(200);
    expect((await ask('DELETE', '/exports/airbnb')).status).toBe(204);
    expect((await h.api('GET', next)).status).toBe(404);
    expect((await ask('POST', '/exports/airbnb/rotate')).status).toBe(404);
  });

  test('is given to its host alone, and its address cannot be guessed', async () => {
    const listingId = await createListing(h, host);
    await exportTo(asHost(h, host, listingId), 'airbnb');
    const stranger = await createPerson(h);
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', '/airbnb'],
      ['POST', '/airbnb/rotate'],
      ['DELETE', '/airbnb'],
    ] as const) {
      const token = await tokenFor(h, stranger);
      const answer = await h.api(method, `/v1/listings/${listingId}/exports${path}`, { token });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    for (const name of ['', 'x.ics', `${listingId}.ics`, `${'a'.repeat(43)}.ics`]) {
      expect((await h.api('GET', `/ical/${name}`)).status).toBe(404);
    }
  });

  test('asked for twice at once is one', async () => {
    const ask = asHost(h, host, await createListing(h, host));
    const paths = await Promise.all(Array.from({ length: 6 }, () => exportTo(ask, 'airbnb')));
    expect(new Set(paths).size).toBe(1);
  });
});
