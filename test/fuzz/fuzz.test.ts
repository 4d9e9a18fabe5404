import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { operations } from '../contract/operations.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { fuzz } from './fuzz.ts';

// So many of each operation, whichever are drawn more often: with more operations there are more requests.
const COUNT = 14 * operations.length;
const SEED = 20_261_130;

let h: Harness;
let feeds: Feeds;
beforeAll(async () => {
  feeds = await startFeeds();
  h = await startHarness({ vars: { TEST_ORIGINS: feeds.url } });
});
afterAll(async () => {
  await h.close();
  await feeds.close();
});

test(`${COUNT} requests of every kind, seed ${SEED}: no 5xx, no breach of the contract, nothing told to strangers`, async () => {
  const { findings, answers } = await fuzz(h, feeds, { count: COUNT, seed: SEED });
  expect(findings).toEqual([]);
  expect(new Set(answers.keys())).toEqual(new Set(operations.map(({ id }) => id)));
  const succeeded = [...answers].filter(([, statuses]) => [...statuses.keys()].some((status) => status < 300));
  expect(succeeded.length).toBeGreaterThan(operations.length * 0.6);
}, 240_000);
