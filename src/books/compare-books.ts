import type { Ctx } from '../context.ts';
import { syncDeposit } from '../deposits/index.ts';
import { selectUndecided, syncDispute } from '../disputes/index.ts';
import type { PlainDate } from '../kernel/dates.ts';
import { isId, newId } from '../kernel/ids.ts';
import { syncIntent, syncRefund } from '../payments/index.ts';
import { selectOverdueAtBanks, selectUnready, syncAccount, syncBankPayout } from '../payouts/index.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { postedOn } from './days.ts';
import { compareBooks } from './jobs.ts';
import {
  reportDifference,
  type Sides,
  selectDiffering,
  selectUndecidedOutside,
  selectUnheard,
  settleDifferences,
} from './queries/differences.ts';
import { moveReconciliation, selectReconciliation } from './queries/reconciliations.ts';

/** Differences that one batch reports, and disputes, accounts and payouts that it has looked at. */
const AT_ONCE = 200;

/**
 * Job: reports every difference between the books of a day and what Stripe said of it, and settles what is none any more.
 * A payment, deposit, refund or dispute that differs is brought in line with Stripe, whose word of it may have been lost; so is
 * each dispute that is undecided, as nothing moves when it is lost, each refund made outside that is, as nothing may when it
 * fails, each account that a host waits to be paid to, and what should be at a host's bank by now.
 */
export async function onCompareBooks(ctx: Ctx, { day }: { day: PlainDate }): Promise<readonly Write[]> {
  const [run] = await ctx.db.all(selectReconciliation(day));
  if (run?.state !== 'comparing') return [];
  const { from, to } = postedOn(day);
  const [found, unheard, outside, undecided, unready, overdue] = await ctx.db.batch([
    selectDiffering(day, from, to, AT_ONCE),
    selectUnheard(AT_ONCE),
    selectUndecidedOutside(day, AT_ONCE),
    selectUndecided(day, AT_ONCE),
    selectUnready(day, ctx.now, AT_ONCE),
    selectOverdueAtBanks(day, ctx.now, AT_ONCE),
  ]);
  if (found.length > 0) ctx.log.warn('books.differ', { day, found: found.length });
  return [
    ...found.map((sides) => reportDifference(newId('difference'), day, sides, ctx.now)),
    ...[...found, ...unheard, ...outside].flatMap((differing) => syncWrites(ctx, differing)),
    ...(found.length === AT_ONCE
      ? [enqueue(ctx, compareBooks, { day })]
      : [
          ...undecided.map(({ stripe_dispute_id: stripeDisputeId }) => enqueue(ctx, syncDispute, { stripeDisputeId })),
          ...unready.map(({ stripeAccountId }) => enqueue(ctx, syncAccount, { stripeAccountId })),
          ...overdue.map((sent) => enqueue(ctx, syncBankPayout, sent)),
          settleDifferences(ctx.now),
          moveReconciliation(run, { state: 'done', finished_at: ctx.now }),
        ]),
  ];
}

function syncWrites(
  ctx: Ctx,
  { reference, objectId }: Pick<Sides, 'reference'> & { objectId: string | null },
): Write[] {
  if (objectId === null) return [];
  // Of an intent too many the charge goes by the intent itself.
  const intentId = [reference, objectId].find((id) => id.startsWith('pi_'));
  if (intentId !== undefined) {
    const isOfDeposit = isId('depositHold', reference);
    return [
      isOfDeposit ? enqueue(ctx, syncDeposit, { holdId: reference, intentId }) : enqueue(ctx, syncIntent, { intentId }),
    ];
  }
  if (/^d[pu]_/.test(reference)) return [enqueue(ctx, syncDispute, { stripeDisputeId: objectId })];
  // One that was made outside goes by Stripe's id.
  const isRefund = isId('refund', reference) || reference.startsWith('re_');
  return isRefund ? [enqueue(ctx, syncRefund, { stripeRefundId: objectId })] : [];
}
