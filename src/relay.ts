import type { Ctx } from './context.ts';
import { followEvents } from './notifications/index.ts';
import { EVENTS_AT_ONCE, numberEvents } from './platform/events.ts';
import { publishJobs } from './platform/jobs/index.ts';
import { fanOut } from './webhooks/index.ts';

/** Steps of one relay: enough for whatever gathers in a minute; the next one goes on. */
const STEPS = 100;

/** Numbers all events that were committed, has them sent to whoever listens, and people told of them. */
export async function relayEvents(ctx: Ctx): Promise<void> {
  await numberAll(ctx);
  await followEvents(ctx);
}

async function numberAll(ctx: Ctx): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    const [[counted], jobs] = await ctx.db.batch([numberEvents({ waits: true }), fanOut(ctx.now)]);
    const pending = jobs.map(({ id }) => ({ id, runAt: ctx.now }));
    if (pending.length > 0) ctx.after((later) => publishJobs(later, pending));
    if ((counted?.numbered ?? 0) < EVENTS_AT_ONCE) return;
  }
}
