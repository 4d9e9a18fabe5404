import { type BookingState, isStanding } from '../kernel/booking-state.ts';
import { chargeableAmounts, unchargeable } from '../kernel/chargeable-amounts.ts';
import type { Currency } from '../kernel/currencies.ts';
import { instantAt, type PlainDate } from '../kernel/dates.ts';
import { type InputError, Problem } from '../kernel/problem.ts';
import type { DepositHoldState, DepositState } from '../platform/db/tables/deposits.ts';
import { depositTerms } from './terms.ts';

/** Why a deposit is failed that was set aside before: Stripe's time for it has ended. */
export const AUTHORISATION_EXPIRED = 'authorisation_expired';

/** A stay as far as its deposit's clocks depend on it; times are `HH:MM` on the clocks there. */
export type DepositStay = {
  check_in: PlainDate;
  check_in_from: string;
  check_out: PlainDate;
  check_out_by: string;
  time_zone: string;
};

/** What is decided on about a deposit. */
type DepositFacts = DepositStay & {
  state: DepositState;
  booking_state: BookingState;
  amount: number;
  currency: Currency;
  hold_id: string | null;
  last_hold_id: string | null;
  missing_told_at: Date | null;
  error: string | null;
  claim_amount: number | null;
};

/** A deposit of which something was taken, in minor units. */
type CapturedDeposit = {
  state: DepositState;
  currency: Currency;
  captured_amount: number;
  refunded_amount: number;
  disputed_amount: number;
};

/** One authorisation of it. */
type HoldFacts = { id: string; state: DepositHoldState; capture_before: Date | null };

type DepositMove = 'authorise' | 'fail' | 'release' | 'claim' | 'capture' | 'reschedule';

/**
 * The whole life of a deposit. What isn't here does not happen; `authorise` from `authorised` renews it, and a person may
 * capture in the Dashboard what is being given free, or what nobody has told of yet.
 */
const depositLife: Readonly<Record<DepositState, { readonly [move in DepositMove]?: DepositState }>> = {
  scheduled: { authorise: 'authorised', fail: 'failed', release: 'released', capture: 'captured' },
  authorised: {
    authorise: 'authorised',
    fail: 'failed',
    release: 'released',
    claim: 'authorised',
    capture: 'captured',
    reschedule: 'scheduled',
  },
  failed: {
    authorise: 'authorised',
    fail: 'failed',
    release: 'released',
    capture: 'captured',
    reschedule: 'scheduled',
  },
  released: { capture: 'captured' },
  captured: {},
};

/** The one way to move a deposit. Throws `invalid-transition` for a move that it cannot make from here. */
export function nextDeposit(from: DepositState, move: DepositMove): DepositState {
  const to = depositLife[from][move];
  if (to !== undefined) return to;
  throw new Problem('invalid-transition', { detail: `A deposit that is ${from} cannot do this: ${move}.` });
}

/** When a deposit is authorised, and from when until when the host can claim it. */
export function depositTimes(stay: DepositStay): { authoriseAt: Date; checkIn: Date; claimUntil: Date } {
  const checkIn = instantAt(stay.check_in, stay.check_in_from, stay.time_zone);
  const checkOut = instantAt(stay.check_out, stay.check_out_by, stay.time_zone);
  return {
    authoriseAt: new Date(checkIn.getTime() - depositTerms.authorise),
    checkIn,
    claimUntil: new Date(checkOut.getTime() + depositTerms.claim),
  };
}

/** What has to be done about a deposit now, and when to look at it next; null: not by the clock. */
export type Look = {
  does: 'authorise' | 'end' | 'release' | 'reschedule' | 'tell-missing' | 'nothing';
  nextAt: Date | null;
};

/** Decides from what is there alone, so that it does not matter how often a deposit is looked at. */
export function decideLook(deposit: DepositFacts, holds: readonly HoldFacts[], now: Date): Look {
  const { authoriseAt, checkIn, claimUntil } = depositTimes(deposit);
  if (deposit.claim_amount !== null || depositLife[deposit.state].release === undefined) return nothing(null);
  if (deposit.booking_state === 'cancelled') return { does: 'release', nextAt: null };
  if (!isStanding(deposit.booking_state)) return nothing(null);
  if (now < authoriseAt) {
    // Its stay was put off since: until its new days, nothing is kept from the guest, nor asked for.
    return { does: deposit.state === 'scheduled' ? 'nothing' : 'reschedule', nextAt: authoriseAt };
  }
  const isUnderWay = holds.some(({ state }) => state === 'opening' || state === 'declined');
  switch (deposit.state) {
    case 'scheduled':
      if (now >= claimUntil) return { does: 'release', nextAt: null };
      return { does: isUnderWay ? 'nothing' : 'authorise', nextAt: now < checkIn ? checkIn : claimUntil };
    case 'failed':
      if (now < checkIn) return { does: isUnderWay ? 'nothing' : 'authorise', nextAt: checkIn };
      return isMissing(deposit) ? { does: 'tell-missing', nextAt: null } : nothing(null);
    default: {
      if (now >= claimUntil) return { does: 'release', nextAt: null };
      const renewAt = isUnderWay ? null : renewalOf(deposit, holds, claimUntil);
      if (renewAt === null || renewAt >= claimUntil) return untilItsEnd(deposit, holds, claimUntil, now);
      return renewAt <= now ? { does: 'authorise', nextAt: claimUntil } : nothing(renewAt);
    }
  }
}

