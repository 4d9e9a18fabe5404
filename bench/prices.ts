/**
 * What a million requests cost at list price, in US dollars, as the vendors' pages said on 2026-11-28; what a plan
 * includes is not deducted. Sources: developers.cloudflare.com/workers/platform/pricing, upstash.com/pricing/redis,
 * upstash.com/pricing/qstash, neon.com/pricing.
 */
const prices = {
  workersMillionRequests: 0.3,
  workersMillionCpuMs: 0.02,
  redisMillionCommands: 2,
  queueMillionMessages: 10,
  /** One core and 4 GiB for an hour. */
  neonHour: 0.106,
};
/** Of a known caller: the script of the sliding window, and what it calls, which Upstash counts as well. */
const COMMANDS_A_CHECK = 4;
const MS_AN_HOUR = 3_600_000;

interface Used {
  /** CPU in ms of the Worker and of PostgreSQL, requests of Redis, messages of the queue: a request's. */
  worker: number;
  postgres: number;
  redis: number;
  messages: number;
}

/** A million requests, part by part. */
export function millionRequests({ worker, postgres, redis, messages }: Used) {
  const parts = {
    workers: prices.workersMillionRequests + worker * prices.workersMillionCpuMs,
    redis: redis * COMMANDS_A_CHECK * prices.redisMillionCommands,
    queue: messages * prices.queueMillionMessages,
    neon: (postgres * 1e6 * prices.neonHour) / MS_AN_HOUR,
  };
  return { ...parts, all: parts.workers + parts.redis + parts.queue + parts.neon };
}
