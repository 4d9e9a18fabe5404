import { createHash } from 'node:crypto';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, hold } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson } from '../harness/people.ts';
import { ask, send, type Told } from './ask.ts';

let h: Harness;
let production: Harness;
beforeAll(async () => {
  h = await startHarness();
  production = await startHarness({ vars: { PUBLIC_URL: 'https://api.stays.example', RATE_LIMITS: 'write=3' } });
  // The graph is made at the first request for it.
  await Promise.all([ask(h, '{ __typename }'), ask(production, '{ __typename }')]);
});
afterAll(() => Promise.all([h.close(), production.close()]));

const repeat = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join(' ');
/** A selection of so many levels: a search leads to listings, and each listing's host to a person, and so on. */
const deep = (levels: number, leaf: string): string =>
  levels === 0 ? leaf : `node(id: "x") { ... on Listing { host { ${deep(levels - 1, leaf)} } } }`;
const nested = (levels: number): string => '{ a '.repeat(levels) + '}'.repeat(levels);
const bomb = (levels: number, width: number) =>
  `{ ...f0 } ${repeat(levels, (n) => `fragment f${n} on Query { ${repeat(width, (w) => `a${n}_${w}: node(id: "x") { id } ...f${n + 1}`)} }`)} fragment f${levels} on Query { account { id } }`;
const pages = (first: number | string, inner: string) => `{ listingSearch(first: ${first}) { nodes { ${inner} } } }`;
const self = '{ ...a } fragment a on Query { account { id } ...a }';
const ring = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }';
const many = (count: number) => repeat(count, (n) => `x${n}: account { id }`);
const cancel = (n: number) => `c${n}: bookingCancel(id: "x", idempotencyKey: "k${n}") { id }`;

