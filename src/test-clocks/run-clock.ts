import type { Ctx } from '../context.ts';
import type { BookingId } from '../kernel/ids.ts';
import { commit } from '../platform/commit.ts';
import { problemOf, type Write } from '../platform/db/index.ts';
import { enqueue, type JobBinding, runJob } from '../platform/jobs/index.ts';
import { advanceClock } from './jobs.ts';
import { moveClock, selectClock, selectNextJob, stopClock } from './queries.ts';

/** Jobs that one run does, far from what a request of a Worker may ask of others; the next one goes on. */
const STEPS = 30;
/** How often a run looks again whether a job is done that was tried, perhaps by another just now. */
const LOOKS = 10;
const PAUSE_MS = 100;
/** Tries after which a job is taken to fail for good: time is moved no further, and told why. By then it is tried for minutes. */
const TRIES = 4;

/**
 * Job: moves a booking's time on to where it is to be. On the way it stands still whenever something of the booking is due,
 * until that is done and so is all that follows from it: each sees the time that was its own, in their order. What was
 * tried and isn't done keeps it where it is; it goes on when this job comes back. What fails again and again ends it
 * there, until the time is moved once more: then that is tried anew.
 */
export async function onAdvanceClock(
  ctx: Ctx,
  table: readonly JobBinding[],
  { bookingId }: { bookingId: BookingId },
): Promise<readonly Write[]> {
  const others = [advanceClock.name, ...table.filter(({ inRealTime }) => inRealTime).map(({ name }) => name)];
  let looks = 0;
  for (let step = 0; step < STEPS; step += 1) {
    // Whoever follows what has happened so far has to be told before time goes on.
    await ctx.relay(ctx);
    const [clock] = await ctx.db.all(selectClock(bookingId));
    if (clock === undefined || clock.advance_to === null) return [];
    const until = new Date(clock.advance_to.getTime() - clock.ahead);
    const [next] = await ctx.db.all(selectNextJob(bookingId, until, others));
    const by = Math.max(0, (next?.run_at ?? until).getTime() - ctx.now.getTime());
    if (next === undefined) return moveClock(clock, { by, arrived: true }, others);
    if (by === 0) await runJob(ctx, table, next.id);
    else if (next.attempts >= TRIES) return [stopClock(clock, next)];
    else if (next.attempts === 0) await stepTo(ctx, moveClock(clock, { by, arrived: false }, others));
    else {
      looks += 1;
      if (looks > LOOKS) throw new Error(`the time of ${bookingId} waits for ${next.id}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return [enqueue(ctx, advanceClock, { bookingId })];
}

// One that is stale was moved by another: what comes next is seen in the next step.
async function stepTo(ctx: Ctx, writes: readonly Write[]): Promise<void> {
  const failure = await commit(ctx, writes);
  if (failure !== undefined && failure.kind !== 'stale') throw problemOf(failure);
}
