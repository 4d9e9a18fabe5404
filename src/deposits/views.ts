import type { Side } from '../kernel/actor.ts';
import { type BookingState, hasFallen } from '../kernel/booking-state.ts';
import type { z } from '../kernel/zod.ts';
import type { DepositState } from '../platform/db/tables/deposits.ts';
import { type DepositStay, depositTimes } from './deposit.ts';
import type { BookingDepositSchema } from './schemas.ts';

/** A deposit as far as a booking shows it; times are instants or RFC 3339. */
export type ShownDeposit = {
  state: DepositState;
  amount: number;
  captured_amount: number;
  refunded_amount: number;
  error: string | null;
  claim_amount: number | null;
  claim_reason: string | null;
  claimed_at: Date | string | null;
};

/** A deposit that was just agreed on. */
export function newlyAgreed(amount: number): ShownDeposit {
  const nothing = {
    captured_amount: 0,
    refunded_amount: 0,
    error: null,
    claim_amount: null,
    claim_reason: null,
    claimed_at: null,
  };
  return { state: 'scheduled', amount, ...nothing };
}

/**
 * The deposit of a booking as one side sees it. That of a booking which never came about is shown as released: there was
 * nothing to authorise.
 */
export function viewDeposit(
  deposit: ShownDeposit,
  stay: DepositStay & { state: BookingState },
  side: Side,
): z.input<typeof BookingDepositSchema> {
  const { authoriseAt, claimUntil } = depositTimes(stay);
  const { claim_amount: amount, claim_reason: reason, claimed_at: claimedAt } = deposit;
  const isOver = deposit.state === 'scheduled' && hasFallen(stay.state);
  return {
    state: isOver ? 'released' : deposit.state,
    amount: deposit.amount,
    captured: deposit.captured_amount,
    refunded: deposit.refunded_amount,
    authoriseAt: authoriseAt.toISOString(),
    claimUntil: claimUntil.toISOString(),
    error: side === 'guest' ? deposit.error : null,
    claim:
      amount === null || claimedAt === null
        ? null
        : { amount, reason: reason ?? TAKEN_UNCLAIMED, claimedAt: new Date(claimedAt).toISOString() },
  };
}

/** The reason that both sides see of what was captured in Stripe's Dashboard, which no host has claimed. */
const TAKEN_UNCLAIMED = 'Taken by the marketplace';
