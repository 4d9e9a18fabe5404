import type { Ctx } from '../context.ts';
import { todayIn } from '../kernel/dates.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import { z } from '../kernel/zod.ts';
import { commit } from '../platform/commit.ts';
import { problemOf, type Query } from '../platform/db/index.ts';
import { enqueue, handles, type JobBinding, type JobKind } from '../platform/jobs/index.ts';
import { beginSignals, measureSignalsAfter, projectListingsAfter, renewSearchRanks } from './queries.ts';

/** How far a listing's rank may be from the share of the market that has less, before ranks follow the market. */
const MOST_OFF = 0.02;
/** Few: of a chunk that is projected every listing is locked, and bookings of it wait. */
const ROWS_AT_ONCE = 100;
const CHUNKS_A_JOB = 50;
/** UTC. */
const RENEWED_AT_HOUR = 3;

/** Measures the signals of every listing, from the one after this on; then the ranks follow. */
const measureSignals: JobKind<{ after: string }> = {
  name: 'search.measure-signals',
  payload: z.object({ after: z.string() }),
};

/** Takes the market's measure, then brings every search row to what it says, from the one after this listing on. */
const renewRanks: JobKind<{ after: string | null }> = {
  name: 'search.renew-ranks',
  payload: z.object({ after: z.string().nullable() }),
};

/** Once a day, by the hourly cron: where its hour was missed, by a later one. Two at once are fine. */
export async function scheduleRanks(ctx: Ctx): Promise<void> {
  const day = todayIn('UTC', new Date(ctx.now.getTime() - RENEWED_AT_HOUR * HOUR_MS));
  const failure = await commit(ctx, [beginSignals(day), enqueue(ctx, measureSignals, { after: '' })]);
  // That day's were begun before.
  if (failure !== undefined && failure.kind !== 'stale') throw problemOf(failure);
}

export const searchJobs: readonly JobBinding[] = [
  handles(measureSignals, async (ctx, { after }) => {
    const last = await chunksAfter(ctx, after, (start) => measureSignalsAfter(start, ROWS_AT_ONCE, ctx.now));
    return [last === null ? enqueue(ctx, renewRanks, { after: null }) : enqueue(ctx, measureSignals, { after: last })];
  }),
  handles(renewRanks, async (ctx, { after }) => {
    if (after === null) return [renewSearchRanks(MOST_OFF), enqueue(ctx, renewRanks, { after: '' })];
    const last = await chunksAfter(ctx, after, (start) => projectListingsAfter(start, ROWS_AT_ONCE));
    return last === null ? [] : [enqueue(ctx, renewRanks, { after: last })];
  }),
];

/** Works through as many chunks as one job does; the last listing of the last one, or null after the end. */
async function chunksAfter(
  ctx: Ctx,
  after: string,
  chunk: (after: string) => Query<{ last: string | null }>,
): Promise<string | null> {
  let last = after;
  for (let count = 0; count < CHUNKS_A_JOB; count += 1) {
    const [done] = await ctx.db.all(chunk(last));
    if (!done?.last) return null;
    last = done.last;
  }
  return last;
}
