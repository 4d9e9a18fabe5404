import { startWorker } from '../local/worker/index.ts';
import { buildWorker } from './build.ts';

/** Builds the product's bundle, fails when it is too large, and reports how long workerd takes to start it. */
const LARGEST_GZIP = 600 * 1024;
const { script, modules, gzipBytes } = await buildWorker({
  entry: 'src/worker.ts',
  outdir: 'dist/worker',
  minify: true,
});
const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;

const started = performance.now();
const worker = await startWorker({ script, modules, vars: {} });
const ms = performance.now() - started;
await worker.close();

console.log(
  `Bundle ${kib(gzipBytes)} gzip (at most ${kib(LARGEST_GZIP)}); workerd answers ${ms.toFixed(0)} ms after its start.`,
);
if (gzipBytes > LARGEST_GZIP) process.exit(1);
