import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startGround } from '../test/harness/ground.ts';
import { createPerson } from '../test/harness/people.ts';
import { startWorld } from '../test/harness/world.ts';
import { anyListing, anyStay, askAll, createListingWith } from '../test/search/agreement.ts';
import { placeApart } from '../test/search/searchable.ts';

/**
 * `npm run search:agreement [-- --listings 2000 --stays 5 --seed 1]`: asks calendar, explanation, quote and search about
 * random stays at listings with random rules, and prints where they differ.
 */
const { values } = parseArgs({
  options: {
    listings: { type: 'string', default: '2000' },
    stays: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const [count, stays, seed] = [Number(values.listings), Number(values.stays), Number(values.seed)];
const AT_ONCE = 4;

const started = Date.now();
const ground = await startGround();
const h = await startWorld(ground);
try {
  const [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
  const cases = fc.sample(fc.tuple(anyListing, fc.array(anyStay, { minLength: stays, maxLength: stays })), {
    numRuns: count,
    seed,
  });
  const told: string[] = [];
  const outcomes = { had: 0, refused: 0 };
  const ask = async () => {
    for (let next = cases.pop(); next !== undefined; next = cases.pop()) {
      const [listing, asked] = next;
      const { point, box } = placeApart();
      const id = await createListingWith(h, host, listing, point);
      for (const stay of asked) {
        const { isHad, differences } = await askAll(h, guest, { id, listing, box }, stay);
        outcomes[isHad ? 'had' : 'refused'] += 1;
        told.push(...differences.map((text) => `${JSON.stringify({ listing, stay })}\n  ${text}`));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  const mistaken = await h.sql('select * from mistaken_search_rows(array(select id from listings))');
  const { had, refused } = outcomes;
  console.log(
    `${had + refused} stays at ${count} listings, seed ${seed}: ${had} can be had, ${refused} not; ` +
      `${told.length} differences, ${mistaken.length} mistaken rows, ${Math.round((Date.now() - started) / 1000)} s`,
  );
  for (const one of told) console.log(one);
  process.exitCode = told.length + mistaken.length === 0 ? 0 : 1;
} finally {
  await h.close();
  await ground.close();
}
