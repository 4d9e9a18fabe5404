import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { startWorker, type Worker } from '../../local/worker/index.ts';
import { routes } from '../../src/routes.ts';
import { bookWith, hold, quotedToken } from '../bookings/scene.ts';
import { type Answer, createApi } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { createSearchable, placeApart } from '../search/searchable.ts';

let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterEach(() => {
  h.faults.redis.reset();
  h.faults.db.reset();
});
afterAll(() => h.close());

const copies = true;
const nights = { from: '2027-06-01', to: '2027-06-08' };
const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05' };

/** A listing of its own, and the public reads of it. */
async function scene() {
  const { point, box } = placeApart();
  const id = await createSearchable(h, host, point);
  return {
    id,
    listing: (options = {}) => h.api('GET', `/v1/listings/${id}`, { copies, ...options }),
    calendar: (query = nights) => h.api('GET', `/v1/listings/${id}/calendar`, { copies, query }),
    search: (query = {}) => h.api('GET', '/v1/search', { copies, query: { box, ...stay, ...query } }),
    clusters: (options = {}) =>
      h.api('GET', '/v1/search/clusters', { copies, query: { box, ...stay, zoom: 10 }, ...options }),
    facets: (options = {}) => h.api('GET', '/v1/search/facets', { copies, query: { box, ...stay }, ...options }),
  };
}

/** The answer of a copy: however busy the machine is, two of these reads come within a second. */
async function byCopy(read: () => Promise<Answer>): Promise<Answer> {
  for (let n = 0; n < 20; n += 1) {
    const answer = await read();
    if (answer.trips === 0) return answer;
  }
  throw new Error('no copy ever answered');
}

/** Asks until the answer is so; real seconds from the start until the last was asked for that was not. */
async function secondsUntil(ask: () => Promise<Answer>, isSo: (answer: Answer) => boolean): Promise<number> {
  const started = performance.now();
  for (let last = started; ; ) {
    const asked = performance.now();
    if (isSo(await ask())) return (last - started) / 1000;
    if (asked - started > 5_000) throw new Error('it never became so');
    last = asked;
  }
}

