import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { anyListing, anyStay, askAll, createListingWith } from './agreement.ts';
import { placeApart } from './searchable.ts';

let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

// As `npm run search:agreement`, which asks about 10,000 stays.
test('calendar, explanation, quote and search say the same of any stay, under any rules', async () => {
  const outcomes = { had: 0, refused: 0 };
  const run = fc.asyncProperty(anyListing, anyStay, async (listing, stay) => {
    const { point, box } = placeApart();
    const id = await createListingWith(h, host, listing, point);
    const { isHad, differences } = await askAll(h, guest, { id, listing, box }, stay);
    outcomes[isHad ? 'had' : 'refused'] += 1;
    expect(differences).toEqual([]);
  });
  await fc.assert(run, { numRuns: 150 });
  expect(Math.min(outcomes.had, outcomes.refused)).toBeGreaterThan(25);
}, 300_000);
