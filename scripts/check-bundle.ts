import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startWorker } from '../local/worker/index.ts';
import { buildWorker } from './build.ts';

/**
 * Builds the product's bundle, fails when it is too large or when `wrangler deploy` would upload other files, and reports
 * how long workerd takes to start it.
 */
const LARGEST_GZIP = 600 * 1024;
const STARTS = 10;
const { script, modules, gzipBytes } = await buildWorker({
  entry: 'src/worker.ts',
  outdir: 'dist/worker',
  minify: true,
});
const folder = await mkdtemp(join(tmpdir(), 'innkeep-bundle-'));
const emptyScript = join(folder, 'empty.js');
await writeFile(emptyScript, 'export default { fetch() {}, scheduled() {} };');
const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;

// The best of a few, since what else the machine does only adds to it; an empty Worker's own is workerd's.
const [empty, ours] = [await bestStart(emptyScript, []), await bestStart(script, modules)];
console.log(
  `Bundle ${kib(gzipBytes)} gzip (at most ${kib(LARGEST_GZIP)}); its start takes workerd ${(ours - empty).toFixed(0)} ms more ` +
    `than an empty Worker's ${empty.toFixed(0)} ms.`,
);
const uploaded = join(folder, 'uploaded');
execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--outdir', uploaded], { stdio: 'pipe' });
const files = await readdir(uploaded);
await rm(folder, { recursive: true });
const missing = [script, ...modules].map((path) => basename(path)).filter((file) => !files.includes(file));
if (missing.length > 0) console.error(`wrangler would not upload ${missing.join(', ')}`);
if (gzipBytes > LARGEST_GZIP || missing.length > 0) process.exit(1);

async function bestStart(path: string, others: string[]): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let start = 0; start < STARTS; start += 1) {
    const started = performance.now();
    const worker = await startWorker({ script: path, modules: others, vars: {} });
    best = Math.min(best, performance.now() - started);
    await worker.close();
  }
  return best;
}