describe('a copy', () => {
  test('answers the next reader without a round trip, with the same bytes and ETag', async () => {
    const { listing, calendar, search, clusters, facets } = await scene();
    for (const read of [listing, calendar, search, clusters, facets]) {
      const first = await read();
      expect(first).toMatchObject({ status: 200, trips: 1 });
      const second = await byCopy(read);
      expect(second).toMatchObject({ status: 200, text: first.text });
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
      expect(second.headers.get('cache-control')).toBe('private, no-cache');
      const known = { headers: { 'if-none-match': second.headers.get('etag') ?? '' } };
      expect(await listing(known)).toMatchObject(read === listing ? { status: 304, text: '' } : { status: 200 });
    }
  });

  test('is of one input, in whatever order and notation it comes, and of no other', async () => {
    const { id, search } = await scene();
    const [west, south, east, north] = [-1, -1, 1, 1];
    await search({ adults: 2, currency: 'USD' });
    await byCopy(() => search({ currency: 'USD', adults: 2, infants: 0, sort: 'rank' }));
    let times = 1;
    await byCopy(() => {
      times += 1;
      return search({ roomTypes: ['private_room', ...Array(times).fill('entire_home')].join() });
    });
    for (const other of [
      { currency: 'EUR' },
      { adults: 1 },
      { limit: 5 },
      { box: `${west},${south},${east},${north}` },
    ]) {
      expect(await search({ adults: 2, currency: 'USD', ...other })).toMatchObject({ status: 200, trips: 1 });
    }
    expect((await search({ adults: 2, currency: 'EUR' })).body.data).toEqual([]);
    expect((await search({ adults: 2, currency: 'USD' })).body.data).toMatchObject([{ id, currency: 'USD' }]);
  });

  test('is not older than a second, though nobody says that something has changed', async () => {
    const { id, listing } = await scene();
    await listing();
    await h.sql(`update listings set title = 'Renamed beside the service' where id = $1`, [id]);
    const seconds = await secondsUntil(listing, ({ body }) => body.title === 'Renamed beside the service');
    expect(seconds).toBeLessThan(1);
  });

  test('is not given at another instant than a second from its own', async () => {
    const { calendar } = await scene();
    await calendar();
    h.clock.advance(901);
    expect((await calendar()).trips).toBe(1);
  });

  test('of a listing that is taken off the market ends with the commit', async () => {
    const { id, listing, calendar, search, clusters, facets } = await scene();
    for (const read of [listing, calendar, search, clusters, facets]) await read();
    await h.api('POST', `/v1/listings/${id}/unlist`, { token: host.token });
    expect((await listing()).status).toBe(404);
    expect((await calendar()).status).toBe(404);
    expect((await search()).body.data).toEqual([]);
    expect((await clusters()).body.data).toEqual([]);
    expect((await facets()).body.total).toBe(0);
  });

  test('of nights that are booked ends with the commit', async () => {
    const { id, calendar, search, clusters, facets } = await scene();
    await Promise.all([calendar(), search(), clusters(), facets()]);
    await hold(h, await createPerson(h), id);
    expect((await search()).body.data).toEqual([]);
    expect((await clusters()).body.data).toEqual([]);
    expect((await facets()).body.total).toBe(0);
    const { body } = await calendar();
    expect(body.nights.map(({ state }: { state: string }) => state).slice(2, 4)).toEqual(['held', 'held']);
  });

  test('is made of no refusal', async () => {
    const { id, listing } = await scene();
    await h.sql(`update listings set state = 'unlisted' where id = $1`, [id]);
    expect((await listing()).status).toBe(404);
    await h.sql(`update listings set state = 'published' where id = $1`, [id]);
    expect((await listing()).status).toBe(200);
  });

  test('is made of no failure', async () => {
    const { listing } = await scene();
    h.faults.db.use(() => 'refuse');
    expect((await listing()).status).toBe(503);
    h.faults.db.reset();
    expect((await listing()).status).toBe(200);
  });

  test('is never one of what is personal or binding', async () => {
    const { id } = await scene();
    const token = await tokenFor(h, host);
    for (const path of ['/v1/me', `/v1/me/listings/${id}`, '/v1/me/listings', '/v1/bookings?as=host']) {
      for (let n = 0; n < 2; n += 1) {
        const answer = await h.api('GET', path, { token, copies });
        expect(answer).toMatchObject({ status: 200, trips: 1 });
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    }
    const explain = { token, key: null, body: { ...stay, party: { adults: 2 } } };
    for (let n = 0; n < 2; n += 1) {
      expect((await h.api('POST', `/v1/listings/${id}/explain`, explain)).trips).toBe(1);
    }
  });
});

test('who has written is answered past copies, for ten seconds', async () => {
  const { id, listing } = await scene();
  await listing();
  await h.sql(`update listings set title = 'Renamed beside the service' where id = $1`, [id]);
  const write = await h.api('PATCH', '/v1/me', { token: host.token, body: { name: 'Ada' } });
  const headers = { 'innkeep-revision': write.headers.get('innkeep-revision') ?? '' };
  expect(await listing({ headers })).toMatchObject({ trips: 1, body: { title: 'Renamed beside the service' } });
  await listing();
  h.clock.advance(9_000);
  await listing();
  expect((await listing({ headers })).trips).toBe(1);
  h.clock.advance(1_001);
  await byCopy(() => listing({ headers }));
  const forged = { 'innkeep-revision': `${h.clock.now().toString(36)}.${'A'.repeat(43)}` };
  await byCopy(() => listing({ headers: forged }));
  await byCopy(() => listing({ headers: { 'innkeep-revision': 'nonsense' } }));
});

test('who has written by GraphQL is answered past copies as well; a refused write or a read answers no revision', async () => {
  const { id, listing } = await scene();
  await listing();
  await h.sql(`update listings set title = 'Renamed beside the service' where id = $1`, [id]);
  const rename = async (name: string) => {
    const query = `mutation { accountUpdate(input: {name: "${name}"}, idempotencyKey: "${crypto.randomUUID()}") { id } }`;
    return h.api('POST', '/graphql', { token: host.token, key: null, body: { query } });
  };
  const revision = (await rename('Ada')).headers.get('innkeep-revision') ?? '';
  const headers = { 'innkeep-revision': revision };
  expect(await listing({ headers })).toMatchObject({ trips: 1, body: { title: 'Renamed beside the service' } });
  expect((await rename('')).headers.get('innkeep-revision')).toBeNull();
  const read = await h.api('POST', '/graphql', { token: host.token, key: null, body: { query: '{ __typename }' } });
  expect(read.headers.get('innkeep-revision')).toBeNull();
});

describe('many who ask for the same at once', () => {
  test('are answered by one read, and by two at most while it is slow', async () => {
    const { listing } = await scene();
    await listing();
    h.clock.advance(5_000);
    let [running, most, reads] = [0, 0, 0];
    h.faults.db.use(async (_, { act }) => {
      running += 1;
      reads += 1;
      most = Math.max(most, running);
      await act();
      await new Promise((resolve) => setTimeout(resolve, 200));
      running -= 1;
      return undefined;
    });
    const answers = await Promise.all(Array.from({ length: 60 }, () => listing()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(most).toBeLessThanOrEqual(2);
    expect(reads).toBeLessThan(10);
    expect(answers.filter(({ trips }) => trips === 0).length).toBeGreaterThan(50);
  });

  test('are each answered, though the first who asked fails', async () => {
    const { listing } = await scene();
    h.faults.db.reset();
    h.faults.db.use((n) => (n === 1 ? 'refuse' : undefined));
    const answers = await Promise.all(Array.from({ length: 20 }, () => listing()));
    expect(answers.filter(({ status }) => status === 503).length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(19);
  });
});

describe('another isolate', () => {
  let other: Worker;
  beforeAll(async () => {
    other = await startWorker({ ...inject('bundle'), vars: h.vars });
  });
  afterAll(() => other.close());

  test('answers from the copy in Redis, and not once a commit has moved its revision', async () => {
    const { id, listing } = await scene();
    const there = createApi(other.url);
    const afar = () => there('GET', `/v1/listings/${id}`);
    // Both have been asked for it before, so that it is worth asking Redis.
    await Promise.all([listing(), afar()]);
    await secondsUntil(
      async () => {
        // Both copies end together; whoever is asked first reads, and the other finds what it read.
        await new Promise((resolve) => setTimeout(resolve, 950));
        await listing();
        return afar();
      },
      ({ trips }) => trips === 0,
    );
    await h.api('PATCH', `/v1/listings/${id}`, { token: await tokenFor(h, host), body: { title: 'Renamed' } });
    const seconds = await secondsUntil(afar, ({ body }) => body.title === 'Renamed');
    expect(seconds).toBeLessThan(1);
  });

  test('shows nights that are taken within a second, though the Worker that sold them died after the commit', async () => {
    const { id } = await scene();
    const there = createApi(other.url);
    const afar = () => there('GET', `/v1/listings/${id}/calendar`, { query: nights });
    const guest = await createPerson(h);
    const quote = await quotedToken(h, guest, id);
    await afar();
    h.faults.db.use(async (_, { act, body }) => {
      if (!body.includes('claims')) return undefined;
      await act();
      await h.worker.kill();
      return 'refuse';
    });
    await bookWith(h, guest, quote).catch(() => {});
    h.faults.db.reset();
    const seconds = await secondsUntil(afar, ({ body }) => body.nights[2].state === 'held');
    await h.worker.restart();
    expect(seconds).toBeLessThan(1);
  });
});

describe('while Redis is', () => {
  test.each(['refuse', 'http-500', 'garbage', 'timeout'] as const)(
    'away (%s), reads go on, and do not stampede',
    async (fault) => {
      const { listing } = await scene();
      await listing();
      h.clock.advance(5_000);
      h.faults.redis.use(() => fault);
      let [running, most] = [0, 0];
      h.faults.db.use(async (_, { act }) => {
        running += 1;
        most = Math.max(most, running);
        await act();
        running -= 1;
        return undefined;
      });
      const started = performance.now();
      const answers = await Promise.all(Array.from({ length: 30 }, () => listing()));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
      expect(most).toBeLessThanOrEqual(2);
      expect(performance.now() - started).toBeLessThan(2_500);
    },
  );
});

test('every copied answer is a public read', () => {
  const copied = routes.filter(({ spec }) => spec.cache !== undefined);
  expect(copied.length).toBeGreaterThan(3);
  for (const { spec } of copied) expect(spec).toMatchObject({ method: 'get', auth: 'public' });
});
