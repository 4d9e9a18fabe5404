import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
  guest = await createPerson(h);
});
afterAll(() => h.close());

test.each([0, 1, 100_000_000])('a stay of a night at %i is refused before its nights are held', async (nightly) => {
  const id = await createListing(h, host, { base_nightly: 10_000, weekend_nightly: null, cleaning_fee: 0 });
  const ranges = [{ start: '2027-06-01', end: '2027-06-02', nightly }];
  await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body: { ranges } });
  const answer = await h.api('POST', `/v1/listings/${id}/quotes`, {
    token: guest.token,
    key: null,
    body: { checkIn: '2027-06-01', checkOut: '2027-06-02', party: { adults: 1 } },
  });
  expect(answer).toMatchObject({ status: 422, body: { code: 'amount-not-chargeable' } });
});
