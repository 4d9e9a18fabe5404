import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { freePort } from '../local/free-port.ts';
import { workerdConfig } from '../local/worker/config.ts';
import type { Bundle } from '../scripts/build.ts';
import { limitPolicies } from '../src/platform/http/rate-limit.ts';
import { startBaseline } from './baseline.ts';
import { type Child, startChild } from './child.ts';

const data = join(import.meta.dirname, '.data');
const { default: workerd }: { default: string } = createRequire(import.meta.url)('workerd');
/** The bench measures what the service does, not how it refuses. */
const NO_LIMITS = Object.keys(limitPolicies)
  .map((policy) => `${policy}=999999999`)
  .join();

export const serviceNames = ['django', 'node', 'workerd', 'hono-node', 'hono-workerd'] as const;
export type ServiceName = (typeof serviceNames)[number];
export interface Service extends Child {
  name: ServiceName;
  port: number;
}

const Vars = z
  .object({
    ACCESS_TOKEN_KEYS: z.string(),
    PUBLIC_URL: z.string(),
    STRIPE_URL: z.string(),
    STRIPE_SECRET_KEY: z.string(),
  })
  .catchall(z.string());
type Vars = z.output<typeof Vars>;

export interface StandIns {
  /** Innkeep's settings, but for the database. */
  vars: Vars;
  neon: Child & { port: number };
  vendors: Child;
  /** What was asked of Redis, in requests, and of the queue, in messages, since the start. */
  asked(): Promise<{ redis: number; messages: number }>;
  close(): Promise<void>;
}

export async function startStandIns(): Promise<StandIns> {
  const [neonPort, port] = [await freePort(), await freePort()];
  const file = join(data, 'vars.json');
  await mkdir(data, { recursive: true });
  const script = join(import.meta.dirname, 'stand-ins.ts');
  const start = (name: string, listens: number, args: string[]) =>
    startChild({ name, command: process.execPath, args: [script, ...args], port: listens, env: {} });
  const [neon, vendors] = await Promise.all([
    start('neon', neonPort, ['neon', String(neonPort)]),
    start('vendors', port, ['vendors', String(port), file]),
  ]);
  return {
    vars: {
      ...Vars.parse(JSON.parse(await readFile(file, 'utf8'))),
      RATE_LIMITS: NO_LIMITS,
    },
    neon: { ...neon, port: neonPort },
    vendors,
    asked: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      return z.object({ redis: z.number(), messages: z.number() }).parse(await answer.json());
    },
    close: async () => {
      await Promise.all([neon.close(), vendors.close()]);
    },
  };
}

export interface Built {
  worker: Bundle;
  /** The bare Hono route's. */
  ceiling: Bundle;
}

/**
 * Starts each service on its own port, on the database at `databaseUrl`, or through the Neon at `neonPort`, which reaches it
 * at `neonsUrl`.
 */
export async function startServices(options: {
  names: readonly ServiceName[];
  built: Built;
  vars: Vars;
  databaseUrl: string;
  neonPort: number;
  neonsUrl: string;
}): Promise<Service[]> {
  const { names, built, databaseUrl, neonPort, neonsUrl } = options;
  const vars = {
    ...options.vars,
    DATABASE_URL: databaseUrl,
    NEON_ENDPOINT: `http://127.0.0.1:${neonPort}/sql`,
  };
  const node = (name: string, script: string, port: number) =>
    startChild({
      name,
      command: process.execPath,
      args: [resolve(script)],
      port,
      env: { ...vars, PORT: String(port) },
    });
  const starts: Record<ServiceName, (port: number) => Promise<Child>> = {
    django: (port) =>
      startBaseline(port, {
        databaseUrl,
        stripeUrl: options.vars.STRIPE_URL,
        stripeKey: options.vars.STRIPE_SECRET_KEY,
      }),
    node: (port) => node('node', 'dist/node/server.js', port),
    workerd: (port) => startWorkerd('workerd', built.worker, { ...vars, DATABASE_URL: neonsUrl }, port),
    'hono-node': (port) => node('hono-node', 'bench/ceiling/node.ts', port),
    'hono-workerd': (port) => startWorkerd('hono-workerd', built.ceiling, { ...vars, DATABASE_URL: neonsUrl }, port),
  };
  return Promise.all(
    names.map(async (name) => {
      const port = await freePort();
      return { ...(await starts[name](port)), name, port };
    }),
  );
}

async function startWorkerd(name: string, { script, modules }: Bundle, vars: Record<string, string>, port: number) {
  const file = join(data, `${name}.capnp`);
  await writeFile(
    file,
    workerdConfig({ script, modules: modules.map((path) => resolve(path)), vars: Object.keys(vars) }),
  );
  const sockets = [`http=127.0.0.1:${port}`, `cron=127.0.0.1:${await freePort()}`].map((at) => `--socket-addr=${at}`);
  const args = ['serve', '--experimental', '--import-path=/', ...sockets, file];
  return startChild({ name, command: workerd, args, port, env: vars });
}
