import type { Ctx } from './context.ts';
import { followEvents, unfollowed } from './notifications/index.ts';
import { EVENTS_AT_ONCE, numberEvents } from './platform/events.ts';
import { publishJobs } from './platform/jobs/index.ts';
import { until } from './platform/until.ts';
import { fanOut } from './webhooks/index.ts';

/** Steps of one relay: enough for whatever gathers in a minute; the next one goes on. */
const STEPS = 100;
/** Milliseconds after which a relay counts as lost with its request. */
const LOST_MS = 15_000;

/** Numbers all events that were committed, has them sent to whoever listens, and people told of them. */
export async function relayEvents(ctx: Ctx): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    const [[counted], jobs, ...next] = await ctx.db.batch([
      numberEvents({ waits: true }),
      fanOut(ctx.now),
      ...unfollowed(),
    ]);
    const pending = jobs.map(({ id }) => ({ id, runAt: ctx.now }));
    if (pending.length > 0) ctx.after((later) => publishJobs(later, pending));
    // Who reads the sequence waits for nobody who follows it.
    if (counted?.numbered === EVENTS_AT_ONCE) continue;
    const isMore = await followEvents(ctx, next);
    if (!isMore) return;
  }
}

/**
 * A relay for batches that were just committed: while one runs, a second waits for it and goes for all that are committed
 * meanwhile, which need none of their own. What a relay that was lost leaves undone, the next one does, or the sweep.
 */
export function createRelaySoon(): (ctx: Ctx) => Promise<void> {
  let running: number | undefined;
  let waiting: number | undefined;
  const isAlive = (since: number | undefined) => since !== undefined && performance.now() - since < LOST_MS;
  return async (ctx) => {
    if (isAlive(waiting)) return;
    waiting = performance.now();
    await until(() => !isAlive(running), LOST_MS);
    waiting = undefined;
    const started = performance.now();
    running = started;
    try {
      await relayEvents(ctx);
    } finally {
      if (running === started) running = undefined;
    }
  };
}
