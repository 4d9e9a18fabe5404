import type { Ctx } from '../context.ts';
import { of, post } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import type { ReversalRow } from './queries/transfers.ts';

type CarriedReversal = Pick<ReversalRow, 'id' | 'host_id' | 'booking_id' | 'currency' | 'amount'>;

/** The writes that make what a host could not give back a debt, to be kept from what is paid next. */
export function postCarried(ctx: Ctx, reversal: CarriedReversal): Write[] {
  const { id, host_id: hostId, booking_id: bookingId, currency, amount } = reversal;
  return [
    ...post(ctx, `carried:${id}`, bookingId, currency, {
      receivables: of(hostId, amount),
      host: of(hostId, 0 - amount),
    }),
    emit(ctx, { type: 'payout.carried', subject: id, hostId, data: { bookingId, currency, amount } }),
  ];
}
