import type { Currency } from '../kernel/currencies.ts';
import type { BookingId, PayoutId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { type PaidStay, releasedBy, releasesOf } from './releases.ts';
import { leastPayout, payoutTerms } from './terms.ts';

/** A host's money in one currency. `owed` is what the host owes, `staysPaid` counts stays of any currency. */
export type HostFunds = {
  currency: Currency;
  owed: number;
  canBePaid: boolean;
  heldUntil: Date | null;
  staysPaid: number;
};

/**
 * The money of one stay; `now` is by the time of its booking. `balance` is the host's in the ledger: negative, not paid out yet; positive, to be given back.
 * `returned` was given back or is carried, `returning` is being reversed. Payouts that failed are left out.
 */
export type StayFunds = PaidStay & {
  bookingId: BookingId;
  now: Date;
  /** Whether it is paid for and not disputed. */
  isSecure: boolean;
  balance: number;
  payouts: readonly MadePayout[];
  returned: number;
  returning: number;
};

/** `reversed` is what was taken back of it, or is about to be. */
export type MadePayout = { id: PayoutId; state: 'pending' | 'paid'; gross: number; amount: number; reversed: number };

export type NewPayout = { bookingId: BookingId; gross: number; withheld: number; amount: number };
export type NewReversal = { bookingId: BookingId; payoutId: PayoutId; amount: number };
export type Carried = { bookingId: BookingId; amount: number };

/** `nextAt` is when each stay has to be looked at again, by its own time: in the past while it waits for something without a time. */
export type Settlement = {
  payouts: NewPayout[];
  reversals: NewReversal[];
  carried: Carried[];
  nextAt: Map<BookingId, Date | null>;
};

/**
 * Decides what is paid to a host, and what is taken back, at `now`, which is each stay's own time except where its booking's
 * was moved. What was given back beyond what is left of a stay is
 * taken from its transfers, the newest first; where there is none, the host owes it, and it is kept from what is paid
 * next. Nothing is paid before its time, to a host who is suspended or whom Stripe does not pay, of a disputed stay, or below the least
 * amount.
 */
export function decideSettlement(funds: HostFunds, stays: readonly StayFunds[], now: Date): Settlement {
  const takenBack = stays.map((stay) => takeBack(stay));
  const carried = takenBack.flatMap((taken) => taken.carried);
  const due = stays.map((stay) => ({ stay, amount: dueOf(stay, funds) }));
  const owed = Math.max(0, funds.owed) + sum(carried.map(({ amount }) => amount));
  const payable = payableOf(due, funds, now);
  const net = Math.max(0, sum(payable.map(({ amount }) => amount)) - owed);
  const isTooLittle = net > 0 && net < leastPayout(funds.currency);
  const payouts = isTooLittle ? [] : payoutsOf(payable, owed);
  return {
    payouts,
    reversals: takenBack.flatMap((taken) => taken.reversals),
    carried,
    nextAt: new Map(
      due.map(({ stay, amount }, index) => {
        const isPaid = payouts.some(({ bookingId }) => bookingId === stay.bookingId);
        const waits = (amount > 0 && !isPaid) || takenBack[index]?.waits === true;
        return [stay.bookingId, waits ? wakeAt(stay, funds, now) : nextRelease(stay, funds)];
      }),
    ),
  };
}

/**
 * When the next part is due of a stay that was last to be looked at by `lookAt`, if that was before its latest part was due.
 * What waits is looked at then as well, since with more of the same stay it may be enough; once, however often it is looked at.
 */
export function partToCome(stay: StayFunds, funds: HostFunds, lookAt: Date | null): Date | undefined {
  const dates = releasesOf(stay).map(({ at }) => new Date(at.getTime() + holdOf(funds)));
  const latest = dates.findLast((at) => at <= stay.now);
  const isSeen = latest === undefined || (lookAt !== null && lookAt > latest);
  return isSeen ? undefined : dates.find((at) => at > stay.now);
}

// What is to be given back of a transfer that is still under way waits for it.
function takeBack(stay: StayFunds): { reversals: NewReversal[]; carried: Carried[]; waits: boolean } {
  const { bookingId, payouts } = stay;
  let left = Math.max(0, stay.balance - stay.returning);
  const reversals: NewReversal[] = [];
  for (const payout of payouts.filter(({ state }) => state === 'paid').toReversed()) {
    const amount = Math.min(left, payout.amount - payout.reversed);
    if (amount > 0) reversals.push({ bookingId, payoutId: payout.id, amount });
    left -= Math.max(0, amount);
  }
  const waits = left > 0 && payouts.some(({ state }) => state === 'pending');
  return { reversals, carried: left > 0 && !waits ? [{ bookingId, amount: left }] : [], waits };
}

function dueOf(stay: StayFunds, funds: HostFunds): number {
  const paid = paidOf(stay);
  const unpaid = Math.max(0, 0 - stay.balance);
  const released = releasedBy(stay, unpaid + paid, new Date(stay.now.getTime() - holdOf(funds)));
  return Math.max(0, Math.min(unpaid, released - paid));
}

type Due = { stay: StayFunds; amount: number };

function payableOf(due: readonly Due[], funds: HostFunds, now: Date): Due[] {
  if (!funds.canBePaid || (funds.heldUntil !== null && funds.heldUntil > now)) return [];
  return due.filter(({ stay, amount }) => amount > 0 && stay.isSecure && !isUnderWay(stay));
}

function payoutsOf(payable: readonly Due[], owed: number): NewPayout[] {
  let left = owed;
  return payable.map(({ stay: { bookingId }, amount: gross }) => {
    const withheld = Math.min(left, gross);
    left -= withheld;
    return { bookingId, gross, withheld, amount: gross - withheld };
  });
}

function isUnderWay({ payouts }: StayFunds): boolean {
  return payouts.some(({ state }) => state === 'pending');
}

function paidOf({ payouts, returned }: StayFunds): number {
  return sum(payouts.map(({ gross }) => gross)) - returned;
}

function wakeAt(stay: StayFunds, { heldUntil }: HostFunds, now: Date): Date {
  const waits = heldUntil === null ? 0 : Math.max(0, heldUntil.getTime() - now.getTime());
  return new Date(stay.now.getTime() + waits);
}

function nextRelease(stay: StayFunds, funds: HostFunds): Date | null {
  if (stay.balance >= 0) return null;
  const next = releasesOf(stay).find(({ at }) => at.getTime() + holdOf(funds) > stay.now.getTime());
  return next === undefined ? null : new Date(next.at.getTime() + holdOf(funds));
}

function holdOf({ staysPaid }: HostFunds): number {
  return staysPaid < payoutTerms.newHost.stays ? payoutTerms.newHost.hold : 0;
}
