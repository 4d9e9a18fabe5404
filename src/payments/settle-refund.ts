import type { Ctx } from '../context.ts';
import type { Write } from '../platform/db/index.ts';
import type { RefundState } from '../platform/db/tables/payments.ts';
import { of, type Postings, post } from './ledger.ts';
import { effectOn, paidOf } from './paid.ts';
import { addDisputed } from './queries/lost-disputes.ts';
import { type RefundOfIntent, updateRefund } from './queries/refunds.ts';
import { tellRefund } from './tell-refund.ts';

/**
 * The writes that end a refund, as Stripe has.
 * @param outside what posts the money where it was not Stripe's refund of ours that moved it
 */
export function settle(
  ctx: Ctx,
  refund: RefundOfIntent,
  state: 'succeeded' | 'failed',
  { stripeRefundId, outside }: { stripeRefundId?: string; outside?: readonly Write[] } = {},
): Write[] {
  const { id, subject, currency, amount } = refund;
  const isBack = refund.state === 'succeeded' && state === 'failed';
  const byBank = isBack ? Math.min(amount, refund.excess) : 0;
  const moved = outside === undefined ? amount : 0;
  return [
    updateRefund(refund, { state, ...(stripeRefundId && { stripe_refund_id: stripeRefundId }) }, ctx.now),
    // Nothing more is lost of it, but guarded: a lost dispute that is booked meanwhile has counted this refund as paid.
    ...(isBack ? [guardPaid(ctx, refund)] : []),
    ...(outside ?? []),
    ...post(
      ctx,
      effectOn(paidOf(refund), `refund-${state}:${id}`),
      subject,
      currency,
      settlementPostings(refund, state, moved, byBank),
    ),
    tellRefund(ctx, byBank > 0 ? 'refund.superseded' : `refund.${state}`, refund),
  ];
}

/** Refuses the batch as stale where what a refund is of has changed since it was loaded. */
export function guardPaid(ctx: Ctx, refund: RefundOfIntent): Write {
  return addDisputed({ ...paidOf(refund), version: refund.paid_version }, 0, ctx.now);
}

// A refund that fails before it succeeded moved no money: it is owed as before. What a bank has paid as well once it had
// succeeded is owed no more, and the marketplace bears it no more.
function settlementPostings(
  { state, payer_id: guest }: RefundOfIntent,
  to: RefundState,
  moved: number,
  byBank: number,
): Postings {
  if (to === 'succeeded') return { guest: of(guest, moved), stripe: of(guest, 0 - moved) };
  if (state !== 'succeeded') return {};
  return { guest: of(guest, byBank - moved), stripe: of(guest, moved), platform: 0 - byBank };
}
