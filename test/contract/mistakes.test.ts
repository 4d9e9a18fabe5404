import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

let h: Harness;
let host: Person;
let listing: string;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h, { roles: ['support'] });
  listing = `/v1/listings/${await createListing(h, host)}`;
});
afterAll(() => h.close());

/** What is told of a body's mistakes, by their pointers; of a query's, by their parameters. */
async function toldOf(method: string, path: string, input: object): Promise<[string, string][]> {
  const given = method === 'GET' ? { query: input as Record<string, string> } : { body: input };
  const { status, body } = await h.api(method, path, { token: host.token, ...given });
  expect(status).toBe(422);
  const at = method === 'GET' ? 'parameter' : 'pointer';
  return body.errors.map((error: Record<string, string>) => [error[at], error.detail]);
}

test('what is missing is said to be, with what it has to be', async () => {
  expect(await toldOf('POST', `${listing}/quotes`, {})).toEqual([
    ['/checkIn', 'is missing: expected string'],
    ['/checkOut', 'is missing: expected string'],
    ['/party', 'is missing: expected object'],
  ]);
  const lacking = await toldOf('POST', '/v1/listings', { title: 'Loft', capacity: 2 });
  expect(lacking).toEqual([['/roomType', expect.stringContaining('expected one of "entire_home"')]]);
});

test('a part of a whole is said to be just that, and a parameter that is no number not to be a text', async () => {
  expect(await toldOf('PATCH', listing, { bedrooms: 1.5, capacity: '4' })).toEqual([
    ['/capacity', 'Invalid input: expected number, received string'],
    ['/bedrooms', 'is not a whole number'],
  ]);
  expect(await toldOf('GET', '/v1/bookings', { limit: 'abc' })).toEqual([['limit', 'is not a number']]);
});

test('of a list in one parameter it is told which part is meant', async () => {
  const told = await toldOf('GET', '/v1/search', { box: '1,2,3', amenities: 'wifi,gold' });
  expect(told).toEqual([
    ['box', 'part 4: is missing: expected number'],
    ['amenities', expect.stringMatching(/^part 2: Invalid option: expected one of "wifi"/)],
  ]);
});

test('of dates that are none nothing more is told, as whether one is after the other', async () => {
  const form = 'is not a calendar date of the form YYYY-MM-DD';
  const dates = { checkIn: '2027-13-45', checkOut: '12/06/2027' };
  expect(await toldOf('POST', `${listing}/quotes`, { ...dates, party: { adults: 2 } })).toEqual([
    ['/checkIn', form],
    ['/checkOut', form],
  ]);
  expect(await toldOf('POST', `${listing}/closures`, { start: '2027-06-31', end: '2027-06-05' })).toEqual([
    ['/start', form],
  ]);
  // A search looks at the rest all the same.
  expect(await toldOf('GET', '/v1/search', { checkIn: 'tomorrow', box: '1,2,3,4' })).toEqual([
    ['checkIn', form],
    ['checkOut', 'is needed with checkIn'],
  ]);
});

test('an instant with an offset is told the form that is taken', async () => {
  const path = '/v1/bookings/bkg_01kav0h2e6f8w9x3m5n7p9q1r3/refund-preview';
  expect(await toldOf('GET', path, { at: '2027-06-12T17:00:00+02:00' })).toEqual([
    ['at', 'is not an instant in UTC, as 2027-06-12T15:00:00Z'],
  ]);
});
