import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pg from 'pg';

/** One statement, prepared under this name, asked with each of these parameters once. */
export interface Asked {
  name: string;
  text: string;
  asked: readonly (readonly string[])[];
}

export interface Times {
  /** In ms. */
  p50: number;
  p99: number;
  /** Answered, a second. */
  rate: number;
  /** Pages of 8 KB that one call reads, on average. */
  buffers: number;
  /** Rows, on average. */
  found: number;
}

/** Of how many calls the buffers are counted. */
const COUNTED = 100;

/** So many clients, each on a thread of its own and asking as soon as it was answered, once each has asked all of its own. */
export async function measureCase(url: string, { name, text, asked }: Asked, clients: number): Promise<Times> {
  const threads = Array.from({ length: clients }, (_, client) => {
    const share = asked.filter((_, index) => index % clients === client);
    return new Worker(new URL('client.ts', import.meta.url), { workerData: { url, name, text, asked: share } });
  });
  const hearAll = () => Promise.all(threads.map((thread) => once(thread, 'message')));
  const askAll = () => {
    for (const thread of threads) thread.postMessage('ask');
    return hearAll();
  };
  try {
    await hearAll();
    await askAll();
    const started = performance.now();
    const runs: { ms: number; found: number }[][][] = await askAll();
    const took = performance.now() - started;
    const calls = runs.flat(2);
    const times = calls.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const quantile = (share: number) => times[Math.floor((times.length - 1) * share)] ?? Number.NaN;
    return {
      p50: quantile(0.5),
      p99: quantile(0.99),
      rate: (1000 * calls.length) / took,
      buffers: await buffersOf(url, text, asked.slice(0, COUNTED)),
      found: calls.reduce((sum, { found }) => sum + found, 0) / calls.length,
    };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

async function buffersOf(url: string, text: string, asked: Asked['asked']): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  // What a connection reads the first time is the catalogue.
  for (const values of asked.slice(0, 1)) await client.query(text, [...values]);
  let sum = 0;
  for (const values of asked) {
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, [...values]);
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
    sum += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  await client.end();
  return sum / asked.length;
}
