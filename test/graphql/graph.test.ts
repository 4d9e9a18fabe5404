import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookAgain } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { ask } from './ask.ts';

let h: Harness;
let host: Person;
let guest: Person;
const listings: string[] = [];
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h, { name: 'Grace' });
  guest = await createPerson(h, { name: 'Ada' });
  for (let n = 0; n < 5; n += 1) {
    const id = await createListing(h, host, { title: `Loft ${n}` });
    await h.sql('select project_listing($1)', [id]);
    listings.push(id);
  }
});
afterAll(() => h.close());

const BOOK = `mutation ($quote: String!, $key: String!) {
  bookingCreate(input: { quote: $quote }, idempotencyKey: $key) { id state booking { state guest { person { name } } } }
}`;

async function quote(listing: string, checkIn: string, checkOut: string): Promise<string> {
  const body = { checkIn, checkOut, party: { adults: 2 } };
  return (await h.api('POST', `/v1/listings/${listing}/quotes`, { body, token: guest.token })).body.token;
}

describe('the graph', () => {
  test('reads a level in one round trip, however many things are on it', async () => {
    const one = await ask(h, `{ listing(id: "${listings[0]}") { title } }`);
    expect(one).toMatchObject({ status: 200, codes: [], data: { listing: { title: 'Loft 0' } }, trips: 1 });

    const five = listings.map((id, n) => `l${n}: listing(id: "${id}") { title host { person { name } } }`).join('\n');
    const all = await ask(h, `{ ${five} account { name } listingSearch(first: 3) { nodes { id } } }`, guest);
    expect(all.codes).toEqual([]);
    expect(all.data.l4).toEqual({ title: 'Loft 4', host: { person: { name: 'Grace' } } });
    expect(all.data.account).toEqual({ name: 'Ada' });
    expect(all.trips).toBe(2);
  });

  test('follows a list into each of its things with a round trip more for each level', async () => {
    const found = await ask(
      h,
      '{ listingSearch(first: 5) { nodes { id listing { title host { person { name } } calendar(from: "2027-06-01", to: "2027-06-03") { nights { state } } } } } }',
    );
    expect(found.codes).toEqual([]);
    expect(found.data.listingSearch.nodes).toHaveLength(5);
    expect(found.data.listingSearch.nodes[0].listing).toMatchObject({
      host: { person: { name: 'Grace' } },
      calendar: { nights: [{ state: 'open' }, { state: 'open' }] },
    });
    expect(found.trips).toBe(3);
  });

  test('tells an editor the schema in development, whose question spreads fragments in fragments', async () => {
    const query = getIntrospectionQuery({ specifiedByUrl: true, schemaDescription: true, inputValueDeprecation: true });
    const { status, codes, data } = await ask(h, query);
    expect([status, codes]).toEqual([200, []]);
    expect(data.__schema.types.length).toBeGreaterThan(100);
    const unspread = await ask(h, `${query} fragment F on Booking { id }`);
    expect(unspread.codes).toEqual(['query-too-large']);
  });

  test('turns pages by any edge, and tells when there are no more', async () => {
    const page = (after?: string) =>
      ask(
        h,
        'query ($after: String) { listingSearch(first: 2, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }',
        {
          variables: { after },
        },
      );
    const seen: string[] = [];
    let told = await page();
    while (seen.length < 20) {
      const { edges, pageInfo } = told.data.listingSearch;
      seen.push(...edges.map((edge: { node: { id: string } }) => edge.node.id));
      expect(edges.at(-1).cursor).toBe(pageInfo.endCursor);
      if (!pageInfo.hasNextPage) break;
      told = await page(pageInfo.endCursor);
    }
    expect(seen).toHaveLength(listings.length);
    expect(new Set(seen)).toEqual(new Set(listings));
    const [first] = (await page()).data.listingSearch.edges;
    const rest = await page(first.cursor);
    expect(rest.data.listingSearch.edges[0].node.id).toBe(seen[1]);
  });

  test('finds any thing by its id, and nothing that is not one', async () => {
    const nodes = await ask(
      h,
      `{ a: node(id: "${listings[0]}") { id ... on Listing { title } } b: node(id: "${guest.id}") { __typename ... on Person { name } }
         c: node(id: "lst_01kav0h2e6f8w9x3m5n7p9q1r3") { id } d: node(id: "xyz") { id } }`,
    );
    expect(nodes.data).toEqual({
      a: { id: listings[0], title: 'Loft 0' },
      b: { __typename: 'Person', name: 'Ada' },
      c: null,
      d: null,
    });
    const known = await ask(h, '{ __type(name: "Node") { possibleTypes { name } } }');
    const names: string[] = known.data.__type.possibleTypes.map(({ name }: { name: string }) => name);
    const [, told = ''] = /is a `Node`: ([^.]*)\./s.exec(await readFile('docs/graphql.md', 'utf8')) ?? [];
    const inDocs = [...told.matchAll(/an? (\w+(?: endpoint)?)/g)].map(([, one]) => one);
    expect(new Set(names.map((name) => name.replace('WebhookE', 'Webhook e').toLowerCase()))).toEqual(new Set(inDocs));
  });

  test('writes once under one key, whether it comes by GraphQL or REST', async () => {
    const token = await quote(listings[0] ?? '', '2027-07-01', '2027-07-04');
    const key = randomUUID();
    const first = await ask(h, BOOK, { token: guest.token, variables: { quote: token, key } });
    expect(first.codes).toEqual([]);
    expect(first.data.bookingCreate).toMatchObject({ state: 'held', booking: { guest: { person: { name: 'Ada' } } } });
    const rest = await bookAgain(h, guest, token, { key });
    const again = await ask(h, BOOK, { token: guest.token, variables: { quote: token, key } });
    expect(again.data.bookingCreate.id).toBe(first.data.bookingCreate.id);
    expect(rest).toMatchObject({ status: 201, body: { id: first.data.bookingCreate.id } });
    expect(rest.headers.get('idempotent-replayed')).toBe('true');
  });

  test('tells the events of an endpoint and the scopes of a key as it takes them, so that what was read can be written', async () => {
    const { token } = await createPerson(h);
    const key = `idempotencyKey: "${crypto.randomUUID()}"`;
    const document = `mutation ($types: [WebhookEndpointTypes!]) {
      webhookEndpointCreate(${key}, input: { url: "https://hooks.example.com/innkeep", types: $types }) { id types }
      apiKeyCreate(${key}, input: { name: "Manager", scopes: [bookings_read] }) { scopes }
    }`;
    const { data } = await ask(h, document, { token, variables: { types: ['booking_held', 'feed_stale'] } });
    expect(data.apiKeyCreate.scopes).toEqual(['bookings_read']);
    const { id, types } = data.webhookEndpointCreate;
    expect(types.toSorted()).toEqual(['booking_held', 'feed_stale']);
    const change = `mutation ($types: [WebhookEndpointTypes!]) {
      webhookEndpointUpdate(id: "${id}", idempotencyKey: "${crypto.randomUUID()}", input: { types: $types }) { types }
    }`;
    const changed = await ask(h, change, { token, variables: { types: [...types, 'message_sent'] } });
    expect(changed.data.webhookEndpointUpdate.types).toContain('message_sent');
    const { body } = await h.api('GET', `/v1/webhook-endpoints/${id}`, { token });
    expect(body.types.toSorted()).toEqual(['booking.held', 'feed.stale', 'message.sent']);
  });

  test('sells a night once to guests who race by GraphQL', async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => quote(listings[1] ?? '', '2027-07-01', '2027-07-04')));
    const told = await Promise.all(
      tokens.map((token) => ask(h, BOOK, { token: guest.token, variables: { quote: token, key: randomUUID() } })),
    );
    expect(told.flatMap(({ codes }) => codes)).toEqual(['nights-unavailable', 'nights-unavailable']);
  });

  test('tells a refusal as REST does: code, every mistake with its pointer, the request', async () => {
    const told = await ask(
      h,
      `mutation { quoteCreate(id: "${listings[2]}", input: { checkIn: "2027-06-05", checkOut: "2027-06-03", party: { adults: 0 } }) { total: currency } }`,
      guest,
    );
    expect(told).toMatchObject({ status: 200, data: { quoteCreate: null }, codes: ['invalid-input'] });
    const rest = await h.api('POST', `/v1/listings/${listings[2]}/quotes`, {
      token: guest.token,
      body: { checkIn: '2027-06-05', checkOut: '2027-06-03', party: { adults: 0 } },
    });
    expect(told.errors[0]?.extensions).toEqual({
      code: 'invalid-input',
      status: 422,
      title: rest.body.title,
      errors: rest.body.errors,
      requestId: told.headers.get('x-request-id'),
    });
    expect(told.errors[0]?.path).toEqual(['quoteCreate']);
  });

  test('names what is wrong with a page by the arguments that turn it', async () => {
    const { errors } = await ask(
      h,
      '{ a: listingSearch(first: 0) { nodes { id } } b: listingSearch(after: "x") { nodes { id } } }',
    );
    expect(errors.map(({ extensions }) => extensions.errors)).toMatchObject([
      [{ parameter: 'first', code: 'too-small' }],
      [{ parameter: 'after', code: 'invalid' }],
    ]);
  });

  test('tells who sends no JSON, writes by GET or uses another method what is wrong', async () => {
    const write = '?query=mutation%7BsessionSignOut%7D';
    const text = { raw: '{"query":"{ __typename }"}', headers: { 'content-type': 'text/plain' } };
    const refused = [
      await h.api('POST', '/graphql', text),
      await h.api('DELETE', '/graphql'),
      await h.api('GET', `/graphql${write}`),
    ];
    expect(refused.map(({ status, body }) => [status, body?.code])).toEqual([
      [415, 'unsupported-media-type'],
      [405, 'method-not-allowed'],
      [405, 'method-not-allowed'],
    ]);
    for (const { body } of refused) expect(body.detail).toMatch(/POST|application\/json/);
    expect(refused[1]?.headers.get('allow')).toBe('GET, POST');
  });

  test('one part that is refused leaves the others', async () => {
    const told = await ask(h, `{ account { name } booking(id: "bkg_01kav0h2e6f8w9x3m5n7p9q1r3") { id } }`, guest);
    expect(told).toMatchObject({ data: { account: { name: 'Ada' }, booking: null }, codes: ['not-found'] });
  });
});
