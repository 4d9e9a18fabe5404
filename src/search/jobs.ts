import type { Ctx } from '../context.ts';
import { z } from '../kernel/zod.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { enqueue, handles, type JobBinding, type JobKind } from '../platform/jobs/index.ts';
import { projectListingsAfter, renewSearchRanks } from './queries.ts';

/** How far a listing's rank may be from the share of the market that has less, before ranks follow the market. */
const MOST_OFF = 0.02;
const ROWS_AT_ONCE = 500;
const CHUNKS_A_JOB = 10;
/** UTC. */
const RENEWED_AT_HOUR = 3;

/** Takes the market's measure, then brings every search row to what it says, from the one after this listing on. */
export const renewRanks: JobKind<{ after: string | null }> = {
  name: 'search.renew-ranks',
  payload: z.object({ after: z.string().nullable() }),
};

/** Once a day, by the hourly cron; two at once are fine. */
export async function scheduleRanks(ctx: Ctx): Promise<void> {
  if (ctx.now.getUTCHours() === RENEWED_AT_HOUR) await commitOrThrow(ctx, [enqueue(ctx, renewRanks, { after: null })]);
}

export const searchJobs: readonly JobBinding[] = [
  handles(renewRanks, async (ctx, { after }) => {
    if (after === null) return [renewSearchRanks(MOST_OFF), enqueue(ctx, renewRanks, { after: '' })];
    let last = after;
    for (let chunk = 0; chunk < CHUNKS_A_JOB; chunk += 1) {
      const [projected] = await ctx.db.all(projectListingsAfter(last, ROWS_AT_ONCE));
      if (!projected?.last) return [];
      last = projected.last;
    }
    return [enqueue(ctx, renewRanks, { after: last })];
  }),
];
