import type { Ctx } from '../context.ts';
import type { BookingId } from '../kernel/ids.ts';
import { commit } from '../platform/commit.ts';
import { problemOf, type Write } from '../platform/db/index.ts';
import { enqueue, type JobBinding, runJob } from '../platform/jobs/index.ts';
import { advanceClock } from './jobs.ts';
import { moveClock, selectClock, selectNextJob } from './queries.ts';

/** Jobs that one run does, far from what a request of a Worker may ask of others; the next one goes on. */
const STEPS = 30;

/**
 * Job: moves a booking's time on to where it is to be. On the way it stands still whenever something of the booking is due,
 * until that is done and so is all that follows from it: each sees the time that was its own, in their order. What fails
 * keeps it where it is; it goes on when the job comes back.
 */
export async function onAdvanceClock(
  ctx: Ctx,
  table: readonly JobBinding[],
  { bookingId }: { bookingId: BookingId },
): Promise<readonly Write[]> {
  const others = [advanceClock.name, ...table.filter(({ inRealTime }) => inRealTime).map(({ name }) => name)];
  for (let step = 0; step < STEPS; step += 1) {
    // Whoever follows what has happened so far has to be told before time goes on.
    await ctx.relay(ctx);
    const [clock] = await ctx.db.all(selectClock(bookingId));
    if (clock === undefined || clock.advance_to === null) return [];
    const until = new Date(clock.advance_to.getTime() - clock.ahead);
    const [next] = await ctx.db.all(selectNextJob(bookingId, until, others));
    if (next === undefined) {
      return moveClock(clock, { by: Math.max(0, until.getTime() - ctx.now.getTime()), arrived: true }, others);
    }
    const by = next.run_at.getTime() - ctx.now.getTime();
    if (by > 0) {
      const failure = await commit(ctx, moveClock(clock, { by, arrived: false }, others));
      if (failure?.kind === 'stale') continue;
      if (failure !== undefined) throw problemOf(failure);
    }
    if (!(await runJob(ctx, table, next.id)))
      throw new Error(`${next.id} failed; the time of ${bookingId} waits for it`);
  }
  return [enqueue(ctx, advanceClock, { bookingId })];
}
