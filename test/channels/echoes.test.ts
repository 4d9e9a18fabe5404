import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { parseFeed } from '../../src/channels/ical/parse-feed.ts';
import type { PlainDate } from '../../src/kernel/dates.ts';
import { booked, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { calendar, type MadeEvent } from './calendars.ts';
import { type Ask, asHost, eventsOf, MINUTE } from './scene.ts';

let h: Harness;
let feeds: Feeds;
let host: Person;
let guest: Person;
beforeAll(async () => {
  feeds = await startFeeds();
  h = await startHarness({ vars: { TEST_ORIGINS: feeds.url } });
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(async () => {
  await h.close();
  await feeds.close();
});

const DAY = 24 * 60 * MINUTE;
const bookedNights = '2027-06-03/2027-06-05';

/** How a channel writes what it has read. */
type Again = (events: readonly MadeEvent[]) => readonly MadeEvent[];

/** A channel that shows in its own calendar what it has sold, and what it has read of ours. */
async function channelOf(ask: Ask, listingId: string, name: string, again: Again) {
  const path = `/${listingId}-${name}.ics`;
  // One stay of last year, so that its calendar is never empty.
  const own: MadeEvent[] = [{ uid: `${name}-0`, start: '2026-05-01', end: '2026-05-03' }];
  const show = (events: readonly MadeEvent[]) => feeds.serve(path, calendar([...own, ...again(events)]));
  const created = await ask('POST', '/feeds', { channel: name, url: show([]) });
  if (created.status !== 201) throw new Error(created.text);
  const { pathname } = new URL((await ask('PUT', `/exports/${name}`)).body.url);
  let read: MadeEvent[] = [];
  return {
    own,
    showAgain: () => show(read),
    async readOurs(): Promise<string[]> {
      const { text } = await h.api('GET', pathname);
      const { events } = parseFeed(new TextEncoder().encode(text), {
        timeZone: 'America/New_York',
        today: '2027-03-01' as PlainDate,
      });
      read = events.map(({ uid, kind, start, end }) => ({ uid, start, end, summary: summaries[kind] }));
      show(read);
      return events.map(({ start, end }) => `${start}/${end}`);
    },
  };
}

const summaries = { booking: 'Reserved', block: 'Not available' };

/** A listing that two such channels read and are read for. */
async function between(again: Again) {
  const listingId = await createListing(h, host);
  const ask = asHost(h, host, listingId);
  const one = await channelOf(ask, listingId, 'one', again);
  const other = await channelOf(ask, listingId, 'other', again);
  await h.drainJobs();
  return {
    listingId,
    ask,
    one,
    other,
    /** Has all three read each other so many times, and says what is closed by feeds then. */
    async goRound(times = 1): Promise<string[]> {
      for (let round = 0; round < times; round += 1) {
        for (const channel of [one, other]) {
          await channel.readOurs();
          h.clock.advance(35 * MINUTE);
          await h.drainJobs();
        }
      }
      const { body } = await ask('GET', '/closures');
      return body.data
        .filter(({ source }: { source: string }) => source === 'feed')
        .map(({ start, end }: { start: string; end: string }) => `${start}/${end}`);
    },
  };
}

let renamed = 0;
const asItsOwn: Again = (events) =>
  events.map(({ start, end = '' }) => {
    renamed += 1;
    return { uid: `${renamed}@channel.example`, start, end, summary: 'Not available' };
  });
const asItsOwnForGood: Again = (events) =>
  events.map(({ start, end = '' }) => ({ uid: `${start}@channel.example`, start, end, summary: 'Not available' }));
const asOne: Again = (events) => asItsOwn(events.slice(-1).map((last) => ({ ...last, start: events[0]?.start ?? '' })));
const asTheyAre: Again = (events) => events;

describe('two channels that show again what they read of ours', () => {
  test('free the nights of a booking that is cancelled, which they would keep for each other for ever', async () => {
    const scene = await between(asItsOwn);
    const booking = await booked(h, guest, scene.listingId);
    expect(await scene.goRound(2)).toEqual([bookedNights, bookedNights]);
    // Nothing was sold twice.
    expect(await eventsOf(h, scene.listingId, 'calendar.conflict')).toEqual([]);
    await move(h, guest, booking.id, 'cancel');
    // What they read before is still shown, under other UIDs, and read here before they read us.
    scene.one.showAgain();
    h.clock.advance(35 * MINUTE);
    await h.drainJobs();
    expect(await scene.goRound(3)).toEqual([]);
  });

  test('are in no conflict with a request that they have read of once it is accepted, and free its nights as well', async () => {
    const scene = await between(asItsOwnForGood);
    await h.sql('update listings set instant_booking = false where id = $1', [scene.listingId]);
    const { id } = await booked(h, guest, scene.listingId);
    expect(await scene.goRound(2)).toEqual([bookedNights, bookedNights]);
    expect((await move(h, host, id, 'accept')).status).toBe(200);
    await h.drainJobs();
    await scene.goRound();
    expect(await eventsOf(h, scene.listingId, 'calendar.conflict')).toEqual([]);
    await move(h, guest, id, 'cancel');
    expect(await scene.goRound(3)).toEqual([]);
  });

  test('keep no request from being accepted by showing it again in our words', async () => {
    const inOurWords: Again = (events) => events.map(({ uid, ...event }) => ({ ...event, uid: `own-${uid}` }));
    const scene = await between(inOurWords);
    await h.sql('update listings set instant_booking = false where id = $1', [scene.listingId]);
    const { id } = await booked(h, guest, scene.listingId);
    await scene.goRound(2);
    expect((await move(h, host, id, 'accept')).status).toBe(200);
  });

  test('free two stays in a row that they show as one', async () => {
    const scene = await between(asOne);
    const closures = [
      await scene.ask('POST', '/closures', { start: '2027-08-01', end: '2027-08-03' }),
      await scene.ask('POST', '/closures', { start: '2027-08-03', end: '2027-08-06' }),
    ];
    expect(await scene.goRound(2)).toEqual(['2027-08-01/2027-08-06', '2027-08-01/2027-08-06']);
    for (const { body } of closures) await scene.ask('DELETE', `/closures/${body.closure.id}`);
    expect(await scene.goRound(3)).toEqual([]);
  });

  test('free those that one of them had sold, and those that the host had closed', async () => {
    const scene = await between(asItsOwn);
    scene.one.own.push({ uid: 'sold', start: '2027-07-01', end: '2027-07-04' });
    const closure = await scene.ask('POST', '/closures', { start: '2027-08-01', end: '2027-08-03' });
    expect(new Set(await scene.goRound(2))).toEqual(new Set(['2027-07-01/2027-07-04', '2027-08-01/2027-08-03']));
    scene.one.own.pop();
    await scene.ask('DELETE', `/closures/${closure.body.closure.id}`);
    expect(await scene.goRound(3)).toEqual([]);
  });

  test('free the nights of a season in which the host lets after all', async () => {
    const scene = await between(asItsOwn);
    const inSeason = async (value: boolean | null) => {
      const ranges = [{ start: '2027-07-20', end: '2027-08-10', rules: { inSeason: value } }];
      const body = { changes: [{ listingIds: [scene.listingId], ranges }] };
      expect((await h.api('PUT', '/v1/me/stay-rules', { token: await tokenFor(h, host), body })).status).toBe(204);
    };
    await inSeason(false);
    const months = ['2027-07-20/2027-08-01', '2027-08-01/2027-08-10'];
    expect(new Set(await scene.goRound(2))).toEqual(new Set(months));
    await inSeason(null);
    expect(await scene.goRound(3)).toEqual([]);
  });

  test('tell each other what one of them closed itself, and what was there before the booking was', async () => {
    const scene = await between(asItsOwn);
    scene.one.own.push({ uid: 'closed', start: '2027-07-01', end: '2027-07-04', summary: 'Not available' });
    await scene.goRound();
    const other = await channelOf(scene.ask, scene.listingId, 'third', asItsOwn);
    expect(await other.readOurs()).toEqual(['2027-07-01/2027-07-04']);
  });

  test('tell each other what one of them still shows two days after we told of it: that is its own', async () => {
    const scene = await between(() => []);
    const closure = await scene.ask('POST', '/closures', { start: '2027-08-01', end: '2027-08-03' });
    scene.one.own.push({ uid: 'closed', start: '2027-08-01', end: '2027-08-03', summary: 'Not available' });
    expect(await scene.goRound(2)).toEqual(['2027-08-01/2027-08-03']);
    h.clock.advance(3 * DAY);
    await h.drainJobs();
    await scene.ask('DELETE', `/closures/${closure.body.closure.id}`);
    expect(await scene.other.readOurs()).toEqual([]);
    h.clock.advance(2 * DAY);
    await h.drainJobs();
    expect(await scene.other.readOurs()).toEqual(['2027-08-01/2027-08-03']);
  });
});

describe('a channel that reads nothing of ours', () => {
  test('has sold what it shows, and the host is told, though it calls it a block and the nights are those of a booking', async () => {
    const listingId = await createListing(h, host);
    const ask = asHost(h, host, listingId);
    await booked(h, guest, listingId);
    const event = { uid: 'sold', start: '2027-06-03', end: '2027-06-05', summary: 'CLOSED - Not available' };
    feeds.serve('/deaf.ics', calendar([event]));
    expect((await ask('POST', '/feeds', { channel: 'deaf', url: `${feeds.url}/deaf.ics` })).status).toBe(201);
    await h.drainJobs();
    expect(await eventsOf(h, listingId, 'calendar.conflict')).toHaveLength(1);
  });
});

describe('a channel that shows our events again as they are', () => {
  test('closes nothing by them, is no conflict, and opens what is free again at once', async () => {
    const scene = await between(asTheyAre);
    const booking = await booked(h, guest, scene.listingId);
    expect(await scene.goRound(2)).toEqual([]);
    expect(await eventsOf(h, scene.listingId, 'calendar.conflict')).toEqual([]);
    await move(h, guest, booking.id, 'cancel');
    expect(await scene.goRound(1)).toEqual([]);
  });

  test('closes by the events of another listing, as one that is a part of it does', async () => {
    const [house, room] = [await between(asTheyAre), await between(asTheyAre)];
    await booked(h, guest, house.listingId);
    await house.one.readOurs();
    const { body } = await room.ask('POST', '/feeds', {
      channel: 'house',
      url: `${feeds.url}/${house.listingId}-one.ics`,
    });
    expect(body.id).toBeDefined();
    await h.drainJobs();
    expect(await room.goRound(1)).toEqual([bookedNights]);
  });
});
