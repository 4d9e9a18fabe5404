import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { calendar, calendarOf, lines } from './calendars.ts';
import { HOUR, listingWithFeed, MINUTE, type Scene } from './scene.ts';

let h: Harness;
let feeds: Feeds;
let host: Person;
let scene: Scene;
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
const b = { uid: 'b@stays.example', start: '2027-05-10', end: '2027-05-12' };
const dayAfter = (days: number) => new Date(Date.UTC(2027, 6, 1 + days)).toISOString().slice(0, 10);
const nightsOfA = '2027-05-01/2027-05-04';
const nightsOfB = '2027-05-10/2027-05-12';
const asked = () => feeds.requests.filter(({ path }) => path === scene.path);

beforeEach(async () => {
  scene = await listingWithFeed(h, feeds, host, [a, b]);
});

describe('a feed that is read', () => {
  test('closes its nights at once, tells of it, and says that it is well', async () => {
    expect(scene.created).toMatchObject({ status: 201, body: { state: 'pending' }, trips: 1 });
    expect(await scene.closed()).toEqual([nightsOfA, nightsOfB]);
    expect(await scene.feed()).toMatchObject({ state: 'ok', failures: 0, error: null, problems: [] });
    expect(await scene.events('calendar.changed')).toEqual([
      expect.objectContaining({ change: 'imported', added: 2, start: '2027-05-01', end: '2027-05-12' }),
    ]);
  });

  test('twice the same changes nothing, whether or not its server knows that it is', async () => {
    const ids = await scene.closureIds();
    await scene.poll();
    expect(asked().at(-1)?.ifNoneMatch).toBeDefined();
    await scene.poll([b, { ...a, more: ['X-SEEN:again'] }]);
    expect(await scene.closureIds()).toEqual(ids);
    expect(await scene.events('calendar.changed')).toHaveLength(1);
    expect(await scene.history()).toHaveLength(1);
  });

  test('with other UIDs at each fetch changes nothing either, and an event is still known by its last one', async () => {
    const ids = await scene.closureIds();
    const calendar = async (cursor = '') => (await scene.ask('GET', `/calendar/changes?cursor=${cursor}`)).body;
    const { cursor } = (await scene.ask('GET', '/calendar?from=2027-05-01&to=2027-05-02')).body;
    const renamed = (fetch: number) => [a, b].map((event) => ({ ...event, uid: `${fetch}-${event.uid}` }));
    for (const fetch of [1, 2]) await scene.poll(renamed(fetch));
    expect(await scene.closureIds()).toEqual(ids);
    expect(await scene.events('calendar.changed')).toHaveLength(1);
    expect(await scene.history()).toHaveLength(1);
    expect((await calendar(cursor)).ranges).toEqual([]);

    const [first, second] = renamed(2);
    if (first === undefined || second === undefined) throw new Error('there are two');
    await scene.poll([first, { ...second, end: '2027-05-13' }]);
    expect(await scene.closureIds()).toEqual(ids);
    expect((await scene.history())[0]).toMatchObject({ added: 0, moved: 1, removed: 0 });
    expect((await calendar(cursor)).ranges).toMatchObject([{ end: '2027-05-13' }]);
  });

  test('is read anew by the clocks of another time zone, also where its server has nothing new', async () => {
    const times = ['UID:c@stays.example', 'SUMMARY:Reserved', 'DTSTART:20270511T020000Z', 'DTEND:20270513T150000Z'];
    feeds.serve(scene.path, calendarOf(...times));
    expect(await scene.poll()).toEqual(['2027-05-10/2027-05-13']);
    const tokyo = { latitude: 35.6762, longitude: 139.6503 };
    expect(await scene.ask('PATCH', '', { location: tokyo })).toMatchObject({ body: { timeZone: 'Asia/Tokyo' } });
    expect(await scene.poll(undefined, MINUTE)).toEqual(['2027-05-11/2027-05-14']);
  });

  test('frees the nights of an event that is gone, and moves those of one that has moved', async () => {
    const [first] = await scene.closureIds();
    const moved = { ...a, start: '2027-05-02', end: '2027-05-06' };
    expect(await scene.poll([moved])).toEqual(['2027-05-02/2027-05-06']);
    expect(await scene.closureIds()).toEqual([first]);
    expect((await scene.history())[0]).toMatchObject({ error: null, added: 0, moved: 1, removed: 1 });
  });

  test("keeps a channel's rolling window one closure, though its UID and dates change every day", async () => {
    const window = (end: string) => ({ uid: `w${end}`, start: '2027-08-01', end, summary: 'Airbnb (Not available)' });
    await scene.poll([window('2028-03-01')]);
    const ids = await scene.closureIds();
    expect(await scene.poll([window('2028-03-02')], 24 * HOUR)).toEqual(['2027-08-01/2028-03-02']);
    expect(await scene.closureIds()).toEqual(ids);
    const { body } = await scene.ask('GET', '/closures');
    expect(body.data).toMatchObject([{ source: 'feed', feed: { id: scene.feedId, kind: 'block' } }]);
  });
});

