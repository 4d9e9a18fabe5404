import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../local/worker/index.ts';
import type { Bundle } from '../scripts/build.ts';

const STARTS = 5;

/** What workerd takes longer to start this than to start an empty Worker, in ms: the best of a few each. */
export async function startUp({ script, modules }: Bundle): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'innkeep-bench-'));
  const empty = join(folder, 'empty.js');
  await writeFile(empty, 'export default { fetch() {}, scheduled() {} };');
  const ms = (await bestStart(script, modules)) - (await bestStart(empty, []));
  await rm(folder, { recursive: true });
  return ms;
}

async function bestStart(script: string, modules: string[]): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let start = 0; start < STARTS; start += 1) {
    const started = performance.now();
    const worker = await startWorker({ script, modules, vars: {} });
    best = Math.min(best, performance.now() - started);
    await worker.close();
  }
  return best;
}
