import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { DAY_MS } from '../kernel/durations.ts';
import type { BookingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { advanceClock } from './jobs.ts';
import { type ClockRow, putTarget, selectOwnClock } from './queries.ts';
import type { AdvanceTestClock, TestClock } from './schemas.ts';
import { timeOf, viewClock } from './views.ts';

/** Further ahead than any stay is booked, lasts and is reviewed. */
const MOST_MS = 1_825 * DAY_MS;

/**
 * The clock of a booking of the acting person's, or of anybody's for operators, with a key by this scope. Throws `not-found` for others, and
 * `sandbox-only` where the service is live.
 */
export async function loadClock(
  ctx: Ctx,
  bookingId: BookingId,
  scope: 'operator:read' | 'operator:write',
): Promise<ClockRow> {
  const [clock] = await ctx.db.all(selectOwnClock(bookingId, personOf(ctx.actor), scope));
  if (clock === undefined) throw new Problem('not-found');
  if (!ctx.config.sandbox) throw new Problem('sandbox-only');
  return clock;
}

/**
 * Has the time of a booking moved on to an instant; a job does, step by step. Throws `invalid-input` for an instant that is
 * not after the booking's time, or before one that it is being moved to, or too far.
 */
export function advanceTestClock(
  ctx: Ctx,
  bookingId: BookingId,
  { advanceTo }: z.output<typeof AdvanceTestClock>,
): Promise<Reply<z.input<typeof TestClock>>> {
  return decideAndCommit(ctx, async () => {
    const clock = await loadClock(ctx, bookingId, 'operator:write');
    const to = new Date(advanceTo);
    refuseOtherTimes(clock, to, ctx.realNow);
    return {
      reply: { status: 202, body: viewClock({ ...clock, advance_to: to, stopped_by: null }, ctx.realNow) },
      writes: [
        ...putTarget(clock, to, ctx.realNow),
        enqueue(ctx, advanceClock, { bookingId }),
        audit(ctx, 'testClocks.advance', bookingId, { advanceTo }),
      ],
    };
  });
}

function refuseOtherTimes(clock: ClockRow, to: Date, realNow: Date): void {
  const from = clock.advance_to ?? timeOf(clock, realNow);
  const most = new Date(realNow.getTime() + MOST_MS);
  const pointer = '/advanceTo';
  if (to <= from) {
    const detail = `is not after ${from.toISOString()}: time goes forward only`;
    throw new Problem('invalid-input', { errors: [{ pointer, code: 'not-forward', detail }] });
  }
  if (to > most) {
    const detail = `is after ${most.toISOString()}, 1,825 days from now`;
    throw new Problem('invalid-input', { errors: [{ pointer, code: 'too-far', detail }] });
  }
}
