import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { resources } from '../src/platform/stripe/resources.ts';

/** A bundle on disk: the entry's `script`, and the `modules` that it imports, beside it. Sizes are of all of them, in bytes. */
export type Bundle = { script: string; modules: string[]; bytes: number; gzipBytes: number };

/**
 * Bundles a Worker, WebAssembly and what is loaded later kept as modules of their own, as it is tested and as `wrangler deploy` uploads it. A file in
 * `outdir` is replaced whole, so that a Worker that starts meanwhile reads the old one or the new one.
 * Throws esbuild's error, which names each place, when something cannot be resolved or parsed.
 */
export async function buildWorker(options: { entry: string; outdir: string; minify: boolean }): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: { worker: options.entry },
    outdir: options.outdir,
    minify: options.minify,
    // What is minified for size keeps no names either: nothing asks for them.
    keepNames: !options.minify,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    platform: 'browser',
    external: ['node:*', 'cloudflare:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.wasm': 'copy' },
    assetNames: '[name]-[hash]',
    // What is imported only when it is needed is a module of its own: it costs the start nothing.
    splitting: true,
    plugins: [englishOnly, stripeAsCalled, neverCalled],
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

// Zod brings its messages in fifty languages along as one object; we answer in English, and each byte is parsed at each start.
const englishOnly: Plugin = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

// Stripe's client makes every resource of its API, of which we call a few: of the others the bundle has the names alone.
const stripeAsCalled: Plugin = {
  name: 'stripe-as-called',
  setup({ onLoad }) {
    const called = new Set(resources.map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}.js`));
    onLoad({ filter: /[\\/]stripe[\\/]esm[\\/]resources[\\/]/ }, async ({ path }) => {
      if (basename(dirname(path)) === 'resources' && called.has(basename(path))) return undefined;
      const names = (await readFile(path, 'utf8')).matchAll(/^export class (\w+)/gm);
      return { contents: Array.from(names, ([, name]) => `export class ${name} {}`).join('\n') };
    });
  },
};

// What libraries carry along for callers that we are not, since their own code names it: zod's JSON Schema and its parsers made
// of text, Kysely's DDL, other schemas and introspection, Stripe's thin events and decimals, statistics of the rate limits. The
// names alone are kept, and throw when called.
const uncalled = [
  'zod/v4/core/(compile|to-json-schema|json-schema-generator)',
  'zod/v4/classic/(from-json-schema|deep-partial|in-out)',
  'kysely/dist/(schema/[a-z-]+|plugin/with-schema/[a-z-]+|dialect/postgres/postgres-introspector)',
  'stripe/esm/(StripeEventNotificationHandler|Decimal)',
  '@upstash/core-analytics/dist/index',
];

const neverCalled: Plugin = {
  name: 'never-called',
  setup({ onLoad }) {
    const filter = new RegExp(`[\\\\/](${uncalled.join('|').replaceAll('/', '[\\\\/]')})\\.js$`);
    onLoad({ filter }, async ({ path }) => {
      const names = (await readFile(path, 'utf8')).matchAll(
        /^export (?:const|function|class) ([\w$]+)|^export \{ \w+ as (\w+) \}/gm,
      );
      const exported = Array.from(names, ([, own, other]) => `leftOut as ${own ?? other}`);
      const leftOut =
        "function leftOut() { throw new Error('The Worker is bundled without this: see scripts/build.ts.'); }";
      return { contents: `${leftOut} export { ${exported.join(', ')} };` };
    });
  },
};

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Bundles the service and the migrations for Node and Deno: they need the files in `dist/node`, and the assets beside that. */
export async function buildNode(): Promise<void> {
  const outdir = 'dist/node';
  await build({
    entryPoints: { server: 'src/node.ts', migrate: 'scripts/migrate.ts' },
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    platform: 'node',
    // Names that two modules share are told apart by a number: to keep those as well would wrap each function that is made.
    keepNames: false,
    // pg is CommonJS and asks for Node's modules as such; its native sibling is never used.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    external: ['pg-native'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const wasm = fileURLToPath(import.meta.resolve('@phi-ag/argon2/argon2.wasm'));
  await copyFile(wasm, `${outdir}/argon2.wasm`);
  const migrations = (await readdir('migrations')).filter((file) => file.endsWith('.sql'));
  for (const file of migrations) await copyFile(`migrations/${file}`, `${outdir}/${file}`);
}

/**
 * Puts the files that are deployed beside the Worker into `outdir`: the reference's script. It is built whole: what its package
 * was built from, half of all files that `npm ci` would write, is replaced by nothing under `overrides` in package.json.
 */
export async function copyAssets(outdir: string): Promise<void> {
  await mkdir(`${outdir}/docs`, { recursive: true });
  const module = fileURLToPath(import.meta.resolve('@scalar/api-reference'));
  await copyFile(join(dirname(module), 'browser/standalone.js'), `${outdir}/docs/scalar.js`);
}

if (import.meta.main) {
  // All that is there is uploaded.
  await rm('dist/worker', { recursive: true, force: true });
  await copyAssets('dist/assets');
  const { script, bytes, gzipBytes } = await buildWorker({
    entry: 'src/worker.ts',
    outdir: 'dist/worker',
    minify: true,
  });
  const kib = (size: number) => `${(size / 1024).toFixed(1)} KiB`;
  console.log(`${script}: ${kib(bytes)}, ${kib(gzipBytes)} gzip`);
  await buildNode();
  console.log('dist/node: the service and the migrations for Node and Deno');
}
