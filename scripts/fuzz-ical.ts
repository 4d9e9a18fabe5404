import { parseArgs } from 'node:util';
import { fuzzFeeds } from './fuzz-ical/fuzz.ts';

/** Reads and applies mutated calendar feeds: `node scripts/fuzz-ical.ts --cases 100000 --seed 1`. Exits 1 on a failure. */
const { values } = parseArgs({
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const started = performance.now();
const { failures, slowestMs, ...counts } = fuzzFeeds({ cases: Number(values.cases), seed: Number(values.seed) });
const seconds = Math.round((performance.now() - started) / 1000);

console.log({ ...counts, failures: failures.length, slowestMs: Math.round(slowestMs), seconds });
for (const { seed, what } of failures.slice(0, 10)) console.error(`--cases 1 --seed ${seed}: ${what}`);
process.exit(failures.length === 0 ? 0 : 1);
