import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { metresBetween } from './metres.ts';

let h: Harness;
let host: Person;
let stranger: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, stranger] = await Promise.all([createPerson(h, { name: 'Brin' }), createPerson(h)]);
});
afterAll(() => h.close());

const bare = { title: 'Cabin above the creek', roomType: 'entire_home', capacity: 4 };
const location = { latitude: 35.59512, longitude: -82.55149 };
const address = {
  line1: '12 Orchard Lane',
  line2: null,
  city: 'Asheville',
  region: null,
  postalCode: '28801',
  country: 'US',
};
const complete = { ...bare, location, address, place: 'Asheville', pricing: { nightly: 120_00 } };

const create = (body: object = complete, person = host) => h.api('POST', '/v1/listings', { token: person.token, body });
const edit = (id: string, body: object, person = host) =>
  h.api('PATCH', `/v1/listings/${id}`, { token: person.token, body });
const move = (id: string, to: 'publish' | 'unlist' | 'close', person = host) =>
  h.api('POST', `/v1/listings/${id}/${to}`, { token: person.token });
const read = (id: string) => h.api('GET', `/v1/listings/${id}`);
const readOwn = (id: string, person = host) => h.api('GET', `/v1/me/listings/${id}`, { token: person.token });
const pointers = (answer: { body: { errors?: { pointer: string }[] } }) =>
  answer.body.errors?.map(({ pointer }) => pointer);

async function published(change: object = {}): Promise<string> {
  const { body } = await create({ ...complete, ...change });
  expect((await move(body.id, 'publish')).status).toBe(200);
  return body.id;
}

describe('a draft', () => {
  test('needs little, is made in one round trip, and is seen by its host only', async () => {
    const created = await create(bare);
    expect(created).toMatchObject({ status: 201, trips: 1, body: { ...bare, state: 'draft', timeZone: null } });
    expect(await readOwn(created.body.id)).toMatchObject({ status: 200, trips: 1, body: created.body });
    expect((await read(created.body.id)).status).toBe(404);
    const events = await h.sql('select type, host_id from events where subject = $1', [created.body.id]);
    expect(events).toEqual([{ type: 'listing.created', host_id: host.id }]);
  });

  test('without what it needs is told what that is', async () => {
    const { body } = await create({});
    expect(body.errors).toMatchObject([
      { pointer: '/title', detail: expect.stringContaining('expected string') },
      { pointer: '/roomType', detail: expect.stringContaining('"entire_home"') },
      { pointer: '/capacity', detail: expect.stringContaining('expected number') },
    ]);
  });

  test('lies in the time zone of its place', async () => {
    expect((await create()).body.timeZone).toBe('America/New_York');
    const tokyo = { latitude: 35.68, longitude: 139.76 };
    expect((await create({ ...bare, location: tokyo })).body.timeZone).toBe('Asia/Tokyo');
  });

  test('is refused with all of its mistakes, and nothing is written', async () => {
    const before = await h.sql('select count(*)::int as listings from listings');
    const wrong = {
      title: '',
      roomType: 'castle',
      capacity: 0,
      amenities: ['moat'],
      checkInFrom: '25:00',
      location: { latitude: 91, longitude: 0 },
      pricing: { nightly: 'much', currency: 'XYZ', fee: 1 },
    };
    const answer = await create(wrong);
    expect(answer.status).toBe(422);
    expect(pointers(answer)?.toSorted()).toEqual([
      '/amenities/0',
      '/capacity',
      '/checkInFrom',
      '/location/latitude',
      '/pricing/currency',
      '/pricing/fee',
      '/pricing/nightly',
      '/roomType',
      '/title',
    ]);
    expect(await h.sql('select count(*)::int as listings from listings')).toEqual(before);
  });

  test('holds text that every part of the stack can hold', async () => {
    const answer = await create({ ...bare, title: 'Half \ud800', address: { ...address, line1: '\udfff Lane' } });
    expect(pointers(answer)?.toSorted()).toEqual(['/address/line1', '/title']);
    const whole = { ...bare, title: 'Cabin 🏕 für zwei', houseRules: 'Erstens\nZweitens' };
    expect((await create(whole)).body).toMatchObject(whole);
  });

  test('cannot contradict itself', async () => {
    const answer = await create({ ...bare, minNights: 5, maxNights: 3, pricing: { guestsIncluded: 5 } });
    expect(pointers(answer)).toEqual(['/maxNights', '/pricing/guestsIncluded']);
  });
});

