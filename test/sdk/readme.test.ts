import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnTied } from '../../local/tied-process.ts';
import { startWorker } from '../../local/worker/index.ts';
import { bundleSdk, readmeModule } from '../../scripts/build-sdk.ts';
import { openAccount } from '../accounts/account.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson } from '../harness/people.ts';

let h: Harness;
let folder: string;
beforeAll(async () => {
  h = await startHarness();
  await openAccount(h, 'ada@stays.example');
  folder = await mkdtemp(join(tmpdir(), 'innkeep-sdk-'));
  await bundleSdk(folder);
  const code = await readmeModule('./index.js');
  await writeFile(join(folder, 'readme.ts'), code.replaceAll('https://api.example.com', h.url));
  await writeFile(join(folder, 'run.ts'), `import { readme } from './readme.ts';\nawait readme();\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await h.close();
});

/** Each run of the README books a listing; a later one finds another. */
async function offerListing(): Promise<void> {
  const id = await createListing(h, await createPerson(h), { title: 'House on the dunes' });
  await h.sql('select project_listing($1)', [id]);
}

async function run(command: string, args: string[]): Promise<string> {
  const lines: string[] = [];
  const child = spawnTied(command, args, { stopSignal: 'TERM', env: { ...process.env, NO_COLOR: '1' } });
  child.onLine((line) => lines.push(line));
  const { code } = await child.exited;
  if (code !== 0) throw new Error(lines.join('\n'));
  return lines.join('\n');
}

function expectWholeStory(told: string): void {
  for (const part of [
    /House on the dunes: \d+ USD/,
    'Ada',
    'pay with pi_',
    'Ask for a new quote: quote-used',
    /bkg_\w+ held/,
    '400',
  ]) {
    expect(told).toMatch(part);
  }
}

describe("the README's code does what it says, with the package as it is published,", () => {
  test('on Node', async () => {
    await offerListing();
    expectWholeStory(await run(process.execPath, [join(folder, 'run.ts')]));
  });

  test('on Deno', async () => {
    await offerListing();
    const cpu = process.arch === 'arm64' ? 'arm64' : 'x64';
    const deno = resolve(`node_modules/@deno/linux-${cpu}-glibc/deno`);
    expectWholeStory(await run(deno, ['run', '--no-config', '--allow-net', join(folder, 'run.ts')]));
  });

  test('on Workers', async () => {
    await offerListing();
    const entry = join(folder, 'worker.ts');
    await writeFile(
      entry,
      `import { readme } from './readme.ts';
       export default { async fetch() {
         const lines: string[] = [];
         console.log = (...said) => lines.push(said.join(' '));
         await readme();
         return new Response(lines.join('\\n'));
       } };`,
    );
    await build({
      entryPoints: [entry],
      outfile: join(folder, 'worker.js'),
      bundle: true,
      format: 'esm',
      logLevel: 'silent',
    });
    const worker = await startWorker({ script: join(folder, 'worker.js'), modules: [], vars: {} });
    expectWholeStory(await (await fetch(worker.url)).text());
    await worker.close();
  });
});