const hostile: [string, unknown][] = [
  ...[13, 20, 50, 200, 500, 1400].map((levels): [string, unknown] => [`${levels} levels deep`, nested(levels)]),
  ...[5, 7, 12].map((levels): [string, unknown] => [`${levels} hosts deep`, `{ ${deep(levels, 'id')} }`]),
  ['levels in a fragment', `{ ...f } fragment f on Query ${nested(30)}`],
  ['levels in inline fragments', `{ ${'... on Query { '.repeat(900)} account { id } ${'} '.repeat(900)} }`],
  ...[31, 100, 400].map((count): [string, unknown] => [`${count} aliases at the top`, `{ ${many(count)} }`]),
  ['aliases within a thing', `{ account { ${repeat(31, (n) => `n${n}: name`)} } }`],
  [
    'aliases by fragments',
    `{ ...f ...f ...f } fragment f on Query { account { ${repeat(15, (n) => `n${n}: name`)} } }`,
  ],
  ['one field sixteen times', `{ ${'account { id } '.repeat(16)} }`],
  ...[6, 20].map((count): [string, unknown] => [`${count} writes at once`, `mutation { ${repeat(count, cancel)} }`]),
  [
    'passwords guessed by alias',
    `mutation { ${repeat(10, (n) => `s${n}: sessionSignIn(input: { email: "a@b.example", password: "guess number ${n}" }) { accessToken }`)} }`,
  ],
  ['a fragment that holds itself', self],
  ['a ring of fragments', ring],
  ['a fragment that holds itself, in a thing', '{ account { ...m } } fragment m on Me { id ...m }'],
  ...[4, 8, 12].map((levels): [string, unknown] => [`a fragment bomb of ${levels} levels`, bomb(levels, 4)]),
  ...[
    [5, 40],
    [18, 70],
  ].map(([levels = 0, width = 0]): [string, unknown] => [
    `a bomb of ${levels} levels without a field, that ends in nothing`,
    `{ ...f0 } ${repeat(levels, (n) => `fragment f${n} on Query { ${`...f${n + 1} `.repeat(width)} }`)}`,
  ]),
  [
    'a fragment that nothing spreads',
    `{ account { id } } fragment f on Query { account { ${'id name '.repeat(200)} } }`,
  ],
  ['one field 501 times', `{ account { ${'name '.repeat(501)} } }`],
  ['21 fragments', `{ account { id } } ${repeat(21, (n) => `fragment f${n} on Me { id }`)}`],
  ['500 fragments', `{ account { id } } ${repeat(500, (n) => `fragment f${n} on Me { id }`)}`],
  ['21 operations', repeat(21, (n) => `query q${n} { account { id } }`)],
  ['directives on one field', `{ account { name ${repeat(21, () => '@include(if: true)')} } }`],
  ['directives on many', `{ account { ${repeat(7, (n) => `name @skip(if: false) @include(if: true) @x${n}`)} } }`],
  ['a page of pages', pages(100, 'listing { host { person { id name about } } publicListing: id } title')],
  [
    'a page by a variable',
    { query: `query ($n: Int) ${pages('$n', 'listing { id host { person { id } } }')}`, variables: { n: 100 } },
  ],
  ['a page by a variable that is not given', `query ($n: Int) ${pages('$n', 'listing { id host { person { id } } }')}`],
  [
    'a page of a million',
    pages(
      1_000_000,
      'listing { host { person { id } } calendar(from: "2027-01-01", to: "2027-02-01") { nights { date } } }',
    ),
  ],
  ['a page of less than none', pages(-5, 'listing { id }').replace('listing { id }', many(31))],
  ['many pages', `{ ${repeat(12, (n) => `p${n}: listingSearch(first: 100) { nodes { listing { id title } } }`)} }`],
  [
    'a page in a fragment',
    `{ listingSearch(first: 100) { ...p } } fragment p on SearchResultConnection { nodes { listing { host { person { id } } } a: listing { id } } }`,
  ],
  [
    'calendars of a page',
    pages(
      100,
      'listing { a: calendar(from: "2027-01-01", to: "2027-12-31") { nights { date } } b: calendar(from: "2027-01-01", to: "2027-12-31") { nights { date } } c: calendar(from: "2028-01-01", to: "2028-12-31") { nights { date } } }',
    ),
  ],
  ['4,000 words', `{ account { ${'name '.repeat(4000)} } }`],
  ['few words and a long silence', `{ account { id } } #${' '.repeat(40_000)}`],
  ['a long list as an argument', `{ node(id: [${'"x",'.repeat(3000)}]) { id } }`],
  ['a deep object as an argument', `{ node(id: ${'{a:'.repeat(800)}1${'}'.repeat(800)}) { id } }`],
  ['unclosed braces', '{'.repeat(2000)],
  ['no document', ''],
  ['half a document', '{ account { '],
  ['NUL', '{ account\u0000 { id } }'],
  ['a field that is not there', '{ acount { id } }'],
  ['an argument that is not there', '{ account(id: 1) { id } }'],
  ['a thing without its parts', '{ account }'],
  ['a subscription', 'subscription { account { id } }'],
  ['a variable of another type', { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: { a: 1 } } }],
  ['a variable that is missing', 'query ($id: ID!) { node(id: $id) { id } }'],
  [
    'variables of 30,000 values',
    { query: '{ account { id } }', variables: { a: Array.from({ length: 30_000 }, () => 1) } },
  ],
  [
    'variables 40 deep',
    { query: '{ account { id } }', variables: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) },
  ],
  ['variables that are a list', { query: '{ account { id } }', variables: [1] }],
  ['an operation that is not there', { query: 'query a { account { id } }', operationName: 'b' }],
  ['two operations, none named', 'query a { account { id } } query b { account { id } }'],
  ['a batch', [{ query: '{ account { id } }' }, { query: '{ account { id } }' }]],
  ['a batch of a thousand', Array.from({ length: 1000 }, () => ({ query: '{ account { id } }' }))],
  ['no object', 'null' as unknown],
  ['a query that is no text', { query: { a: 1 } }],
  ['a hash that nobody knows', { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }],
  [
    'the hash of another document',
    { query: '{ account { id } }', extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } },
  ],
];

const introspective: [string, string][] = [
  ['the schema', '{ __schema { types { name } } }'],
  ['a type', '{ __type(name: "Booking") { fields { name } } }'],
  ['the schema by a fragment', '{ ...f } fragment f on Query { __schema { queryType { name } } }'],
  ['the schema by an alias', '{ s: __schema { mutationType { name } } }'],
];

function expectRefused(told: Told): void {
  expect(told.data ?? null, JSON.stringify(told.errors)).toBeNull();
  expect(told.errors.length + (told.status >= 400 ? 1 : 0)).toBeGreaterThan(0);
  expect(told.trips).toBe(0);
}

