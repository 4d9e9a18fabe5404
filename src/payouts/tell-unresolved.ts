import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { type Claimed, isForgotten } from '../platform/stripe/index.ts';
import { markUnresolved, type PayoutRow, type ReversalRow } from './queries/transfers.ts';

type Unresolved = Claimed &
  Pick<PayoutRow | ReversalRow, 'id' | 'unresolved_at' | 'currency' | 'amount' | 'booking_id'> & {
    host_id: PersonId;
  };

/** Tells the operator, once, of a payout or reversal of which nobody knows after 20 hours whether Stripe has made it. */
export async function tellUnresolved(
  ctx: Ctx,
  claim: Unresolved,
  table: 'payouts' | 'payout_reversals',
): Promise<void> {
  if (claim.unresolved_at !== null || !isForgotten(ctx, claim)) return;
  const { id, host_id: hostId, booking_id: bookingId, currency, amount } = claim;
  await commitOrThrow(ctx, [
    markUnresolved(id, table, ctx.realNow),
    emit(ctx, { type: 'payout.unresolved', subject: id, hostId, data: { bookingId, currency, amount } }),
  ]);
}
