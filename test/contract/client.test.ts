import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../sdk/src/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
  guest = await createPerson(h, { name: 'Ada' });
});
afterAll(() => h.close());

describe('the generated client', () => {
  test('plays a stay from the calendar to its quote with nothing but its own types', async () => {
    const id = await createListing(h, host);
    const closed = await h.client(host).closures.create({
      path: { id },
      body: { start: '2027-06-01', end: '2027-06-03' },
    });
    expect(closed.data?.closure).toMatchObject({ listingId: id, source: 'host' });
    const calendar = await h.client().calendars.get({ path: { id }, query: { from: '2027-06-01', to: '2027-06-05' } });
    expect(calendar.data?.nights.map((night) => night.state)).toEqual(['closed', 'closed', 'open', 'open']);
    const quote = await h.client(guest).quotes.create({
      path: { id },
      body: { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 } },
    });
    expect(quote.data?.totals.guestPays).toBeGreaterThan(200_00);
  });

  test('resolves with the problem of a refusal, its codes known to the compiler', async () => {
    const { data, error } = await h.client(guest).calendars.get({
      path: { id: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3' },
      query: { from: '2027-06-01', to: '2027-06-05' },
    });
    const code: 'not-found' | 'invalid-input' | 'rate-limited' | 'internal' | 'database-unavailable' | undefined =
      error?.code;
    expect({ data, code }).toEqual({ data: undefined, code: 'not-found' });
  });

  test('sends every write with a key of its own, and a key that the caller names as it is', async () => {
    const id = await createListing(h, host);
    const close = (headers?: { 'Idempotency-Key': string }) =>
      h.client(host).closures.create({
        path: { id },
        body: { start: '2027-07-01', end: '2027-07-03' },
        ...(headers && { headers }),
      });
    const key = { 'Idempotency-Key': randomUUID() };
    const [first, second] = [await close(key), await close(key)];
    expect(second.data).toEqual(first.data);
    expect(second.response?.headers.get('idempotent-replayed')).toBe('true');
    expect((await close()).data?.closure.id).not.toBe(first.data?.closure.id);
  });

  test('asks for the access token that is good now', async () => {
    let token: string | undefined = guest.token;
    const client = createClient({ baseUrl: h.url, token: async () => token });
    expect((await client.accounts.get()).data?.id).toBe(guest.id);
    token = host.token;
    expect((await client.accounts.get()).data?.id).toBe(host.id);
    token = undefined;
    expect((await client.accounts.get()).error?.code).toBe('unauthenticated');
  });
});
