import { Ratelimit } from '@upstash/ratelimit';
import { sql } from 'kysely';
import { Problem } from '../../kernel/problem.ts';
import type { Cache } from '../cache/index.ts';
import { type Db, statement } from '../db/index.ts';
import type { Log } from '../log.ts';
import { createAllowances, type Window } from './allowance.ts';

/**
 * Requests a caller may make in a sliding window, by kind of route. While Redis is away, `open` lets everyone in and
 * `count` counts in Postgres: letting everyone guess passwords or cards would be worse than a round trip.
 */
export const limitPolicies = {
  read: { requests: 600, seconds: 60, whenDown: 'open' },
  write: { requests: 120, seconds: 60, whenDown: 'open' },
  'sign-in': { requests: 20, seconds: 60, whenDown: 'count' },
  payment: { requests: 30, seconds: 60, whenDown: 'count' },
  /** By whom or what an operation acts on (`limitBy`), whoever calls; of what is guessed at, for each caller by itself. */
  subject: { requests: 10, seconds: 600, whenDown: 'count' },
  /** By what is guessed at (`isGuess`), whoever calls: what nobody can use up from one place, and still far from a guess. */
  guesses: { requests: 100, seconds: 600, whenDown: 'count' },
} as const satisfies Record<string, { requests: number; seconds: number; whenDown: 'open' | 'count' }>;

export type LimitPolicy = keyof typeof limitPolicies;
export const isLimitPolicy = (name: string): boolean => Object.hasOwn(limitPolicies, name);
/** Requests in a policy's window that replace its own number. */
export type LimitOverrides = { [P in LimitPolicy]?: number | undefined };

/** Milliseconds that an answer waits for Redis before the policy for its absence counts. */
const REDIS_PATIENCE_MS = 500;

/** The rate limit's word on one request, asked for when the request came and awaited before anything is committed. */
export interface Admission {
  /** Resolves when admitted; throws `rate-limited`. */
  admitted(): Promise<void>;
  /** `RateLimit-Policy` and, where it is known, `RateLimit` (RFC draft, httpapi-ratelimit-headers). Never rejects. */
  headers(): Promise<LimitHeaders>;
}

type LimitHeaders = { 'RateLimit-Policy'?: string; RateLimit?: string };

/** Admits everything: for jobs. */
export const unlimited: Admission = { admitted: async () => {}, headers: async () => ({}) };

/** Admits only what both admit. */
export function both(first: Admission, second: Admission): Admission {
  return {
    async admitted() {
      await Promise.all([first.admitted(), second.admitted()]);
    },
    async headers() {
      const all = await Promise.all([first.headers(), second.headers()]);
      const joined = (name: keyof LimitHeaders) => all.flatMap((headers) => headers[name] ?? []).join(', ');
      const standing = joined('RateLimit');
      return {
        'RateLimit-Policy': joined('RateLimit-Policy'),
        ...(standing === '' ? {} : { RateLimit: standing }),
      };
    },
  };
}

/** Admits only what both admit, the second of which is not asked, and counts nothing, of what the first refuses. */
export function inTurn(first: Admission, second: () => Admission): Admission {
  const next = first.admitted().then(second);
  next.catch(() => {});
  return {
    admitted: async () => (await next).admitted(),
    headers: () =>
      next.then(
        (asked) => both(first, asked).headers(),
        () => first.headers(),
      ),
  };
}

/** What a request brings that is to be counted; `db` counts without asking whether the session lives. */
interface Visit {
  now: Date;
  db: Db;
  log: Log;
}

export interface Limiter {
  ask(policy: LimitPolicy, caller: string, visit: Visit): Admission;
  /** Counts a caller from nothing again; where that fails the window has to pass. */
  forget(policy: LimitPolicy, caller: string): Promise<void>;
}

/** A limiter that counts in Redis and, while that is away, as each policy says. */
export function createLimiter(cache: Cache, overrides: LimitOverrides): Limiter {
  const limiters = new Map<LimitPolicy, Ratelimit>();
  const allowances = createAllowances();
  const requestsOf = (policy: LimitPolicy) => overrides[policy] ?? limitPolicies[policy].requests;

  function limiterOf(policy: LimitPolicy): Ratelimit {
    const known = limiters.get(policy);
    if (known !== undefined) return known;
    const limiter = new Ratelimit({
      redis: cache,
      limiter: Ratelimit.slidingWindow(requestsOf(policy), `${limitPolicies[policy].seconds} s`),
      prefix: prefixOf(policy),
      timeout: REDIS_PATIENCE_MS,
      ephemeralCache: false,
    });
    limiters.set(policy, limiter);
    return limiter;
  }

  async function standingOf(policy: LimitPolicy, caller: string, visit: Visit): Promise<Standing | undefined> {
    const name = `${policy} ${caller}`;
    const held = allowances.take(name);
    if (held !== undefined) return standing(true, held);
    // What guards passwords and cards is counted one by one.
    const isExact = limitPolicies[policy].whenDown === 'count';
    const size = isExact ? 1 : allowances.sizeFor(name, requestsOf(policy));
    try {
      const { success, ...window } = await askRedis(limiterOf(policy), caller, size);
      if (success && !isExact) allowances.keep(name, size, window);
      return standing(success, { ...window, remaining: window.remaining + (success ? size - 1 : 0) });
    } catch {
      visit.log.warn('rate-limit.redis-down', { policy });
      if (limitPolicies[policy].whenDown === 'open') return undefined;
      return countInPostgres(visit, policy, caller, requestsOf(policy));
    }
  }

  return {
    ask(policy, caller, visit) {
      const asked = standingOf(policy, caller, visit);
      // A rejection is reported where it is awaited; unawaited (the request failed first) it must not end the process.
      asked.catch(() => {});
      return {
        async admitted() {
          const found = await asked;
          if (found?.allowed === false) throw new Problem('rate-limited', { retryAfter: found.resetSeconds });
        },
        async headers() {
          const found = await asked.catch(() => undefined);
          const { seconds } = limitPolicies[policy];
          return {
            'RateLimit-Policy': `"${policy}";q=${requestsOf(policy)};w=${seconds}`,
            ...(found && { RateLimit: `"${policy}";r=${found.remaining};t=${found.resetSeconds}` }),
          };
        },
      };
    },
    async forget(policy, caller) {
      // A sliding window stands in two fixed ones.
      const last = Math.floor(Date.now() / (limitPolicies[policy].seconds * 1000));
      const keyOf = (window: number) => `${prefixOf(policy)}:${caller}:${window}`;
      await cache.del(keyOf(last), keyOf(last - 1)).catch(() => 0);
    },
  };
}

function prefixOf(policy: LimitPolicy): string {
  return `limit:${policy}`;
}

type Standing = { allowed: boolean; remaining: number; resetSeconds: number };

// Counts so many requests at once, and refuses them all when fewer are left.
async function askRedis(limiter: Ratelimit, caller: string, size: number) {
  const { success, remaining, reset, reason } = await limiter.limit(caller, { rate: size });
  if (reason === 'timeout') throw new Error('Redis did not answer in time');
  return { success, remaining: Math.max(0, remaining), reset };
}

// The limiter's windows are of the real clock, whatever instant the request is decided at.
function standing(allowed: boolean, { remaining, reset }: Window): Standing {
  return { allowed, remaining, resetSeconds: Math.max(1, Math.ceil((reset - Date.now()) / 1000)) };
}

// In fixed windows: coarser than Redis, and enough while it is away.
async function countInPostgres(
  { db, now }: Visit,
  policy: LimitPolicy,
  caller: string,
  requests: number,
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