describe('publishing', () => {
  test('names all that is missing at once', async () => {
    const { body } = await create(bare);
    const refused = await move(body.id, 'publish');
    expect(refused).toMatchObject({ status: 422, body: { code: 'listing-incomplete' } });
    expect(pointers(refused)).toEqual(['/location', '/place', '/pricing/nightly']);
    expect((await readOwn(body.id)).body.state).toBe('draft');
  });

  test('shows the listing to everybody, in one round trip, but never where it is', async () => {
    const id = await published();
    const answer = await read(id);
    expect(answer).toMatchObject({ status: 200, trips: 1, body: { id, title: bare.title, host: { name: 'Brin' } } });
    const away = metresBetween(location, answer.body.location);
    expect(away).toBeGreaterThanOrEqual(150);
    expect(away).toBeLessThanOrEqual(500);
    for (const secret of [address.line1, address.postalCode, String(location.latitude), host.email]) {
      expect(answer.text).not.toContain(secret);
    }
    expect((await read(id)).body.location).toEqual(answer.body.location);
    expect((await readOwn(id)).body).toMatchObject({ location, address, shownLocation: answer.body.location });
  });

  test('costs two round trips, and is told', async () => {
    const { body } = await create();
    expect((await move(body.id, 'publish')).trips).toBe(2);
    const events = await h.sql<{ type: string }>('select type from events where subject = $1 order by id', [body.id]);
    expect(events.map(({ type }) => type)).toEqual(['listing.created', 'listing.published']);
    expect(await h.sql('select listing_id from search_rows where listing_id = $1', [body.id])).toHaveLength(1);
  });
});

describe('a life', () => {
  test('goes from draft to published, unlisted and back, and ends closed', async () => {
    const id = await published();
    expect((await move(id, 'publish')).body.code).toBe('invalid-transition');
    expect((await move(id, 'unlist')).body.state).toBe('unlisted');
    expect((await read(id)).status).toBe(404);
    expect((await move(id, 'publish')).body.state).toBe('published');
    expect((await move(id, 'close')).body.state).toBe('closed');
    for (const step of ['publish', 'unlist', 'close'] as const) {
      expect((await move(id, step)).body.code).toBe('invalid-transition');
    }
    expect((await edit(id, { title: 'Another' })).body.code).toBe('invalid-transition');
    expect((await read(id)).status).toBe(404);
    expect((await readOwn(id)).body.state).toBe('closed');
    expect(await h.sql('select listing_id from search_rows where listing_id = $1', [id])).toEqual([]);
  });
});

describe('an edit', () => {
  test('changes what it names, clears what is null, leaves the rest, in two round trips', async () => {
    const { body: before } = await create({ ...complete, bedrooms: 2, checkInUntil: '21:00', amenities: ['wifi'] });
    const answer = await edit(before.id, {
      bedrooms: null,
      checkInUntil: null,
      baths: 1.5,
      amenities: ['pool', 'wifi'],
    });
    expect(answer).toMatchObject({ status: 200, trips: 2 });
    expect(answer.body).toEqual({
      ...before,
      bedrooms: null,
      checkInUntil: null,
      baths: 1.5,
      amenities: ['wifi', 'pool'],
    });
    expect((await readOwn(before.id)).body).toEqual(answer.body);
  });

  test('of what was published once cannot take away what publishing needs', async () => {
    const id = await published();
    const taken = { location: null, place: '', pricing: { nightly: null } };
    expect(pointers(await edit(id, taken))).toEqual(['/location', '/place', '/pricing/nightly']);
    await move(id, 'unlist');
    expect((await edit(id, taken)).body.code).toBe('listing-incomplete');
    const draft = await create();
    expect((await edit(draft.body.id, taken)).body).toMatchObject({
      location: null,
      shownLocation: null,
      timeZone: null,
    });
  });

  test('to another currency needs every amount anew, and takes the prices of single nights away', async () => {
    const id = await published({ pricing: { nightly: 120_00, cleaningFee: 40_00 } });
    const ranges = [{ start: '2027-06-01', end: '2027-06-03', nightly: 150_00 }];
    await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body: { ranges } });
    const refused = await edit(id, { pricing: { currency: 'JPY', nightly: 15_000 } });
    expect(refused.body.code).toBe('invalid-input');
    expect(pointers(refused)).toEqual(['/pricing/cleaningFee']);
    expect(await h.sql('select * from night_prices where listing_id = $1', [id])).toHaveLength(2);
    const { body } = await edit(id, { pricing: { currency: 'JPY', nightly: 15_000, cleaningFee: 0 } });
    expect(body.pricing).toMatchObject({ currency: 'JPY', nightly: 15_000, cleaningFee: 0 });
    expect(await h.sql('select * from night_prices where listing_id = $1', [id])).toEqual([]);
  });

  test('sets only amounts that a card can be charged', async () => {
    const { body } = await create(bare);
    const refused = await edit(body.id, { pricing: { currency: 'KWD', nightly: 12_345 } });
    expect(pointers(refused)).toEqual(['/pricing/nightly']);
    expect((await edit(body.id, { pricing: { currency: 'KWD', nightly: 12_340 } })).status).toBe(200);
  });

  test('cannot choose what the marketplace takes, nor what it alone writes', async () => {
    const { body } = await create();
    const answer = await edit(body.id, { state: 'published', pricing: { feeModel: 'hostOnly' } });
    expect(pointers(answer)?.toSorted()).toEqual(['/pricing/feeModel', '/state']);
  });

  test('races with another: both are kept, as each is decided on what the other wrote', async () => {
    const { body } = await create();
    const answers = await Promise.all([edit(body.id, { bedrooms: 3 }), edit(body.id, { beds: 5 })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await readOwn(body.id)).body).toMatchObject({ bedrooms: 3, beds: 5 });
  });
});

