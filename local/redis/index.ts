import { Faults, serveWithFaults } from '../faults.ts';
import type { Backend } from './backend.ts';
import { createMemoryBackend } from './memory/index.ts';
import { connectToRedis, startRedisServer } from './real.ts';
import { createRestHandler } from './rest.ts';

export { startRedisServer } from './real.ts';

type RedisOptions = {
  /** Ephemeral without. */
  port?: number | undefined;
  faults?: Faults | undefined;
  /** The bearer token, `local` without; `{token}:{namespace}` opens a key space of its own. */
  token?: string | undefined;
  /** `redis://…`, or the socket, of a Redis that runs already. It keeps its data; our keys all begin with their namespace. */
  redisUrl?: string | undefined;
  /** `redis` throws where there is none; without, memory steps in when neither `redisUrl` nor a `redis-server` is there. */
  mode?: 'redis' | 'memory' | undefined;
  /** Milliseconds since the epoch. Moves expiry in memory only: a real Redis keeps its own time. */
  clock?: (() => number) | undefined;
};

export type RunningRedis = {
  url: string;
  token: string;
  mode: 'redis' | 'memory';
  faults: Faults;
  close(): Promise<void>;
};

/**
 * Upstash Redis on this machine: its REST protocol in front of the Redis at `redisUrl`, else of a `redis-server` of its own
 * (nothing kept on disk), else of an implementation in memory; `mode` says which. Throws when the port is in use, when
 * `redisUrl` does not answer, or when `mode` cannot be had.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const { faults = new Faults(), token = 'local', port } = options;
  const backend = await openBackend(options);
  try {
    const server = await serveWithFaults({ port, faults, handle: createRestHandler(backend, token) });
    return {
      url: server.url,
      token,
      mode: backend.mode,
      faults,
      close: async () => {
        await server.close();
        await backend.close();
      },
    };
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function openBackend({ redisUrl, mode, clock = Date.now }: RedisOptions): Promise<Backend> {
  if (mode === 'memory') return createMemoryBackend(clock);
  if (redisUrl !== undefined) return connectToRedis(redisUrl);
  const own = await startRedisServer();
  if (own !== undefined) {
    const backend = await connectToRedis(own.path);
    return { ...backend, close: () => backend.close().then(own.close) };
  }
  if (mode === 'redis') throw new Error('No redis-server is on the PATH, and no redisUrl was given.');
  return createMemoryBackend(clock);
}
