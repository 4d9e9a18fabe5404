import type { Ctx } from '../context.ts';
import type { PlainDate } from '../kernel/dates.ts';
import { isId, newId } from '../kernel/ids.ts';
import { syncRefund } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { postedOn } from './days.ts';
import { compareBooks } from './jobs.ts';
import {
  reportDifference,
  type Sides,
  selectDiffering,
  selectUnheard,
  settleDifferences,
} from './queries/differences.ts';
import { moveReconciliation, selectReconciliation } from './queries/reconciliations.ts';

/** Differences that one batch reports. */
const AT_ONCE = 200;

/**
 * Job: reports every difference between the books of a day and what Stripe said of it, and settles what is none any more.
 * A refund that differs is brought in line with Stripe, whose word of it may have been lost.
 */
export async function onCompareBooks(ctx: Ctx, { day }: { day: PlainDate }): Promise<readonly Write[]> {
  const [run] = await ctx.db.all(selectReconciliation(day));
  if (run?.state !== 'comparing') return [];
  const { from, to } = postedOn(day);
  const [found, unheard] = await ctx.db.batch([selectDiffering(day, from, to, AT_ONCE), selectUnheard(AT_ONCE)]);
  if (found.length > 0) ctx.log.warn('books.differ', { day, found: found.length });
  return [
    ...found.map((sides) => reportDifference(newId('difference'), day, sides, ctx.now)),
    ...[...found, ...unheard].flatMap((refund) => syncWrites(ctx, refund)),
    ...(found.length === AT_ONCE
      ? [enqueue(ctx, compareBooks, { day })]
      : [settleDifferences(ctx.now), moveReconciliation(run, { state: 'done', finished_at: ctx.now })]),
  ];
}

function syncWrites(
  ctx: Ctx,
  { reference, objectId }: Pick<Sides, 'reference'> & { objectId: string | null },
): Write[] {
  // One that was made outside goes by Stripe's id.
  if (objectId === null || !(isId('refund', reference) || reference.startsWith('re_'))) return [];
  return [enqueue(ctx, syncRefund, { stripeRefundId: objectId })];
}