test('a feed of busy periods closes their nights, and opens them as it does those of events', async () => {
  const busy = (...periods: string[]) =>
    lines(['BEGIN:VCALENDAR', 'BEGIN:VFREEBUSY', ...periods, 'END:VFREEBUSY', 'END:VCALENDAR']);
  feeds.serve(scene.path, busy('FREEBUSY:20270501T190000Z/20270504T150000Z', 'FREEBUSY:20270510T190000Z/P1DT20H'));
  expect(await scene.poll()).toEqual([nightsOfA, nightsOfB]);
  expect(await scene.feed()).toMatchObject({ state: 'ok', error: null, problems: [] });
  feeds.serve(scene.path, busy('FREEBUSY;FBTYPE=FREE:20270501T190000Z/P9D', 'FREEBUSY:20270510T190000Z/P1DT20H'));
  expect(await scene.poll()).toEqual([nightsOfB]);
  feeds.serve(scene.path, busy());
  expect(await scene.poll()).toEqual([nightsOfB]);
});

describe('a feed that cannot be relied on', () => {
  test.each(['breaks-off', 'sends-half', 'announces-more'] as const)(
    'frees nothing when its server %s, and what it names is closed all the same',
    async (manner) => {
      const added = Array.from({ length: 8 }, (_, day) => ({ uid: `n${day}`, start: `2027-07-0${day + 1}` }));
      feeds.serve(scene.path, calendar(added), manner);
      expect(await scene.poll()).toEqual(expect.arrayContaining([nightsOfA, nightsOfB, '2027-07-01/2027-07-02']));
      expect(await scene.feed()).toMatchObject({ state: 'failing', failures: 1, error: { code: expect.any(String) } });
      expect(await scene.poll([b])).toEqual([nightsOfB]);
      expect(await scene.feed()).toMatchObject({ state: 'ok', failures: 0, error: null });
    },
  );

  test.each([
    ['asks-to-sign-in', 'not-a-calendar'],
    ['redirects-for-ever', 'too-many-redirects'],
    ['floods', 'too-large'],
    [{ status: 404 }, 'http-status'],
    [{ redirectsTo: 'http://127.0.0.1:1/' }, 'address-refused'],
    [{ redirectsTo: 'https://169.254.169.254/latest/meta-data/' }, 'address-refused'],
    [{ redirectsTo: 'https://localhost/' }, 'address-refused'],
    [{ redirectsTo: 'ftp://stays.example/' }, 'address-refused'],
  ] as const)('frees nothing when its server misbehaves, and says how: %j is %s', async (manner, code) => {
    feeds.serve(scene.path, calendar([]), manner);
    expect(await scene.poll()).toEqual([nightsOfA, nightsOfB]);
    expect(await scene.feed()).toMatchObject({ state: 'failing', error: { code } });
    expect((await scene.history())[0]).toMatchObject({ error: { code }, added: 0, moved: 0, removed: 0 });
  });

  test('adds no closures without end while it is never whole, says so, and frees none by it', async () => {
    const count = async () => (await scene.closureIds()).length;
    for (const fetch of [1, 2, 3]) {
      const others = Array.from({ length: 900 }, (_, at) => ({
        uid: `${fetch}-${at}`,
        start: dayAfter(at),
        end: dayAfter(at + fetch),
      }));
      feeds.serve(scene.path, calendar(others).replace('END:VCALENDAR', ''));
      await scene.poll(undefined, 3 * HOUR);
      expect(await count()).toBe(Math.min(2 + fetch * 900, 2_000));
      expect((await scene.feed()).problems).toEqual(fetch < 3 ? ['cut-off'] : ['cut-off', 'too-many-events']);
    }
    await scene.poll(undefined, 3 * HOUR);
    expect(await count()).toBe(2_000);
    expect(await scene.feed()).toMatchObject({ state: 'stale', problems: ['cut-off', 'too-many-events'] });
    expect(await scene.poll([b], 3 * HOUR)).toEqual([nightsOfB]);
    expect(await scene.feed()).toMatchObject({ state: 'ok', problems: [] });
  });

  test('adds its nights once while it is never whole, whatever UIDs they have, so that there is room for what is sold next', async () => {
    for (const fetch of [1, 2, 3]) {
      const others = Array.from({ length: 900 }, (_, at) => ({ uid: `${fetch}-${at}`, start: dayAfter(at % 300) }));
      feeds.serve(scene.path, calendar(others).replace('END:VCALENDAR', ''));
      await scene.poll(undefined, 3 * HOUR);
    }
    const sold = [{ uid: 'next', start: '2028-06-01', end: '2028-06-04' }];
    feeds.serve(scene.path, calendar(sold).replace('END:VCALENDAR', ''));
    await scene.poll(undefined, 3 * HOUR);
    expect(await scene.closureIds()).toHaveLength(903);
    expect(await scene.feed()).toMatchObject({ problems: ['cut-off'] });
  });

  test('is followed to where it has moved', async () => {
    feeds.serve(scene.path, '', { redirectsTo: feeds.serve(`${scene.path}-moved`, calendar([b])) });
    expect(await scene.poll()).toEqual([nightsOfB]);
  });

  test('is believed to be empty after six hours of whole fetches, not before', async () => {
    for (let fetch = 0; fetch < 11; fetch += 1) expect(await scene.poll([], 33 * MINUTE)).toHaveLength(2);
    expect(await scene.poll([])).toEqual([]);
  });

  test('is not believed to be empty after two fetches, however long it takes', async () => {
    expect(await scene.poll([])).toHaveLength(2);
    expect(await scene.poll([], 10 * HOUR)).toHaveLength(2);
    expect(await scene.poll([])).toEqual([]);
  });

  test('is taken whole once a day, though its server always says that nothing has changed', async () => {
    feeds.serve(scene.path, calendar([a, b]), 'always-unchanged');
    await scene.poll(undefined, 25 * HOUR);
    feeds.serve(scene.path, calendar([a]), 'always-unchanged');
    expect(await scene.poll()).toHaveLength(2);
    expect(await scene.poll(undefined, 25 * HOUR)).toHaveLength(1);
  });

  test('keeps the nights of an event whose date is none of the calendar, and says so', async () => {
    expect(await scene.poll([{ ...a, start: '2027-13-99' }])).toEqual([nightsOfA]);
    expect(await scene.feed()).toMatchObject({ state: 'ok', problems: ['invalid-date'] });
  });

  test('closes what is read of an event in part, frees nothing of it, and follows it once it is read whole', async () => {
    const c = { uid: 'c@stays.example', start: '2027-06-01', end: '2027-06-03' };
    const more = ['RRULE:FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO'];
    const nightsOfC = '2027-06-01/2027-06-03';
    const nightsOfMoved = '2027-06-08/2027-06-10';
    const moved = { ...c, start: '2027-06-08', end: '2027-06-10' };
    expect(await scene.poll([a, { ...c, more }])).toEqual([nightsOfA, nightsOfC]);
    expect(await scene.feed()).toMatchObject({ state: 'ok', problems: ['unknown-recurrence'] });
    const [, id] = await scene.closureIds();
    expect(await scene.poll([{ ...c, more }])).toEqual([nightsOfC]);
    expect(await scene.closureIds()).toEqual([id]);
    expect(await scene.poll([{ ...moved, more }])).toEqual([nightsOfC, nightsOfMoved]);
    expect(await scene.poll([moved])).toEqual([nightsOfMoved]);
  });
});

