import { join, resolve } from 'node:path';
import { migrate } from '../../migrations/migrate.ts';
import { buildWorker, copyAssets } from '../../scripts/build.ts';
import { buildGraphiql } from '../graphiql/index.ts';
import { startMailbox } from '../mailbox/index.ts';
import { startNeon } from '../neon/index.ts';
import { startPostgres } from '../postgres/index.ts';
import { startQstash } from '../qstash/index.ts';
import { startRedis } from '../redis/index.ts';
import { startStorage } from '../storage/index.ts';
import { startStripe } from '../stripe/index.ts';
import { startWorker } from '../worker/index.ts';
import { startCommand } from './command.ts';
import { onUsualPort } from './ports.ts';
import { loadSecrets } from './secrets.ts';
import { workerVars } from './vars.ts';

const DATABASE = 'innkeep';
const ASSETS = 'dist/assets';
/** Where the marketplace's own front end would run. */
const WEB_URL = 'http://localhost:3000';

/** Everything that a marketplace runs on, on this machine. */
interface Stack {
  /** Name, address and a remark of each part, as a person would want them listed. */
  parts: { name: string; url: string; remark?: string }[];
  url: string;
  /** What the clock brings the Worker every minute; a process of Node or Deno has a timer of its own. */
  runCron(): Promise<void>;
  databaseUrl: string;
  /** What shifts the shown points, for those who write listings to the database themselves. */
  locationSecret: string;
  mailboxUrl: string;
  stripe: { url: string; publishableKey: string };
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL (data kept in `folder`), the stand-ins and the built Worker, and migrates. A part that fails to
 * start stops those that did.
 * @param options.command what serves instead of the Worker, started with the settings in its environment
 */
export async function startStack(options: {
  folder: string;
  say: (line: string) => void;
  command?: readonly string[];
}): Promise<Stack> {
  const { folder, say, command = [] } = options;
  const started: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of started.splice(0).toReversed()) await part.close();
  };
  async function start<T extends { close(): Promise<void> }>(
    part: Parameters<typeof onUsualPort>[0],
    run: (port: number) => Promise<T>,
  ) {
    const running = await onUsualPort(part, run, say);
    started.push(running);
    return running;
  }
  try {
    const bundle = buildWorker({ entry: 'src/worker.ts', outdir: 'dist/worker', minify: false });
    const assets = Promise.all([copyAssets(ASSETS), buildGraphiql(ASSETS)]);
    const dataDir = join(folder, 'postgres');
    const [postgres, redis, qstash, mailbox, storage, secrets] = await Promise.all([
      start('postgres', (port) => startPostgres({ dataDir, port })),
      start('redis', (port) => startRedis({ port, redisUrl: process.env.REDIS_URL })),
      start('qstash', (port) => startQstash({ port, autorun: true })),
      start('mailbox', (port) => startMailbox({ port })),
      start('storage', (port) => startStorage({ port, dataDir: join(folder, 'storage') })),
      loadSecrets(join(folder, 'secrets.json')),
    ]);
    const databaseUrl = postgres.url(DATABASE);
    await createDatabaseOnce(postgres, DATABASE);
    await migrate(databaseUrl);
    const neon = await start('neon', (port) => startNeon({ port }));
    const stripe = await start('stripe', (port) => startStripe({ port, autorun: true }));
    const { script, modules } = await bundle;
    await assets;
    const service = await start('worker', async (port) => {
      const url = `http://127.0.0.1:${port}`;
      const { TEST_ORIGINS } = process.env;
      const vars = {
        ...workerVars({
          url,
          webUrl: WEB_URL,
          databaseUrl,
          neon,
          redis,
          qstash,
          stripe,
          mailbox,
          storage,
          secrets,
        }),
        SANDBOX: 'true',
        ...(TEST_ORIGINS === undefined ? {} : { TEST_ORIGINS }),
      };
      if (command.length > 0) {
        const envFile = join(folder, 'settings.env');
        return startCommand({ command, url, env: { ...vars, PORT: String(port) }, envFile, say });
      }
      const worker = await startWorker({ script, modules, assets: resolve(ASSETS), port, vars, hear: say });
      return { ...worker, runCron: () => worker.runCron('* * * * *') };
    });
    stripe.webhooks.url = `${service.url}/webhooks/stripe`;
    return {
      url: service.url,
      runCron: service.runCron,
      databaseUrl,
      locationSecret: secrets.LOCATION_SECRET,
      mailboxUrl: mailbox.url,
      stripe: { url: stripe.url, publishableKey: stripe.publishableKey },
      parts: [
        { name: 'Innkeep', url: service.url, remark: command.join(' ') || 'the Worker, in workerd' },
        { name: 'Reference', url: `${service.url}/docs` },
        { name: 'GraphiQL', url: `${service.url}/graphiql` },
        { name: 'PostgreSQL', url: databaseUrl, remark: `data kept in ${dataDir}` },
        { name: 'Neon', url: neon.url, remark: 'its HTTP protocol, before that PostgreSQL' },
        {
          name: 'Upstash',
          url: redis.url,
          remark: redis.mode === 'redis' ? 'before a real Redis' : 'in memory: no Redis was found',
        },
        { name: 'QStash', url: qstash.url },
        { name: 'Stripe', url: stripe.url, remark: 'test cards only' },
        { name: 'Mailbox', url: mailbox.url, remark: 'what was sent, to read' },
        { name: 'Photos', url: storage.url },
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function createDatabaseOnce(postgres: Awaited<ReturnType<typeof startPostgres>>, name: string): Promise<void> {
  try {
    await postgres.createDatabase(name);
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === '42P04';
    if (!exists) throw error;
  }
}
