import type { Ctx } from '../context.ts';
import type { DepositEventType } from '../kernel/events.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { releaseDeposit } from './jobs.ts';
import type { DepositRow, Hold } from './queries.ts';

/** The event that tells of a deposit, to both sides unless said otherwise. */
export function tellDeposit(ctx: Ctx, type: DepositEventType, deposit: DepositRow, amount = deposit.amount): Write {
  const { id, booking_id: bookingId, guest_id: guestId, host_id: hostId, currency } = deposit;
  return emit(ctx, { type, subject: id, guestId, hostId, data: { bookingId, amount, currency } });
}

/** The writes that give these authorisations free; one that is being made is given free by its maker. */
export function releaseWrites(ctx: Ctx, holds: readonly Hold[]): Write[] {
  return holds
    .filter(({ state }) => state === 'authorised' || state === 'declined')
    .map(({ id }) => enqueue(ctx, releaseDeposit, { holdId: id }));
}