test('an event that lasts for months closes what can be booked of its repetition, too', async () => {
  const inDays = (days: number) => new Date(h.clock.now() + days * 24 * HOUR).toISOString().slice(0, 10);
  const closure = {
    uid: 'c@stays.example',
    start: inDays(-20),
    end: inDays(180),
    more: ['RRULE:FREQ=DAILY;INTERVAL=720'],
  };
  const last = { start: inDays(700), end: inDays(900), night: inDays(720), after: inDays(721) };
  expect(await scene.poll([closure])).toEqual([`${closure.start}/${closure.end}`, `${last.start}/${last.end}`]);
  const { body } = await scene.ask('GET', `/calendar?from=${last.night}&to=${last.after}`);
  expect(body.nights).toMatchObject([{ state: 'closed' }]);
});

test('an event closes its own nights though its repetition ends before it begins', async () => {
  const event = { uid: 'c@stays.example', start: '2027-06-01', end: '2027-06-03' };
  expect(await scene.poll([{ ...event, more: ['RRULE:FREQ=WEEKLY;UNTIL=20270531'] }])).toEqual([
    `${event.start}/${event.end}`,
  ]);
});

test('a repetition that is moved with all that follow it frees no night, and the host is told that it is not followed', async () => {
  const series = { uid: 'c@stays.example', start: '2027-06-01', end: '2027-06-02' };
  const weekly = { ...series, more: ['RRULE:FREQ=WEEKLY;COUNT=3'] };
  const nights = ['2027-06-01/2027-06-02', '2027-06-08/2027-06-09', '2027-06-15/2027-06-16'];
  expect(await scene.poll([weekly])).toEqual(nights);
  const more = ['RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270608'];
  const moved = { ...series, start: '2027-06-17', end: '2027-06-18', more };
  expect(await scene.poll([weekly, moved])).toEqual([...nights, '2027-06-17/2027-06-18']);
  expect(await scene.feed()).toMatchObject({ state: 'ok', problems: ['unknown-recurrence'] });
});

