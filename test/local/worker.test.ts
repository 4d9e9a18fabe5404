import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Faults, serveWithFaults } from '../../local/faults.ts';
import { startWorker, type Worker } from '../../local/worker/index.ts';
import { type Bundle, buildWorker } from '../../scripts/build.ts';

// In the repository, where its imports resolve.
const folder = join(import.meta.dirname, '../../dist/launcher-test');
const entry = join(folder, 'entry.js');
const vars = { PLAIN: 'text', ODD: 'two\nlines, "quotes", \\ and ü' };

let bundle: Bundle;
let worker: Worker;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(entry, source);
  bundle = await buildWorker({ entry, outdir: join(folder, 'bundle'), minify: true });
  worker = await startWorker({ ...bundle, vars });
});

afterAll(async () => {
  await worker.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${worker.url}${path}`);
const read = async (path: string) => (await get(path)).text();
const pidOf = (running: Worker) => running.pid;

test('the bundle counts its WebAssembly and says what it weighs', () => {
  expect(bundle.modules).toHaveLength(1);
  expect(bundle.bytes).toBeGreaterThan(20_000);
  expect(bundle.gzipBytes).toBeLessThan(bundle.bytes);
});

test('a bundle that cannot be resolved fails with the import’s name', async () => {
  const broken = join(folder, 'broken.js');
  await writeFile(broken, `import './nowhere.js';`);
  await expect(buildWorker({ entry: broken, outdir: join(folder, 'broken'), minify: false })).rejects.toThrow(
    'nowhere.js',
  );
});

test('the worker has its variables, Node’s modules and its WebAssembly', async () => {
  expect(await (await get('/env')).json()).toEqual(vars);
  expect(await read('/sha')).toMatch(/^ca978112/);
  expect(await read('/hash')).toMatch(/^\$argon2id\$v=19\$/);
});

test('what goes wrong in a worker is heard as it happens, and what it says beside it is not', async () => {
  const heard: string[] = [];
  const loud = join(folder, 'loud.js');
  await writeFile(
    loud,
    `export default { fetch() {
      console.log('{"level":"info","event":"request"}');
      console.warn('{"level":"warn","event":"job.failed"}');
      console.error('{"level":"error","event":"failed"}');
      throw new Error('unforeseen');
    } };`,
  );
  const other = await startWorker({ script: loud, modules: [], vars: {}, hear: (line) => heard.push(line) });
  await fetch(other.url);
  await expect.poll(() => heard.join('\n')).toContain('unforeseen');
  await other.close();
  expect(heard.slice(0, 2)).toEqual(['{"level":"warn","event":"job.failed"}', '{"level":"error","event":"failed"}']);
  expect(heard.join()).not.toContain('"request"');
});

test('the worker reaches loopback', async () => {
  const server = await serveWithFaults({
    faults: new Faults(),
    handle: async () => ({ status: 200, body: 'reached' }),
  });
  expect(await read(`/fetch?url=${server.url}`)).toBe('reached');
  await server.close();
});

test('what the worker writes is kept by line', async () => {
  await get('/log');
  await expect.poll(() => worker.logs).toEqual(expect.arrayContaining(['a line 1', 'a complaint']));
});

test('a cron run reaches scheduled() with its time, and its failure is told', async () => {
  await worker.runCron('* * * * *', 1_800_000_000_000);
  expect(await (await get('/scheduled')).json()).toEqual([{ cron: '* * * * *', scheduledTime: 1_800_000_000_000 }]);
  await expect(worker.runCron('fail')).rejects.toThrow('exception');
});

test('a kill cuts off what runs, and a restart serves on the same port without what was in memory', async () => {
  await worker.runCron('* * * * *');
  const pid = pidOf(worker);
  const hanging = get('/hang').then(
    () => 'answered',
    () => 'cut off',
  );
  await get('/env');
  await worker.kill();
  expect(await hanging).toBe('cut off');
  await expect(get('/env')).rejects.toThrow();

  await worker.restart();
  expect(pidOf(worker)).not.toBe(pid);
  expect(await (await get('/scheduled')).json()).toEqual([]);
  await worker.runCron('* * * * *');
});

test('it stops with the run that started it, even one that is killed', async () => {
  const module = join(import.meta.dirname, '../../local/worker/index.ts');
  const script = `
    import { startWorker } from ${JSON.stringify(module)};
    const worker = await startWorker(${JSON.stringify({ ...bundle, vars })});
    console.log(worker.url);
  `;
  const run = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await once(run.stdout, 'data');
  const url = String(output).trim();
  expect((await fetch(`${url}/env`)).status).toBe(200);
  run.kill('SIGKILL');
  await expect
    .poll(() =>
      fetch(url).then(
        () => 'answers',
        () => 'is gone',
      ),
    )
    .toBe('is gone');
});

test('a port in use is named', async () => {
  const squatter = createServer();
  const port = await new Promise<number>((resolve) => {
    squatter.listen(0, '127.0.0.1', () => {
      const address = squatter.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await expect(startWorker({ ...bundle, vars, port })).rejects.toThrow(`Port ${port} is in use.`);
  squatter.close();
});

test('a worker that fails at its start says what it said', async () => {
  const script = join(folder, 'failing.js');
  await writeFile(script, `throw new Error('no such luck');`);
  await expect(startWorker({ script, modules: [], vars })).rejects.toThrow('no such luck');
});

const source = `
import wasm from '@phi-ag/argon2/argon2.wasm';
import Argon2 from '@phi-ag/argon2';
import { createHash } from 'node:crypto';

const scheduled = [];

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case '/env':
        return Response.json(env);
      case '/hash':
        return new Response(new Argon2(new WebAssembly.Instance(wasm)).hash('password', { salt: new Uint8Array(16) }).encoded);
      case '/sha':
        return new Response(createHash('sha256').update('a').digest('hex'));
      case '/fetch':
        return fetch(searchParams.get('url'));
      case '/log':
        console.log('a line', 1);
        console.error('a complaint');
        return new Response();
      case '/scheduled':
        return Response.json(scheduled);
      case '/hang':
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        return new Response();
    }
  },
  async scheduled({ cron, scheduledTime }) {
    if (cron === 'fail') throw new Error('as asked');
    scheduled.push({ cron, scheduledTime });
  },
};
`;
