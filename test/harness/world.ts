import { createHash } from 'node:crypto';
import pg from 'pg';
import { Faults } from '../../local/faults.ts';
import { freePort } from '../../local/free-port.ts';
import { type Mailbox, startMailbox } from '../../local/mailbox/index.ts';
import { type Neon, startNeon } from '../../local/neon/index.ts';
import { createDatabase, dropDatabase } from '../../local/postgres/index.ts';
import { type RunningQstash, startQstash } from '../../local/qstash/index.ts';
import { type RunningRedis, startRedis } from '../../local/redis/index.ts';
import { workerVars } from '../../local/stack/vars.ts';
import { type StorageServer, startStorage } from '../../local/storage/index.ts';
import { type RunningStripe, startStripe } from '../../local/stripe/index.ts';
import { startWorker, type Worker } from '../../local/worker/index.ts';
import type { Innkeep } from '../../sdk/src/index.ts';
import { createRevisions } from '../../src/platform/cache/index.ts';
import { AFTER_WORK, ANEW } from './after-work.ts';
import { type Api, createApi, createCheckedClient } from './api.ts';
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
  /** Ends the world but for its Worker, which the next one on this site goes on with. */
  leave(): Promise<Site>;
}

/** A Worker that runs, and the database and ports that it was told of. */
export interface Site {
  worker: Worker;
  database: string;
  ports: Readonly<Record<'clock' | 'neon' | 'redis' | 'qstash' | 'stripe' | 'mailbox' | 'storage', number>>;
}

const START = '2027-03-01T12:00:00.000Z';
const ROUNDS = 50;

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
 * @param options.site that a world with the same settings has left
 */
export async function startWorld(
  { postgres: server, template, redis: redisUrl, bundle }: Ground,
  { start = START, vars: settings, site }: { start?: string; vars?: Record<string, string>; site?: Site } = {},
): Promise<Harness> {
  const database = site?.database ?? `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const databaseUrl = new URL(server);
  databaseUrl.pathname = `/${database}`;
  const ports = site?.ports;
  const clock = await startClock(start, ports?.clock);
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
  const [, neon, redis, qstash, stripe, mailbox, storage] = await Promise.all([
    createDatabase(server, database, { template }),
    startNeon({ port: ports?.neon, faults: faults.db }),
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
  const token = `${redis.token}:${database}`;
  const vars = {
    ...workerVars({
      url,
      webUrl: 'https://stays.example',
      databaseUrl: databaseUrl.toString(),
      neon,
      redis: { ...redis, token },
      qstash,
      stripe,
      mailbox,
      storage,
      secrets,
    }),
    CLOCK_URL: clock.url,
    RATE_LIMITS: 'read=100000,write=100000,sign-in=100000,payment=100000,subject=100000',
    ...settings,
  };
  const stopTelling = tellTime(url, clock);
  const revisions = createRevisions(secrets.INTEGRATION_SECRET);
  let given = { at: Number.NaN, revision: Promise.resolve('') };
  const revision = () => {
    if (given.at !== now()) given = { at: now(), revision: revisions.give(new Date(now())) };
    return given.revision;
  };
  const worker = site?.worker ?? (await startWorker({ ...bundle, port, vars }));
  if (site) await forget(worker, redis.url, token);
  const pool = new pg.Pool({ connectionString: databaseUrl.toString(), max: 4 });
  // One that is closing may still hear that its database is dropped.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  // Whatever is done hands on what follows from it; only what was lost on the way waits for the next sweep.
  async function handOn(): Promise<void> {
    for (let isMoving = true; isMoving; ) {
      const webhooks = await stripe.drain();
      const messages = await qstash.drain();
      await worker.runCron(AFTER_WORK);
      isMoving = webhooks + messages > 0;
    }
  }

  const harness: Harness = {
    api: createApi(url, revision),
    client: (person) => createCheckedClient(url, revision, person?.token),
    url,
    vars,
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
      const client = new pg.Client({ connectionString: databaseUrl.toString() });
      client.on('error', () => {});
      await client.connect();
      return client;
    },
    async drainJobs() {
      for (let round = 0; round < ROUNDS; round += 1) {
        await stripe.drain();
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
    },
    async leave() {
      await end().catch(async (error: unknown) => {
        await worker.close();
        throw error;
      });
      return {
        worker,
        database,
        ports: {
          clock: portOf(clock),
          neon: portOf(neon),
          redis: portOf(redis),
          qstash: portOf(qstash),
          stripe: stripe.port,
          mailbox: portOf(mailbox),
          storage: portOf(storage),
        },
      };
    },
  };
  return harness;

  async function end(): Promise<void> {
    const strange = await mistakenEvents(harness);
    stopTelling();
    await Promise.all([neon, redis, qstash, stripe, mailbox, storage, clock].map((part) => part.close()));
    await pool.end();
    await dropDatabase(server, database);
    if (strange.length > 0) throw new Error(`events that are not what their types say:\n${strange.join('\n')}`);
  }
}

/** Lets what a world has left in a Worker and its Redis be forgotten. */
async function forget(worker: Worker, redisUrl: string, token: string): Promise<void> {
  worker.logs.length = 0;
  await fetch(`${redisUrl}/flushall`, { headers: { authorization: `Bearer ${token}` } });
  // A test may have ended it.
  await worker.runCron(ANEW).catch(() => worker.restart());
}

function portOf({ url }: { url: string }): number {
  return Number(new URL(url).port);
}
