import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Faults } from '../../local/faults.ts';
import { freePort } from '../../local/free-port.ts';
import { type Mailbox, startMailbox } from '../../local/mailbox/index.ts';
import { createPools, type Neon, type Pools, startNeon } from '../../local/neon/index.ts';
import { createDatabase, dropDatabase } from '../../local/postgres/index.ts';
import { type RunningQstash, startQstash } from '../../local/qstash/index.ts';
import { type RunningRedis, startRedis } from '../../local/redis/index.ts';
import { workerVars } from '../../local/stack/vars.ts';
import { type StorageServer, startStorage } from '../../local/storage/index.ts';
import { type RunningStripe, startStripe } from '../../local/stripe/index.ts';
import { startWorker, type Worker } from '../../local/worker/index.ts';
import type { Innkeep } from '../../sdk/src/index.ts';
import { createRevisions } from '../../src/platform/cache/index.ts';
import { limitPolicies } from '../../src/platform/http/rate-limit.ts';
import { until } from '../../src/platform/until.ts';
import { AFTER_WORK, ANEW } from './after-work.ts';
import { type Api, createApi, createCheckedClient } from './api.ts';
import { type Beginning, beginningOf, clean, OWN } from './clean.ts';
import { type Clock, startClock } from './clock.ts';
import { mistakenEvents } from './events.ts';
import { secrets, signingKeys } from './settings.ts';
import { tellTime } from './tell-time.ts';

/** One world to test in: its own database, Worker and stand-ins, all on one clock. */
export interface Harness {
  api: Api;
  /** The generated client as this person, or as nobody. */
  client(person?: { token: string }): Innkeep;
  url: string;
  /** The Worker's settings. */
  vars: Record<string, string>;
  worker: Worker;
  clock: Clock;
  neon: Neon;
  redis: RunningRedis;
  qstash: RunningQstash;
  stripe: RunningStripe;
  mailbox: Mailbox;
  storage: StorageServer;
  faults: { db: Faults; redis: Faults; queue: Faults; stripe: Faults; mail: Faults; storage: Faults };
  /** Asks the database itself, beside the service. */
  sql<Row extends pg.QueryResultRow>(text: string, params?: unknown[]): Promise<Row[]>;
  /** A connection of one's own to the database, for transactions that stay open. */
  connect(): Promise<pg.Client>;
  /** Runs the cron, the queue and Stripe's webhooks until nothing that is due is left; throws when it doesn't settle. */
  drainJobs(): Promise<void>;
  /** Ends the world. */
  close(): Promise<void>;
  /** Ends the world but for what the next one on this site goes on with. */
  leave(): Promise<Site>;
}

/** A Worker that runs and remembers nothing, the ports that it was told of, and its database as in the beginning. */
export interface Site {
  worker: Worker;
  database: Database;
  ports: Readonly<Record<'clock' | 'neon' | 'redis' | 'qstash' | 'stripe' | 'mailbox' | 'storage', number>>;
}

/** A database with the connections to it. */
interface Database {
  name: string;
  /** Those of Neon's stand-in. */
  pools: Pools;
  /** The tests' own. */
  pool: pg.Pool;
  close(): Promise<void>;
}

const START = '2027-03-01T12:00:00.000Z';
const ROUNDS = 50;
/** For statements that are still being acted upon when a world ends. */
const WAIT_MS = 2_000;

/** What worlds share: a server with a migrated template, and a bundle of the Worker. */
export interface Ground {
  /** Connection string of the server's `postgres` database. */
  postgres: string;
  template: string;
  /** Socket of a Redis in which each world has keys of its own; undefined where none is installed. */
  redis: string | undefined;
  bundle: { script: string; modules: string[] };
}

/**
 * Starts a world on this ground.
 * @param options.vars settings of the Worker that differ from the test's defaults
 * @param options.site that another world has left
 */
