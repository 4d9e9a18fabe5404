import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import loadArgon2 from '@phi-ag/argon2/node';
import { createApp, crons, onCron } from './app.ts';
import { parseConfig } from './config.ts';
import { HOUR_MS, MINUTE_MS } from './kernel/durations.ts';
import { z } from './kernel/zod.ts';
import { createNodeCache } from './platform/cache/node.ts';
import { pgSend } from './platform/db/pg.ts';
import type { Assets } from './platform/http/docs.ts';
import { createLog } from './platform/log.ts';
import { createPasswordHasher } from './platform/password.ts';
import { createRuntime } from './runtime.ts';

/** The service as a process of Node or Deno, on PostgreSQL's own protocol, bundled: `npm run build`, then `npm start`. */

const Environment = z.object({
  PORT: whole(0, 65_535).default(8787),
  // Of a proxy in front, which must set it itself: its last address is the client's. Without one it is the socket's.
  CLIENT_ADDRESS_HEADER: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header')
    .optional(),
  // Each is taken for as long as PostgreSQL is away, twice for a write: with N ms between them, a connection carries
  // 1,000 / N requests a second at most.
  DATABASE_CONNECTIONS: whole(1, 1_000).default(20),
});
const SWEEP_EVERY_MS = MINUTE_MS;
// Beside the bundle's folder, where the build puts them.
const ASSETS = new URL('../assets/', import.meta.url);

const { PORT, CLIENT_ADDRESS_HEADER, DATABASE_CONNECTIONS, config } = readSettings();
const log = createLog({});
const database = pgSend(config.database.url, { max: DATABASE_CONNECTIONS });
const runtime = createRuntime(
  config,
  database.send,
  createPasswordHasher(await loadArgon2()),
  folderAssets(ASSETS),
  createNodeCache,
);
const app = createApp(runtime);

// Work after answers, and sweeps: the process does not end before them.
const running = new Set<Promise<unknown>>();
function waitUntil(work: Promise<unknown>): void {
  running.add(work);
  work.finally(() => running.delete(work)).catch(() => {});
}
const execution = { waitUntil, passThroughOnException() {}, props: {} };

const listener = getRequestListener((request, { incoming }) => {
  request.headers.set('cf-connecting-ip', addressOf(request, incoming.socket));
  return app.fetch(request, {}, execution);
});
const server = createServer((incoming, outgoing) => waitUntil(listener(incoming, outgoing)));
server.listen(PORT, () => {
  const address = server.address();
  log.info('listening', { port: typeof address === 'object' ? address?.port : undefined });
});
// One that is replaced before an hour is over has done the hour's work all the same.
bring(crons.hour);
const clocks = [every(SWEEP_EVERY_MS, crons.minute), every(HOUR_MS, crons.hour)];
// Told twice, as by npm, which hands on what its whole group was sent, it ends no sooner than what it has begun.
let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    await stop();
  });
}

// Whoever starts the service reads which settings are wrong, and no trace.
function readSettings() {
  try {
    const config = parseConfig(process.env, Environment.safeParse(process.env).error?.issues);
    return { ...Environment.parse(process.env), config };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

// Nothing at all would be read as 0 otherwise, and the process listen on whatever port is free.
function whole(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, 'is no number')
    .transform(Number)
    .pipe(z.int().min(least, `is less than ${least}`).max(most, `is more than ${most}`));
}

// Takes no more requests, finishes those that it has and what follows them, and lets the process end.
async function stop(): Promise<void> {
  for (const clock of clocks) clearInterval(clock);
  // A connection that is kept for a next request would keep the process as well.
  server.keepAliveTimeout = 1;
  await new Promise((resolve) => server.close(resolve));
  while (running.size > 0) await Promise.allSettled(running);
  await database.close();
  log.info('stopped');
}

function every(ms: number, cron: string): NodeJS.Timeout {
  return setInterval(() => bring(cron), ms);
}

// What it throws it has logged.
function bring(cron: string): void {
  waitUntil(onCron(runtime, cron, waitUntil).catch(() => {}));
}

function addressOf(request: Request, socket: Pick<Socket, 'remoteAddress'>): string {
  const told = CLIENT_ADDRESS_HEADER && request.headers.get(CLIENT_ADDRESS_HEADER)?.split(',').at(-1)?.trim();
  return told || (socket.remoteAddress ?? 'unknown');
}

// The routes ask for files that they name themselves.
function folderAssets(folder: URL): Assets {
  return {
    async fetch(request) {
      try {
        return new Response(await readFile(new URL(`.${new URL(request.url).pathname}`, folder)));
      } catch {
        return new Response(null, { status: 404 });
      }
    },
  };
}
