import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildNode, buildWorker } from '../scripts/build.ts';
import { BENCH_DAY, startMarket } from './cluster.ts';
import { measureAll } from './measure-all.ts';
import { report } from './report.ts';
import { scenarioNames } from './scenarios.ts';
import { startStandIns } from './services.ts';
import { startUp } from './start-up.ts';

/**
 * Measures Innkeep on Node and on workerd, a Django service and a bare Hono route, on one PostgreSQL and one market, and
 * writes bench/RESULTS.md and its chart: `npm run bench -- [--listings 100000] [--seconds 5]`. All stays on this machine,
 * below bench/.data, where the market is kept for the next run.
 */
const { values } = parseArgs({
  options: {
    listings: { type: 'string', default: '20000' },
    stays: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '5' },
    delays: { type: 'string', default: '1,20,80,150' },
    clients: { type: 'string', default: '1,8,32' },
    scenarios: { type: 'string', default: scenarioNames.join(';') },
    bookings: { type: 'string', default: '100000' },
  },
});
const numbers = (text: string) => text.split(',').filter(Boolean).map(Number);
const listings = Number(values.listings);

const load = loadavg();
const market = await startMarket(BENCH_DAY, {
  listings,
  stays: Number(values.stays),
  bookings: Number(values.bookings),
  baseline: true,
});
const worker = await buildWorker({ entry: 'src/worker.ts', outdir: 'dist/worker', minify: true });
const ceiling = await buildWorker({ entry: 'bench/ceiling/worker.ts', outdir: 'bench/.data/ceiling', minify: true });
await buildNode();
const standIns = await startStandIns();
const seconds = Number(values.seconds);
const about = {
  listings,
  bookings: Number(values.bookings),
  seconds,
  filledIn: market.filledIn,
  gzipBytes: worker.gzipBytes,
  startUp: await startUp(worker),
  load,
  command: `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
};
try {
  await measureAll({
    market,
    standIns,
    built: { worker, ceiling },
    today: BENCH_DAY,
    seconds,
    clients: numbers(values.clients),
    delays: numbers(values.delays),
    scenarios: scenarioNames.filter((name) => values.scenarios.split(';').includes(name)),
    say: (line) => console.log(line),
    // A run that is cut leaves what it had.
    keep: async (results) => {
      const run = { ...about, results };
      await writeFile(join(import.meta.dirname, '.data', `results-${listings}.json`), JSON.stringify(run, null, 1));
      await report(run);
    },
  });
} finally {
  await standIns.close();
  await market.postgres.close();
}
