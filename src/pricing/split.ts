import { chargeableAmounts } from '../kernel/chargeable-amounts.ts';
import { chargeableUnit } from '../kernel/currencies.ts';
import { DAY_MS } from '../kernel/durations.ts';
import { shareOf } from '../kernel/money.ts';
import { minus, type Totals } from '../kernel/price.ts';
import { type BookedStay, deadlineOf } from './timeline.ts';

/** A price in two parts: one is paid when the stay is booked, the rest charged at `dueAt`, and owed until `payBy`. */
export type Split = { first: Totals; rest: Totals; dueAt: Date; payBy: Date };

/** When a price can be paid in two parts, in milliseconds before free cancellation ends. */
const splitTerms = {
  /** So far ahead it has to be booked. */
  book: 14 * DAY_MS,
  /** The rest is charged. */
  charge: 3 * DAY_MS,
  /** A rest that is still unpaid ends the stay: whatever was paid goes back by the policy. */
  pay: DAY_MS,
} as const;

/**
 * How a stay that is booked now can be paid in two parts: half of it first, rounded up to what a card can be charged. Null
 * where cancelling is free for too short a time, or only for some time after booking, and where half is too little.
 */
export function splitOf(booked: BookedStay): Split | null {
  const { totals, currency } = booked.price;
  const freeUntil = freeUntilOf(booked);
  if (freeUntil === null || freeUntil - booked.bookedAt.getTime() < splitTerms.book) return null;
  const unit = chargeableUnit(currency);
  const half = Math.floor(totals.guestPays / unit / 2) * unit;
  if (half < chargeableAmounts(currency).least) return null;
  const first = firstOf(totals, totals.guestPays - half, unit);
  const dueAt = new Date(freeUntil - splitTerms.charge);
  return { first, rest: minus(totals, first), dueAt, payBy: new Date(freeUntil - splitTerms.pay) };
}

// Until when everything goes back, by a limit that stands whenever the stay was booked.
function freeUntilOf(booked: BookedStay): number | null {
  const limits = booked.policy.steps
    .filter(({ kept }) => kept.nights === 0 && kept.restBps === 0)
    .filter(({ until }) => until.hoursAfterBooking === undefined && until.hoursAfterConfirmation === undefined)
    .map(({ until }) => deadlineOf(booked, until).getTime());
  return limits.length === 0 ? null : Math.max(...limits);
}

// Each share in chargeable amounts, so that whatever of it goes back is one, too; what rounding leaves is the platform's.
function firstOf({ guestPays, hostReceives, taxes }: Totals, first: number, unit: number): Totals {
  const host = shareOf(hostReceives, first, guestPays, unit);
  const tax = Math.min(shareOf(taxes, first, guestPays, unit), first - host);
  return { guestPays: first, hostReceives: host, platformKeeps: first - host - tax, taxes: tax };
}
