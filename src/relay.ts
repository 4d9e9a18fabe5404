import type { Ctx } from './context.ts';
import { followEvents } from './notifications/index.ts';
import { EVENTS_AT_ONCE, numberEvents } from './platform/events.ts';

/** Steps of one relay: enough for whatever gathers in a minute; the next one goes on. */
const STEPS = 100;

/** Numbers all events that were committed, and has those who follow them do so. */
export async function relayEvents(ctx: Ctx): Promise<void> {
  await numberAll(ctx);
  await followEvents(ctx);
}

async function numberAll(ctx: Ctx): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    const [row] = await ctx.db.all(numberEvents({ waits: true }));
    if ((row?.numbered ?? 0) < EVENTS_AT_ONCE) return;
  }
}
