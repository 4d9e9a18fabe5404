import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** `npm run sdk:build`: the client as a package, `sdk/dist`: one module without imports, its types, its README compiled. */
const FOLDER = 'sdk/dist';

/** Bundles the client into `outdir/index.js`, of which no runtime has to resolve anything. */
export async function bundleSdk(outdir: string): Promise<void> {
  await build({
    entryPoints: { index: 'sdk/src/index.ts' },
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    logLevel: 'silent',
  });
}

/** The README's code as one module: its imports from `from`, all of the rest in a function `readme`. */
export async function readmeModule(from: string): Promise<string> {
  const blocks = [...(await readFile('sdk/README.md', 'utf8')).matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  const code = blocks.join('\n');
  const imports = code.match(/^import .*$/gm) ?? [];
  const body = code.replaceAll(/^import .*$/gm, '');
  return `${imports.join('\n').replaceAll("'@innkeep/sdk'", `'${from}'`)}\n\nexport async function readme() {\n${body}\n}\n`;
}

if (import.meta.main) {
  await rm(FOLDER, { recursive: true, force: true });
  await bundleSdk(FOLDER);
  compile(['-p', 'sdk']);
  // Where the package resolves by its name; what is packed holds no such file.
  const readme = join(FOLDER, 'readme.ts');
  await writeFile(readme, await readmeModule('@innkeep/sdk'));
  compile([
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom,dom.iterable,dom.asynciterable',
    '--types',
    '',
    '--module',
    'nodenext',
    readme,
  ]);
  await rm(readme);
  console.log(`${FOLDER}: the client, its types, and a README that compiles against them.`);
}

function compile(args: string[]): void {
  execFileSync(process.execPath, ['node_modules/typescript-7/bin/tsc', ...args], { stdio: 'inherit' });
}