/** Whether an authorisation that comes now is what the deposit waits for. */
export function isWanted(deposit: DepositFacts, now: Date): boolean {
  if (!isStanding(deposit.booking_state) || deposit.claim_amount !== null || now < depositTimes(deposit).authoriseAt)
    return false;
  return depositLife[deposit.state].authorise !== undefined;
}

/**
 * Whether what is set aside has to stay so: nobody has decided over it yet, and its time is not over, or the host has
 * claimed it.
 */
export function isHeldFor(deposit: DepositFacts, { capture_before: endsAt }: HoldFacts, now: Date): boolean {
  if (deposit.state === 'authorised' && deposit.claim_amount !== null) return true;
  return isWanted(deposit, now) && (endsAt === null || now.getTime() < endsAt.getTime() + depositTerms.hear);
}

/**
 * Decides whether the host can claim so much now. Throws `invalid-transition` outside the time for it, when it was
 * claimed before, and where nothing is authorised; `invalid-input` for an amount that can't be taken of it.
 */
export function decideClaim(deposit: DepositFacts, holds: readonly HoldFacts[], amount: number, now: Date): void {
  const { checkIn, claimUntil } = depositTimes(deposit);
  nextDeposit(deposit.state, 'claim');
  if (deposit.claim_amount !== null) throw new Problem('invalid-transition', { detail: 'It was claimed before.' });
  if (!isStanding(deposit.booking_state) || now < checkIn || now >= claimUntil) {
    const detail = `It can be claimed from ${checkIn.toISOString()} until ${claimUntil.toISOString()}.`;
    throw new Problem('invalid-transition', { detail });
  }
  const endsAt = endOf(deposit, holds);
  if (endsAt !== null && endsAt <= now) {
    throw new Problem('invalid-transition', { detail: 'What was set aside has been given free by the bank.' });
  }
  const errors = mistakesOf(amount, deposit);
  if (errors.length > 0) throw new Problem('invalid-input', { errors });
}

/**
 * Decides whether support can give so much of what was captured back. Throws `invalid-transition` unless it was captured,
 * `invalid-input` for more than is left of it, or an amount that is never paid.
 * @returns what is left then
 */
export function decideRefund(deposit: CapturedDeposit, amount: number): number {
  const { state, currency, captured_amount: captured, refunded_amount, disputed_amount } = deposit;
  if (state !== 'captured') throw new Problem('invalid-transition', { detail: 'Nothing was taken of the deposit.' });
  const left = captured - refunded_amount - disputed_amount;
  const pointer = '/amount';
  const errors =
    amount > left
      ? [{ pointer, code: 'too-much', detail: `is more than the ${left} that is left` }]
      : unchargeable(currency, pointer, amount);
  if (errors.length > 0) throw new Problem('invalid-input', { errors });
  return left - amount;
}

function mistakesOf(amount: number, { amount: most, currency }: DepositFacts): InputError[] {
  const pointer = '/amount';
  const { least } = chargeableAmounts(currency);
  if (amount > most) return [{ pointer, code: 'too-much', detail: `is more than the deposit of ${most}` }];
  if (amount < least) return [{ pointer, code: 'not-chargeable', detail: `is not at least ${least}` }];
  return unchargeable(currency, pointer, amount);
}

// One that had been set aside until its end is not: both were told of that before.
function isMissing({ missing_told_at: toldAt, error }: DepositFacts): boolean {
  return toldAt === null && error !== AUTHORISATION_EXPIRED;
}

// Of one that ends before that Stripe has told by then; where it has not within the hour, it is given free.
function untilItsEnd(deposit: DepositFacts, holds: readonly HoldFacts[], claimUntil: Date, now: Date): Look {
  const endsAt = endOf(deposit, holds);
  if (endsAt === null || endsAt >= claimUntil) return nothing(claimUntil);
  const hearAt = new Date(Math.min(endsAt.getTime() + depositTerms.hear, claimUntil.getTime()));
  return hearAt <= now ? { does: 'end', nextAt: claimUntil } : nothing(hearAt);
}

function endOf(deposit: DepositFacts, holds: readonly HoldFacts[]): Date | null {
  return holds.find(({ id }) => id === deposit.hold_id)?.capture_before ?? null;
}

// None for an authorisation that lasts long enough, and none again for one that could not be followed by another.
function renewalOf(deposit: DepositFacts, holds: readonly HoldFacts[], claimUntil: Date): Date | null {
  const endsAt = endOf(deposit, holds);
  if (endsAt === null || endsAt >= claimUntil || deposit.last_hold_id === deposit.hold_id) return null;
  return new Date(endsAt.getTime() - depositTerms.renew);
}

function nothing(nextAt: Date | null): Look {
  return { does: 'nothing', nextAt };
}