export async function startWorld(
  { postgres: server, template, redis: redisUrl, bundle }: Ground,
  { start = START, vars: settings = {}, site }: { start?: string; vars?: Record<string, string>; site?: Site } = {},
): Promise<Harness> {
  const database = site?.database ?? (await openDatabase(server, template));
  const { pool, pools } = database;
  const databaseUrl = urlOf(server, database.name);
  const ports = site?.ports;
  const clock = await startClock(start, settings, ports?.clock);
  const now = () => clock.now();
  const port = site ? Number(new URL(site.worker.url).port) : await freePort();
  const url = `http://127.0.0.1:${port}`;
  const faults = {
    db: new Faults(),
    redis: new Faults(),
    queue: new Faults(),
    stripe: new Faults(),
    mail: new Faults(),
    storage: new Faults(),
  };
  const [neon, redis, qstash, stripe, mailbox, storage] = await Promise.all([
    startNeon({ port: ports?.neon, faults: faults.db, pools }),
    startRedis({ port: ports?.redis, faults: faults.redis, redisUrl, clock: now }),
    startQstash({ port: ports?.qstash, faults: faults.queue, clock: now, ...signingKeys }),
    startStripe({
      port: ports?.stripe,
      faults: faults.stripe,
      clock: now,
      webhookUrl: `${url}/webhooks/stripe`,
      connectWebhookSecret: 'whsec_connect',
    }),
    startMailbox({ port: ports?.mailbox, faults: faults.mail, clock: now }),
    startStorage({ port: ports?.storage, faults: faults.storage, clock: now }),
  ]);
  const token = `${redis.token}:${database.name}`;
  const vars = {
    ...workerVars({
      url,
      webUrl: 'https://stays.example',
      databaseUrl,
      neon,
      redis: { ...redis, token },
      qstash,
      stripe,
      mailbox,
      storage,
      secrets,
    }),
    CLOCK_URL: clock.url,
    RATE_LIMITS: Object.keys(limitPolicies)
      .map((policy) => `${policy}=100000`)
      .join(),
  };
  const stopTelling = tellTime(url, clock);
  const revisions = createRevisions(secrets.INTEGRATION_SECRET);
  let given = { at: Number.NaN, revision: Promise.resolve('') };
  const revision = () => {
    if (given.at !== now()) given = { at: now(), revision: revisions.give(new Date(now())) };
    return given.revision;
  };
  const worker = site?.worker ?? (await startWorker({ ...bundle, port, vars }));
  if (site) worker.logs.length = 0;

  // Whatever is done hands on what follows from it; only what was lost on the way waits for the next sweep.
  async function handOn(): Promise<void> {
    while ((await stripe.drain()) + (await qstash.drain()) > 0) await worker.runCron(AFTER_WORK);
  }

  const harness: Harness = {
    api: createApi(url, revision),
    client: (person) => createCheckedClient(url, revision, person?.token),
    url,
    vars: { ...vars, ...settings },
    worker,
    clock,
    neon,
    redis,
    qstash,
    stripe,
    mailbox,
    storage,
    faults,
    async sql<Row extends pg.QueryResultRow>(text: string, params: unknown[] = []) {
      // What has parameters is one statement: prepared, it is planned once, and rules are asked time and again.
      const name = params.length > 0 ? createHash('sha1').update(text).digest('hex') : undefined;
      return (await pool.query<Row>({ name, text, values: params })).rows;
    },
    async connect() {
      const client = new pg.Client({ connectionString: databaseUrl, application_name: OWN });
      client.on('error', () => {});
      await client.connect();
      return client;
    },
    async drainJobs() {
      for (let round = 0; round < ROUNDS; round += 1) {
        // The queue brings what is due before a sweep takes it for lost.
        await handOn();
        await worker.runCron('* * * * *', clock.now());
        await handOn();
        const [open] = await harness.sql<{ jobs: number }>(
          'select count(*)::int as jobs from jobs where done_at is null and run_at <= $1',
          [new Date(clock.now())],
        );
        if (open?.jobs === 0) return;
      }
      const left = await harness.sql(
        'select kind, attempts, last_error from jobs where done_at is null and run_at <= $1',
        [new Date(clock.now())],
      );
      throw new Error(`jobs did not settle: ${JSON.stringify(left)}\n${worker.logs.slice(-20).join('\n')}`);
    },
    async close() {
      await worker.close();
      await end();
      await database.close();
    },
    async leave() {
      const used = {
        clock: portOf(clock),
        neon: portOf(neon),
        redis: portOf(redis),
        qstash: portOf(qstash),
        stripe: stripe.port,
        mailbox: portOf(mailbox),
        storage: portOf(storage),
      };
      try {
        for (const each of Object.values(faults)) each.reset();
        // A test may have ended it.
        await worker.runCron(ANEW).catch(() => worker.restart());
        await fetch(`${redis.url}/flushall`, { headers: { authorization: `Bearer ${token}` } });
        await end();
        // Whoever came late has begun the service anew by the clock that is gone now.
        await worker.runCron(ANEW);
        return { worker, ports: used, database: await asInTheBeginning(database, server, template) };
      } catch (error) {
        await Promise.all([worker.close(), database.close()]);
        throw error;
      }
    },
  };
  return harness;

  async function end(): Promise<void> {
    const strange = await mistakenEvents(harness);
    stopTelling();
    await Promise.all([neon, redis, qstash, stripe, mailbox, storage, clock].map((part) => part.close()));
    if (strange.length > 0) throw new Error(`events that are not what their types say:\n${strange.join('\n')}`);
  }
}

let beginning: Beginning | undefined;

async function openDatabase(
  server: string,
  template: string,
  name = `test_${randomUUID().replaceAll('-', '')}`,
): Promise<Database> {
  await createDatabase(server, name, { template });
  const pool = new pg.Pool({ connectionString: urlOf(server, name), max: 4 });
  // One that is closing may still hear that its database is dropped.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  beginning ??= await beginningOf(pool);
  const pools = createPools({ prepares: true });
  return {
    name,
    pool,
    pools,
    close: async () => {
      await Promise.all([pool.end(), pools.close()]);
      await dropDatabase(server, name);
    },
  };
}

async function asInTheBeginning(database: Database, server: string, template: string): Promise<Database> {
  await until(() => !database.pools.isBusy, WAIT_MS);
  if (!database.pools.isBusy && beginning && (await clean(database.pool, beginning))) return database;
  await database.close();
  return openDatabase(server, template, database.name);
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

function portOf({ url }: { url: string }): number {
  return Number(new URL(url).port);
}
