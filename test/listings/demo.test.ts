import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { demoAccounts, seedDemo } from '../../scripts/demo.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { secrets } from '../harness/settings.ts';

let h: Harness;
let settings: { databaseUrl: string; locationSecret: string };
beforeAll(async () => {
  h = await startHarness();
  const [row] = await h.sql<{ name: string }>('select current_database() as name');
  const url = new URL(inject('postgres'));
  url.pathname = `/${row?.name}`;
  settings = { databaseUrl: url.toString(), locationSecret: secrets.LOCATION_SECRET };
});
afterAll(() => h.close());

test('the demo is 520 published listings in 10 cities, in many currencies and time zones, and a second run changes nothing', async () => {
  expect(await seedDemo(settings)).toBe(520);
  const figures = () =>
    h.sql(`select count(*)::int as listings, count(distinct currency)::int as currencies,
      count(distinct time_zone)::int as zones, sum(version)::int as versions,
      (select count(*)::int from search_rows) as found, (select count(*)::int from events) as events from listings`);
  const before = await figures();
  expect(before).toMatchObject([{ listings: 520, currencies: 9, zones: 10, found: 520 }]);
  expect(await seedDemo(settings)).toBe(0);
  expect(await figures()).toEqual(before);
});

test('sorted by price all of the demo is found, as its currencies have rates, and a quote is shown in another one', async () => {
  const query = { sort: 'price', priceCurrency: 'USD', limit: 100 };
  const found: { id: string; currency: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await h.api('GET', '/v1/search', { query: { ...query, ...(cursor && { cursor }) } });
    found.push(...body.data);
    cursor = body.nextCursor;
  }
  expect(found).toHaveLength(520);
  const { guest, password } = demoAccounts;
  const session = await h.api('POST', '/v1/sessions', { key: null, body: { email: guest.email, password } });
  const stay = { checkIn: '2027-06-12', checkOut: '2027-06-19' };
  const { body: page } = await h.api('GET', '/v1/search', { query: { ...stay, currency: 'ISK', limit: 1 } });
  const body = { ...stay, party: { adults: 1 }, displayCurrency: 'EUR' };
  const quote = await h.api('POST', `/v1/listings/${page.data[0].id}/quotes`, {
    token: session.body.accessToken,
    key: null,
    body,
  });
  expect(quote.body.displayed).toMatchObject({ currency: 'EUR', total: expect.any(Number) });
});

test('demo host, guest and operator sign in with the known password, and the host has a listing in each city', async () => {
  const { host, guest, admin, password } = demoAccounts;
  const signIn = (email: string) => h.api('POST', '/v1/sessions', { key: null, body: { email, password } });
  expect((await signIn(guest.email)).status).toBe(201);
  const operator = await signIn(admin.email);
  expect((await h.api('GET', '/v1/admin/differences', { token: operator.body.accessToken })).status).toBe(200);
  const { body } = await signIn(host.email);
  const own = await h.api('GET', '/v1/me/listings', { token: body.accessToken, query: { state: 'published' } });
  expect(own.body.data).toHaveLength(10);
});

test('a demo listing is one that its own host could have written', async () => {
  const { host, password } = demoAccounts;
  const { body } = await h.api('POST', '/v1/sessions', { key: null, body: { email: host.email, password } });
  const token = body.accessToken;
  const own = await h.api('GET', '/v1/me/listings', { token });
  expect(own.body.data).not.toEqual([]);
  for (const { id } of own.body.data) {
    const edited = await h.api('PATCH', `/v1/listings/${id}`, { token, body: { houseRules: 'No shoes inside.' } });
    expect(edited.status).toBe(200);
  }
});
