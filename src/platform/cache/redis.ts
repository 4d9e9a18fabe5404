import { Redis } from '@upstash/redis';
import type { Config } from '../../config.ts';

/** Redis over HTTP. Nothing that must be right may depend on it. */
export type Cache = Redis;

/** Milliseconds after which a command is given up, where nothing else is said. */
export const PATIENCE_MS = 1_000;

/**
 * Upstash's client: no retries (a slow Redis must not slow an answer) and no telemetry.
 * @param patience milliseconds after which a command is given up
 */
export function createCache(config: Config, patience = PATIENCE_MS): Cache {
  return new Redis({
    url: config.redis.url,
    token: config.redis.token,
    // `retry: false` would still try twice.
    retry: { retries: 0 },
    // A pipeline that requests share would be one request's I/O that others wait for, which Workers forbid.
    enableAutoPipelining: false,
    enableTelemetry: false,
    signal: () => AbortSignal.timeout(patience),
  });
}
