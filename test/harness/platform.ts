import { parseConfig } from '../../src/config.ts';
import type { Ctx } from '../../src/context.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import type { Send } from '../../src/platform/db/index.ts';
import { neonSend } from '../../src/platform/db/neon.ts';
import { type ContextOptions, createContext, type Runtime } from '../../src/platform/http/context.ts';
import { createRuntime } from '../../src/runtime.ts';
import type { Harness } from './index.ts';

/** The product's own platform in this process, on a world's stand-ins and clock: for what no route of the product shows. */
export interface Platform {
  runtime: Runtime;
  /** A context for a request or job that comes now: the system's unless told otherwise. */
  context(options?: Partial<ContextOptions>): Ctx;
  /** What requests to an app in this process are given, for their work after answers. */
  execution: { waitUntil(work: Promise<unknown>): void; passThroughOnException(): void; props: unknown };
  /** What was logged in this process since. */
  logs: string[];
  /** Resolves when the work after answers is done. */
  settled(): Promise<void>;
}

/** @param send how it reaches the database; as the Worker does when absent */
export function createPlatform(h: Harness, send?: Send): Platform {
  const config = parseConfig(h.vars);
  const runtime: Runtime = {
    ...createRuntime(config, send ?? neonSend(config.database.url, config.database.endpoint), noPasswords, noAssets),
    now: () => new Date(h.clock.now()),
  };
  const logs: string[] = [];
  for (const level of ['log', 'warn', 'error'] as const) {
    console[level] = (line) => logs.push(String(line));
  }
  const work = new Set<Promise<unknown>>();
  const system: Actor = { kind: 'system' };
  return {
    runtime,
    logs,
    execution: { waitUntil: (after) => work.add(after), passThroughOnException() {}, props: {} },
    context: (options = {}) =>
      createContext(runtime, {
        actor: system,
        now: new Date(h.clock.now()),
        requestId: crypto.randomUUID(),
        waitUntil: (after) => work.add(after),
        ...options,
      }),
    async settled() {
      await Promise.all(work);
      work.clear();
    },
  };
}

const noPasswords = {
  hash: () => Promise.reject(new Error('no passwords here')),
  verify: () => Promise.reject(new Error('no passwords here')),
};
const noAssets = { fetch: async () => new Response(null, { status: 404 }) };