describe('a feed that fails for long', () => {
  test('is stale after six hours, told once, and well again with the next success', async () => {
    feeds.serve(scene.path, '', { status: 503 });
    for (let hours = 0; hours < 10; hours += 1) await scene.poll(undefined, HOUR);
    expect(await scene.feed()).toMatchObject({ state: 'stale', error: { code: 'http-status' } });
    expect(await scene.closed()).toHaveLength(2);
    expect(await scene.events('feed.stale')).toHaveLength(1);
    expect(await scene.poll([a], 3 * HOUR)).toEqual([nightsOfA]);
    expect(await scene.feed()).toMatchObject({ state: 'ok' });
  });

  test('is told stale once by two fetches at once', async () => {
    feeds.serve(scene.path, '', { status: 503 });
    h.clock.advance(7 * HOUR);
    // Both jobs are run by sweeps, and each has looked at the feed before the other writes what it found.
    h.faults.queue.use(() => 'refuse');
    for (let times = 0; times < 2; times += 1) {
      await scene.ask('POST', `/feeds/${scene.feedId}/refresh`);
      h.clock.advance(MINUTE);
    }
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('select from calendar_feeds where id = $1 for update', [scene.feedId]);
    const sweeps = [0, 1].map(() => h.worker.runCron('* * * * *', h.clock.now()));
    await expect
      .poll(
        () =>
          h.sql(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
              and query like '%update calendar_feeds as feed%'`,
          ),
        {
          timeout: 20_000,
        },
      )
      .toHaveLength(2);
    await rival.query('commit');
    await rival.end();
    await Promise.all(sweeps);
    h.faults.queue.reset();
    await h.drainJobs();
    expect(await scene.feed()).toMatchObject({ state: 'stale' });
    expect(await scene.events('feed.stale')).toHaveLength(1);
  });

  test('is asked less and less often', async () => {
    feeds.serve(scene.path, '', { status: 500 });
    const before = asked().length;
    for (let minutes = 0; minutes < 8 * 60; minutes += 20) await scene.poll(undefined, 20 * MINUTE);
    expect(asked().length - before).toBeGreaterThanOrEqual(4);
    expect(asked().length - before).toBeLessThanOrEqual(7);
  });
});

/** Three feeds that are due a day after they were fetched, by their ids: the last is due first, and stands first in the table. */
async function dueFeeds(): Promise<string[]> {
  const others = [await listingWithFeed(h, feeds, host, [a]), await listingWithFeed(h, feeds, host, [a])];
  const ids = [scene, ...others].map(({ feedId }) => feedId).toSorted((one, other) => one.localeCompare(other));
  h.clock.advance(24 * HOUR);
  for (const [minutes, id] of ids.toReversed().entries()) {
    const due = new Date(h.clock.now() - (10 - minutes) * MINUTE);
    await h.sql('update calendar_feeds set next_poll_at = $1 where id = $2', [due, id]);
  }
  return ids;
}

/** Which of these feeds are free while another holds the second, and so many statements of this text wait for it. */
async function freeBeside<T>(ids: string[], statement: string, waiting: number, act: () => T): Promise<[unknown[], T]> {
  const rival = await h.connect();
  try {
    await rival.query('begin');
    await rival.query('select from calendar_feeds where id = $1 for update', [ids[1]]);
    const acted = act();
    const found = () =>
      h.sql(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%' || $1 || '%'`,
        [statement],
      );
    await expect.poll(found, { timeout: 20_000 }).toHaveLength(waiting);
    return [await h.sql('select id from calendar_feeds where id = any ($1) for update skip locked', [ids]), acted];
  } finally {
    await rival.end();
  }
}

test('feeds that are due are put off in the order of their ids, so that two sweeps at once never wait for each other', async () => {
  const ids = await dueFeeds();
  const sweep = () => h.worker.runCron('* * * * *', h.clock.now());
  const [free, sweeps] = await freeBeside(ids, 'update calendar_feeds set next_poll_at', 2, () => [sweep(), sweep()]);
  const outcomes = await Promise.allSettled(sweeps);
  expect(free).toEqual([{ id: ids[2] }]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  const still = [ids, new Date(h.clock.now())];
  expect(await h.sql('select from calendar_feeds where id = any ($1) and next_poll_at <= $2', still)).toEqual([]);
});

test('what was found of several feeds is written in the order of their ids, so that two fetches at once never wait for each other', async () => {
  const ids = await dueFeeds();
  await h.worker.runCron('* * * * *', h.clock.now());
  const [free, fetched] = await freeBeside(ids, 'update calendar_feeds as feed', 1, () => [h.drainJobs()]);
  await Promise.all(fetched);
  expect(free).toEqual([{ id: ids[2] }]);
});

test('the end of a feed tells of all nights that it frees, also of those that a fetch closes at the same moment', async () => {
  const c = { uid: 'c@stays.example', start: '2027-09-01', end: '2027-09-03' };
  const isWaiting = (statement: string) =>
    expect
      .poll(
        () =>
          h.sql(
            `select from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and query like '%' || $1 || '%'`,
            [statement],
          ),
        { timeout: 20_000 },
      )
      .toHaveLength(1);
  // What else the clock brings would wait for the listing, too.
  await scene.poll(undefined, 2 * MINUTE);
  feeds.serve(scene.path, calendar([a, b, c]));
  await scene.ask('POST', `/feeds/${scene.feedId}/refresh`);
  const rival = await h.connect();
  await rival.query('begin');
  await rival.query('select from listings where id = $1 for update', [scene.listingId]);
  const fetched = h.drainJobs();
  await isWaiting('from "listings" where "id" = $1 for no key update');
  const removed = scene.ask('DELETE', `/feeds/${scene.feedId}`);
  await isWaiting('"host_id" = $2 for no key update');
  await rival.query('commit');
  await rival.end();
  expect(await removed).toMatchObject({ status: 204 });
  await fetched;
  expect(await scene.closed()).toEqual([]);
  expect((await scene.events('calendar.changed')).at(-1)).toMatchObject({
    change: 'feed-removed',
    start: a.start,
    end: c.end,
  });
});