describe('a hostile document is refused before anything of it runs', () => {
  test(`these are at least sixty`, () => {
    expect(hostile.length + introspective.length).toBeGreaterThanOrEqual(60);
  });

  test.each(hostile)('%s', async (_what, sent) => {
    const body = typeof sent === 'string' ? { query: sent } : sent;
    const started = performance.now();
    expectRefused(await send(h, body));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each(introspective)('in production: %s', async (_what, query) => {
    expectRefused(await ask(production, query));
    expect((await ask(h, query)).codes).toEqual([]);
  });

  test('in production a mistake does not tell what would have been right, and there is no editor', async () => {
    const [{ message } = { message: '' }] = (await ask(production, '{ acount { id } }')).errors;
    expect(message).toContain('acount');
    expect(message).not.toContain('account');
    expect((await production.api('GET', '/graphiql')).status).toBe(404);
    expect((await h.api('GET', '/graphiql')).status).toBe(200);
  });
});

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: async () => `${h.url}/graphql`, fetchFn: fetch });
  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn();
    expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
  });

  const persisted = (query: string) => ({
    version: 1,
    sha256Hash: createHash('sha256').update(query).digest('hex'),
  });

  test('nobody can have more documents kept than they may write, and who is known by hash is not counted', async () => {
    const keep = (n: number) => {
      const query = `{ a${n}: __typename }`;
      return send(production, { query, extensions: { persistedQuery: persisted(query) } });
    };
    const kept = [await keep(1), await keep(2), await keep(3), await keep(4)];
    expect(kept.map(({ codes }) => codes[0])).toEqual([undefined, undefined, undefined, 'rate-limited']);
    const again = await send(production, { extensions: { persistedQuery: persisted('{ a1: __typename }') } });
    expect(again.data).toEqual({ a1: 'Query' });
  });

  test('a document is known by its hash once it was sent', async () => {
    const query = '{ listingSearch(first: 1) { nodes { id } } }';
    const persistedQuery = persisted(query);
    expect((await send(h, { extensions: { persistedQuery } })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await send(h, { query, extensions: { persistedQuery } })).codes).toEqual([]);
    expect((await send(h, { extensions: { persistedQuery } })).data).toEqual({ listingSearch: { nodes: [] } });
    const url = `${h.url}/graphql?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery }))}`;
    expect(await (await fetch(url)).json()).toEqual({ data: { listingSearch: { nodes: [] } } });
  });
});

test('a list without pages runs no more operations than a document may, in as many round trips as it has levels', async () => {
  const host = await createPerson(h);
  const ids: string[] = [];
  for (let n = 0; n < 201; n += 1) {
    const [row, column] = [Math.floor(n / 15), n % 15];
    ids.push(await createListing(h, host, { shown_latitude: 10 + row / 20, shown_longitude: 10 + column / 20 }));
  }
  await h.sql('select project_listings($1)', [ids]);
  const told = await ask(h, '{ listingCluster(box: [9.98, 9.98, 11, 11], zoom: 12) { data { listing { title } } } }');
  const clusters: { listing: unknown }[] = told.data.listingCluster.data;
  const refused = told.codes.filter((code) => code === 'query-too-large');
  expect([told.trips, clusters.length, told.codes.length]).toEqual([2, 201, refused.length]);
  expect(clusters.filter(({ listing }) => listing === null)).toHaveLength(refused.length);
  expect(refused).toHaveLength(2);
});

test('reads that are refused beside others take a round trip each, and count as they would by REST', async () => {
  const strict = await startHarness({ vars: { RATE_LIMITS: 'read=10' } });
  try {
    const [host, stranger] = [await createPerson(strict), await createPerson(strict)];
    const ids: string[] = [];
    for (let n = 0; n < 14; n += 1) ids.push(await createListing(strict, host));
    const feeds = (n: number) => `l${n}: listing(id: "${ids[n]}") { feeds { nodes { id } } }`;
    const document = `{ ${repeat(ids.length, feeds)} }`;
    const own = await ask(strict, document, host);
    expect([own.trips, own.codes]).toEqual([2, []]);
    const told = await ask(strict, document, stranger);
    expect(told.trips).toBeLessThan(14);
    expect(new Set(told.codes)).toEqual(new Set(['not-found', 'rate-limited']));
    expect(told.codes).toHaveLength(14);
  } finally {
    await strict.close();
  }
});

test('reads that are refused beside one of a payment are told so while Redis is away, and count for no payment', async () => {
  const { guest, listingId } = await cast(h);
  const { payment } = await hold(h, guest, listingId);
  const hits = async () =>
    (
      await h.sql<{ hits: number }>(`select hits from rate_counters where policy = 'payment' and caller like $1`, [
        `%${guest.id}%`,
      ])
    ).reduce((sum, row) => sum + row.hits, 0);
  // The hold may still be writing down, after its answer, what Stripe said.
  const paid = () => ask(h, `{ payment(id: "${payment.id}") { state } }`, guest);
  await expect.poll(async () => (await paid()).codes).toEqual([]);
  const before = await hits();
  h.faults.redis.use(() => 'refuse');
  const told = await ask(
    h,
    `{ payment(id: "${payment.id}") { state } listing(id: "${listingId}") { feeds { nodes { id } } } }`,
    guest,
  );
  h.faults.redis.reset();
  expect(told.codes).toEqual(['not-found']);
  expect((await hits()) - before).toBe(1);
});

test('nobody has more new documents looked at than they may read, good ones or not', async () => {
  const strict = await startHarness({ vars: { RATE_LIMITS: 'read=2' } });
  try {
    const codes: (string | undefined)[] = [];
    for (const n of [1, 2, 3]) codes.push((await ask(strict, `{ nothing${n} }`)).codes[0]);
    expect(codes).toEqual(['graphql-invalid', 'graphql-invalid', 'rate-limited']);
  } finally {
    await strict.close();
  }
});
