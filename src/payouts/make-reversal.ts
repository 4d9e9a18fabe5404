import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { PayoutReversalId } from '../kernel/ids.ts';
import { of, post } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { doneOnce, findMarked, stripeFailureOf } from '../platform/stripe/index.ts';
import { postCarried } from './post-carried.ts';
import { type ReversalRow, selectReversal, updateReversal } from './queries/transfers.ts';
import { tellUnresolved } from './tell-unresolved.ts';

/**
 * Job: has Stripe take back of a transfer what the host gives back, once. What Stripe refuses, because the host has the
 * money no more, the host owes.
 */
export async function onMakeReversal(
  ctx: Ctx,
  { reversalId }: { reversalId: PayoutReversalId },
): Promise<readonly Write[]> {
  const [reversal] = await ctx.db.all(selectReversal(reversalId));
  if (reversal?.state !== 'pending') return [];
  await tellUnresolved(ctx, reversal, 'payout_reversals');
  try {
    const made = await reversalOf(ctx, reversal);
    return madeWrites(ctx, reversal, made);
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    return [updateReversal(reversalId, { state: 'carried' }, ctx.realNow), ...postCarried(ctx, reversal)];
  }
}

type OfTransfer = ReversalRow & { stripe_transfer_id: string };

function reversalOf(ctx: Ctx, reversal: OfTransfer): Promise<Stripe.TransferReversal> {
  const { id, amount, stripe_transfer_id: transferId } = reversal;
  return doneOnce(ctx, 'payout_reversals', reversal, {
    make: (idempotencyKey) =>
      ctx.stripe.transfers.createReversal(transferId, { amount, metadata: { reversalId: id } }, { idempotencyKey }),
    find: () => findReversal(ctx, reversal),
  });
}

function findReversal({ stripe }: Ctx, reversal: OfTransfer): Promise<Stripe.TransferReversal | undefined> {
  return findMarked(
    stripe.transfers.listReversals(reversal.stripe_transfer_id, { limit: 100 }),
    'reversalId',
    reversal.id,
  );
}

function madeWrites(ctx: Ctx, reversal: ReversalRow, { id: stripeReversalId }: Stripe.TransferReversal): Write[] {
  const { id, host_id: hostId, booking_id: bookingId, payout_id: payoutId, currency, amount } = reversal;
  return [
    updateReversal(id, { state: 'made', stripe_reversal_id: stripeReversalId }, ctx.realNow),
    ...post(ctx, `reversal:${id}`, bookingId, currency, {
      stripe: of(hostId, amount),
      host: of(hostId, 0 - amount),
    }),
    emit(ctx, { type: 'payout.reversed', subject: id, hostId, data: { payoutId, bookingId, currency, amount } }),
  ];
}
