import type pg from 'pg';

/** One statement, prepared under this name, asked with each of these parameters once. */
export interface Case {
  name: string;
  text: string;
  asked: readonly unknown[][];
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

/** So many clients, each asking as soon as it was answered, once each has asked all of its own. */
export async function measureCase(pool: pg.Pool, { name, text, asked }: Case, clients: number): Promise<Times> {
  const shares = Array.from({ length: clients }, (_, client) => asked.filter((_, index) => index % clients === client));
  const askAll = () => Promise.all(shares.map((share) => run(pool, { name, text }, share)));
  await askAll();
  const started = performance.now();
  const runs = await askAll();
  const took = performance.now() - started;
  const calls = runs.flat();
  const times = calls.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const quantile = (share: number) => times[Math.floor((times.length - 1) * share)] ?? Number.NaN;
  return {
    p50: quantile(0.5),
    p99: quantile(0.99),
    rate: (1000 * calls.length) / took,
    buffers: await buffersOf(pool, text, asked.slice(0, COUNTED)),
    found: calls.reduce((sum, { found }) => sum + found, 0) / calls.length,
  };
}

async function run(
  pool: pg.Pool,
  statement: Pick<Case, 'name' | 'text'>,
  asked: Case['asked'],
): Promise<{ ms: number; found: number }[]> {
  const client = await pool.connect();
  const times: { ms: number; found: number }[] = [];
  for (const values of asked) {
    const start = performance.now();
    const { rows } = await client.query({ ...statement, values });
    times.push({ ms: performance.now() - start, found: rows.length });
  }
  client.release();
  return times;
}

async function buffersOf(pool: pg.Pool, text: string, asked: Case['asked']): Promise<number> {
  const client = await pool.connect();
  let sum = 0;
  for (const values of asked) {
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, values);
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
    sum += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  client.release();
  return sum / asked.length;
}
