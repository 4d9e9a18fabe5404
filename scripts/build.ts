import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** A bundle on disk: the entry's `script`, and the WebAssembly `modules` it imports, beside it. Sizes are of all of them, in bytes. */
export type Bundle = { script: string; modules: string[]; bytes: number; gzipBytes: number };

/**
 * Bundles a Worker as `wrangler deploy` does: the same resolution, WebAssembly kept as modules of their own. A file in `outdir` is
 * replaced whole, so that a Worker that starts meanwhile reads the old one or the new one.
 * Throws esbuild's error, which names each place, when something cannot be resolved or parsed.
 */
export async function buildWorker(options: { entry: string; outdir: string; minify: boolean }): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: { worker: options.entry },
    outdir: options.outdir,
    minify: options.minify,
    keepNames: true,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    platform: 'browser',
    external: ['node:*', 'cloudflare:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.wasm': 'copy' },
    assetNames: '[name]-[hash]',
    write: false,
    logLevel: 'silent',
  });
  await mkdir(options.outdir, { recursive: true });
  for (const { path, contents } of outputFiles) {
    const unfinished = `${path}.${process.pid}`;
    await writeFile(unfinished, contents);
    await rename(unfinished, path);
  }
  const script = resolve(options.outdir, 'worker.js');
  return {
    script,
    modules: outputFiles.map(({ path }) => path).filter((path) => path !== script),
    bytes: sum(outputFiles.map(({ contents }) => contents.byteLength)),
    gzipBytes: sum(outputFiles.map(({ contents }) => gzipSync(contents).byteLength)),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Puts the files that are deployed beside the Worker into `outdir`: the reference's script. */
export async function copyAssets(outdir: string): Promise<void> {
  await mkdir(`${outdir}/docs`, { recursive: true });
  const module = fileURLToPath(import.meta.resolve('@scalar/api-reference'));
  await copyFile(join(dirname(module), 'browser/standalone.js'), `${outdir}/docs/scalar.js`);
}

if (import.meta.main) {
  await copyAssets('dist/assets');
  const { script, bytes, gzipBytes } = await buildWorker({
    entry: 'src/worker.ts',
    outdir: 'dist/worker',
    minify: true,
  });
  const kib = (size: number) => `${(size / 1024).toFixed(1)} KiB`;
  console.log(`${script}: ${kib(bytes)}, ${kib(gzipBytes)} gzip`);
}