test('pays the marketplace as it was set when it was created: its host alone, where that is so', async () => {
  const marketplace = await startHarness({ vars: { FEE_MODEL: 'hostOnly' } });
  try {
    const [owner, guest] = await Promise.all([createPerson(marketplace), createPerson(marketplace)]);
    const { body } = await marketplace.api('POST', '/v1/listings', { token: owner.token, body: complete });
    await marketplace.api('POST', `/v1/listings/${body.id}/publish`, { token: owner.token });
    const stay = { checkIn: '2027-06-07', checkOut: '2027-06-09', party: { adults: 1 } };
    const ask = { token: guest.token, key: null, body: stay };
    const quote = await marketplace.api('POST', `/v1/listings/${body.id}/quotes`, ask);
    expect(quote.body.totals).toEqual({ guestPays: 240_00, hostReceives: 202_80, platformKeeps: 37_20, taxes: 0 });
    const query = { checkIn: stay.checkIn, checkOut: stay.checkOut };
    const found = await marketplace.api('GET', '/v1/search', { query });
    expect(found.body.data).toMatchObject([{ id: body.id, stay: { total: 240_00 } }]);
  } finally {
    await marketplace.close();
  }
});

test("another's listing is a listing that does not exist, whatever is asked of it", async () => {
  const { body } = await create();
  const missing = newId('listing');
  for (const id of [body.id, missing]) {
    const answers = await Promise.all([
      edit(id, { title: 'Mine now' }, stranger),
      move(id, 'publish', stranger),
      move(id, 'close', stranger),
      readOwn(id, stranger),
    ]);
    for (const { status, body: problem } of answers) {
      expect(status).toBe(404);
      expect({ ...problem, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' });
    }
  }
  expect((await readOwn(body.id)).body).toEqual(body);
});

test("a host's listings come newest first, page by page, in one state if asked, and only that host's", async () => {
  const owner = await createPerson(h);
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.unshift((await create(complete, owner)).body.id);
  await move(ids[1] ?? '', 'publish', owner);
  const list = (query: Record<string, string | number>) =>
    h.api('GET', '/v1/me/listings', { token: owner.token, query });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const answer: Awaited<ReturnType<typeof list>> = await list({ limit: 2, ...(cursor && { cursor }) });
    expect(answer.trips).toBe(1);
    seen.push(...answer.body.data.map((listing: { id: string }) => listing.id));
    cursor = answer.body.nextCursor;
  }
  expect(seen).toEqual(ids);
  expect((await list({ state: 'published' })).body.data).toMatchObject([{ id: ids[1] }]);
  expect((await list({ cursor: 'nonsense' })).body.errors).toMatchObject([{ parameter: 'cursor' }]);
});

test('the same key creates one listing, however often it is sent', async () => {
  const owner = await createPerson(h);
  const key = crypto.randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => h.api('POST', '/v1/listings', { token: owner.token, key, body: complete })),
  );
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await h.sql('select id from listings where host_id = $1', [owner.id])).toHaveLength(1);
});

test('the catalogue of amenities is read without the database', async () => {
  const answer = await h.api('GET', '/v1/amenities');
  expect(answer).toMatchObject({ status: 200, trips: 0 });
  expect(answer.body.data).toContainEqual({ code: 'wifi', label: 'Wi-Fi' });
});
