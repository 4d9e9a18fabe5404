import { Ratelimit } from '@upstash/ratelimit';
import { sql } from 'kysely';
import { Problem } from '../../kernel/problem.ts';
import type { Cache } from '../cache/index.ts';
import { type Db, statement } from '../db/index.ts';
import type { Log } from '../log.ts';

/**
 * Requests a caller may make in a sliding window, by kind of route. While Redis is away, `open` lets everyone in and
 * `count` counts in Postgres: letting everyone guess passwords or cards would be worse than a round trip.
 */
export const limitPolicies = {
  read: { requests: 600, seconds: 60, whenDown: 'open' },
  write: { requests: 120, seconds: 60, whenDown: 'open' },
  'sign-in': { requests: 20, seconds: 60, whenDown: 'count' },
  payment: { requests: 30, seconds: 60, whenDown: 'count' },
  /** By whom or what an operation acts on, whoever calls (`limitBy`). */
  subject: { requests: 10, seconds: 600, whenDown: 'count' },
} as const satisfies Record<string, { requests: number; seconds: number; whenDown: 'open' | 'count' }>;

export type LimitPolicy = keyof typeof limitPolicies;
/** Requests in a policy's window that replace its own number. */
export type LimitOverrides = { [P in LimitPolicy]?: number | undefined };

/** Milliseconds that an answer waits for Redis before the policy for its absence counts. */
const REDIS_PATIENCE_MS = 500;

/** The rate limit's word on one request, asked for when the request came and awaited before anything is committed. */
export interface Admission {
  /** Resolves when admitted; throws `rate-limited`. */
  admitted(): Promise<void>;
  /** `RateLimit` and `RateLimit-Policy` (RFC draft, httpapi-ratelimit-headers). */
  headers(): Promise<Record<string, string>>;
}

/** Admits everything: for jobs. */
export const unlimited: Admission = { admitted: async () => {}, headers: async () => ({}) };

/** Admits only what both admit. */
export function both(first: Admission, second: Admission): Admission {
  return {
    async admitted() {
      await Promise.all([first.admitted(), second.admitted()]);
    },
    async headers() {
      const [one, other] = await Promise.all([first.headers(), second.headers()]);
      return Object.fromEntries(Object.entries(one).map(([name, value]) => [name, `${value}, ${other[name]}`]));
    },
  };
}

type Standing = { allowed: boolean; remaining: number; resetSeconds: number };

export interface Limiter {
  ask(policy: LimitPolicy, caller: string, now: Date, db: Db, log: Log): Admission;
}

export function createLimiter(cache: Cache, overrides: LimitOverrides): Limiter {
  const quotas = new Map<LimitPolicy, { requests: number; limiter: Ratelimit }>();
  function quotaOf(policy: LimitPolicy) {
    let quota = quotas.get(policy);
    if (quota === undefined) {
      const { seconds } = limitPolicies[policy];
      const requests = overrides[policy] ?? limitPolicies[policy].requests;
      quota = {
        requests,
        limiter: new Ratelimit({
          redis: cache,
          limiter: Ratelimit.slidingWindow(requests, `${seconds} s`),
          prefix: `limit:${policy}`,
          timeout: REDIS_PATIENCE_MS,
          ephemeralCache: false,
        }),
      };
      quotas.set(policy, quota);
    }
    return quota;
  }

  return {
    ask(policy, caller, now, db, log) {
      const { requests, limiter } = quotaOf(policy);
      const { seconds, whenDown } = limitPolicies[policy];
      const standing = askRedis(limiter, caller, now).catch((): Promise<Standing> => {
        log.warn('rate-limit.redis-down', { policy });
        if (whenDown === 'open') return Promise.resolve({ allowed: true, remaining: requests, resetSeconds: seconds });
        return countInPostgres(db, policy, caller, requests, now);
      });
      // A rejection is reported where it is awaited; unawaited (the handler failed first) it must not crash the isolate.
      standing.catch(() => {});
      return {
        async admitted() {
          const { allowed, resetSeconds } = await standing;
          if (!allowed) throw new Problem('rate-limited', { retryAfter: resetSeconds });
        },
        async headers() {
          const { remaining, resetSeconds } = await standing;
          return {
            'RateLimit-Policy': `"${policy}";q=${requests};w=${seconds}`,
            RateLimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
          };
        },
      };
    },
  };
}

async function askRedis(limiter: Ratelimit, caller: string, now: Date): Promise<Standing> {
  const answer = await limiter.limit(caller);
  if (answer.reason === 'timeout') throw new Error('Redis did not answer in time');
  const resetSeconds = Math.max(1, Math.ceil((answer.reset - now.getTime()) / 1000));
  return { allowed: answer.success, remaining: Math.max(0, answer.remaining), resetSeconds };
}

async function countInPostgres(
  db: Db,
  policy: LimitPolicy,
  caller: string,
  requests: number,
  now: Date,
): Promise<Standing> {
  const length = limitPolicies[policy].seconds * 1000;
  const start = new Date(Math.floor(now.getTime() / length) * length);
  const [row] = await db.all(
    statement<{ hits: number }>(sql`
      insert into rate_counters (policy, caller, window_start, hits) values (${policy}, ${caller}, ${start}, 1)
      on conflict (policy, caller, window_start) do update set hits = rate_counters.hits + 1
      returning hits`),
  );
  const hits = row?.hits ?? 1;
  const resetSeconds = Math.ceil((start.getTime() + length - now.getTime()) / 1000);
  return { allowed: hits <= requests, remaining: Math.max(0, requests - hits), resetSeconds };
}
