import type { Ctx } from '../context.ts';
import { addDays, type PlainDate } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { commit, decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { stripeLists } from '../platform/db/tables/books.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { daysToCompare, lastSettled } from './days.ts';
import { readStripePage } from './jobs.ts';
import { beginReconciliation, selectCompared } from './queries/reconciliations.ts';
import type { Reconciliation } from './reconciliation-schemas.ts';
import { viewReconciliation } from './reconciliation-views.ts';

/** Days that are caught up with in one go, after an outage, and among which one that was left out is found. */
const MOST_DAYS = 31;

/** Begins the reconciliation of every day that can be compared and was not, every hour. Two at once are fine. */
export async function scheduleReconciliations(ctx: Ctx): Promise<void> {
  const [compared] = await ctx.db.all(selectCompared(addDays(lastSettled(ctx.now), 1 - MOST_DAYS)));
  for (const day of daysToCompare(compared, ctx.now, MOST_DAYS)) {
    const failure = await commit(ctx, beginWrites(ctx, day));
    if (failure !== undefined && failure.kind !== 'problem')
      ctx.log.warn('reconciliation.not-begun', { day, ...failure });
  }
}

/** An operator has a day compared, again if it was. A day that is not over long enough is refused. */
export function reconcileDay(ctx: Ctx, day: PlainDate): Promise<Reply<z.input<typeof Reconciliation>>> {
  return decideAndCommit(ctx, async () => {
    if (day > lastSettled(ctx.now)) {
      throw new Problem('invalid-transition', { detail: 'A day can be compared six hours after it has ended in UTC.' });
    }
    const begun = {
      day,
      state: 'reading',
      pages: 0,
      started_at: ctx.now,
      finished_at: null,
      found: 0,
      open: 0,
    } as const;
    return {
      reply: { status: 202, body: viewReconciliation(begun) },
      writes: [...beginWrites(ctx, day), audit(ctx, 'reconciliations.begin', day)],
    };
  });
}

function beginWrites(ctx: Ctx, day: PlainDate): Write[] {
  const [list] = stripeLists;
  return [beginReconciliation(day, list, ctx.now), enqueue(ctx, readStripePage, { day, list, cursor: null })];
}
