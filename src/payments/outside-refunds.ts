import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { syncRefund } from './jobs.ts';
import { guardBalance, of, post } from './ledger.ts';
import { effectOn, paidOf } from './paid.ts';
import { openRefund } from './promise-refund.ts';
import {
  type Bearer,
  selectCounted,
  selectOwedWith,
  selectUncounted,
  setRefundAmount,
} from './queries/outside-refunds.ts';
import { type RefundOfIntent, selectRefund } from './queries/refunds.ts';
import { guardPaid, settle } from './settle-refund.ts';
import { hasFailed, isOutside } from './stripe-refunds.ts';

/**
 * The writes by which what somebody gave back of the same payment outside, as in Stripe's dashboard, counts for a refund
 * that waits: so much of it is paid, and a refund of its own is to pay the rest. None where nothing is left to count. What
 * support has had an account bear counts for a cancellation, whose terms say what the guest gets in all, and for any other
 * where Stripe has not so much left.
 * @param made all refunds of the intent at Stripe; this one is not among them
 */
export async function countOutside(
  ctx: Ctx,
  refund: RefundOfIntent,
  made: readonly Stripe.Refund[],
  isRefused: boolean,
): Promise<Write[]> {
  const outside = made.filter(isOutside);
  if (outside.length === 0) return [];
  // In this order: a difference that support closes in between counts by one of the two, or makes the batch stale.
  const [[uncounted], [owed]] = await ctx.db.batch([
    selectUncounted(outside, refund, isRefused || refund.reason === 'cancellation'),
    selectOwedWith(refund),
  ]);
  // Support has closed a difference against the guest.
  const had = owed === undefined ? 0 : sum(owed.open.map(({ amount }) => amount)) - owed.owed;
  if (had > 0) return endAsGiven(ctx, refund, Math.min(refund.amount, had), []);
  if (uncounted === undefined) return [];
  const { reference, account, balance } = uncounted;
  const amount = Math.min(refund.amount, uncounted.amount);
  return endAsGiven(ctx, refund, amount, [
    ...postOutside(ctx, refund, `refund-outside:${reference}`, uncounted, amount),
    guardBalance(refund.subject, account, refund.currency, balance - amount),
  ]);
}

/** The writes by which what counted for refunds of ours, and came back, is owed to the guest as before. */
export async function outsideCameBack(ctx: Ctx, made: Stripe.Refund): Promise<Write[]> {
  if (!hasFailed(made)) return [];
  const { id: reference } = made;
  const [counted, ...others] = await ctx.db.all(selectCounted(reference));
  const [refund] = counted === undefined ? [] : await ctx.db.all(selectRefund(counted.id));
  if (counted === undefined || refund === undefined) return [];
  const posted = postOutside(ctx, refund, `refund-outside-failed:${reference}`, counted, 0 - refund.amount);
  return [
    ...settle(ctx, refund, 'failed', { outside: posted }),
    // Each moves the version of what it is of.
    ...(others.length === 0 ? [] : [enqueue(ctx, syncRefund, { stripeRefundId: reference })]),
  ];
}

function endAsGiven(ctx: Ctx, refund: RefundOfIntent, amount: number, outside: readonly Write[]): Write[] {
  const { payment_id, deposit_id, currency, reason } = refund;
  const rest = refund.amount - amount;
  return [
    setRefundAmount(refund, amount),
    guardPaid(ctx, refund),
    ...settle(ctx, { ...refund, amount }, 'succeeded', { outside }),
    ...(rest === 0
      ? []
      : openRefund(ctx, refund, { id: newId('refund'), payment_id, deposit_id, amount: rest, currency, reason })),
  ];
}

// Under the name of the refund at Stripe, by which reconciliation finds what has moved.
function postOutside(
  ctx: Ctx,
  refund: RefundOfIntent,
  effect: `${string}:${string}`,
  { account, owner }: Bearer,
  amount: number,
): Write[] {
  const { id, subject, currency, payer_id: guest } = refund;
  return post(ctx, effectOn(paidOf(refund), `${effect}:${id}`), subject, currency, {
    [account]: owner === null ? 0 - amount : of(owner, 0 - amount),
    guest: of(guest, amount),
  });
}
