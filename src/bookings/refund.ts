import { chargeableUnit } from '../kernel/currencies.ts';
import { addDays, daysBetween, hoursBefore, instantAt, type Stay, todayIn } from '../kernel/dates.ts';
import { percentOf, shareOf, sum } from '../kernel/money.ts';
import { amountOf, type PricedStay, type PriceLine, type Totals, totalsOf } from '../kernel/price.ts';
import type { CancellationPolicy, Deadline, Kept } from './cancellation-policy.ts';

/** What a refund depends on, as it was when booked; `checkInTime` is `HH:MM` on the listing's clocks. */
export type BookedStay = {
  policy: CancellationPolicy;
  price: PricedStay;
  stay: Stay;
  timeZone: string;
  checkInTime: string;
  bookedAt: Date;
  confirmedAt: Date;
};

export type Cancellation = { by: 'guest' | 'host' | 'support'; at: Date };

/** A line of the price, divided: `amount = kept + refunded`. */
export type RefundLine = PriceLine & { kept: number; refunded: number };

/**
 * In minor units. `refund` goes back to the guest, `kept` says who has what of the rest: the host's payout, the
 * platform's fee, the taxes due.
 */
export type Refund = { refund: number; kept: Totals; nightsStayed: number; lines: RefundLine[] };

/** Up to and including `until` (null: for ever), a guest who cancels gets `refund` back, in minor units. */
export type CancellationTerm = { until: Date | null; refund: number };

/**
 * Divides what was paid between guest, host, platform and taxes. A host's or support's cancellation gives everything
 * back. A guest's follows the policy: a night counts as stayed once its date is over where the listing is; nights and
 * extra guests are kept night by night; discount and guest's fee follow the price of the nights; cleaning goes back
 * until the check-in opens; taxes and the host's fee follow what they are taken from. What is kept of a line is rounded
 * once, half away from zero, to what a card can be charged; the guest has the remainder.
 */
export function decideRefund(booked: BookedStay, { by, at }: Cancellation): Refund {
  // An instant at a limit is still in time: the moment before it decides.
  const moment = new Date(at.getTime() - 1);
  const nightsStayed = nightsStayedBy(booked, moment);
  const keptOf = by === 'guest' ? keptByPolicy(booked, moment, nightsStayed) : () => 0;
  const lines = booked.price.lines.map((line) => {
    const kept = keptOf(line);
    return { ...line, kept, refunded: line.amount - kept };
  });
  const kept = totalsOf(lines.map((line) => ({ ...line, amount: line.kept })));
  return { refund: booked.price.totals.guestPays - kept.guestPays, kept, nightsStayed, lines };
}

/**
 * What a guest gets back, from confirmation on, as a step function over time: `decideRefund` at every instant at which
 * its answer changes, in order, the last without end.
 */
export function cancellationTerms(booked: BookedStay): CancellationTerm[] {
  const limits = [
    ...booked.policy.steps.map((step) => deadlineOf(booked, step.until)),
    checkInOf(booked),
    ...booked.price.nights.map((night) => instantAt(addDays(night.date, 1), '00:00', booked.timeZone)),
  ]
    .filter((limit) => limit >= booked.confirmedAt)
    .toSorted((a, b) => a.getTime() - b.getTime());
  const refundAt = (at: Date) => decideRefund(booked, { by: 'guest', at }).refund;
  const afterAll = new Date((limits.at(-1) ?? booked.confirmedAt).getTime() + 1);
  const terms = [
    ...limits.map((until) => ({ until, refund: refundAt(until) })),
    { until: null, refund: refundAt(afterAll) },
  ];
  return terms.filter((term, index) => term.refund !== terms[index + 1]?.refund);
}

function nightsStayedBy({ stay, timeZone }: BookedStay, moment: Date): number {
  const over = daysBetween(stay.checkIn, todayIn(timeZone, moment));
  return Math.min(Math.max(over, 0), daysBetween(stay.checkIn, stay.checkOut));
}

function keptByPolicy(booked: BookedStay, moment: Date, nightsStayed: number): (line: PriceLine) => number {
  const { nights, lines, currency } = booked.price;
  const unit = chargeableUnit(currency);
  const rule = ruleAt(booked, moment);
  const keptOfNights = (amounts: number[]) => {
    const inFull = nightsStayed + rule.nights;
    return sum(amounts.slice(0, inFull)) + percentOf(sum(amounts.slice(inFull)), rule.restBps, unit);
  };
  const proportionOf = (line: PriceLine, part: number, whole: number) =>
    whole === 0 ? 0 : shareOf(line.amount, part, whole, unit);
  const nightly = nights.map((night) => night.amount);
  const hasCheckedIn = moment >= checkInOf(booked);

  const keptOf = (line: PriceLine): number => {
    switch (line.code) {
      case 'nights':
        return keptOfNights(nightly);
      case 'extra-guests':
        return keptOfNights(nights.map(() => line.amount / nights.length));
      case 'cleaning':
        return hasCheckedIn ? line.amount : 0;
      case 'weekly-discount':
      case 'monthly-discount':
      case 'guest-fee':
        return proportionOf(line, keptOfNights(nightly), sum(nightly));
      case 'host-fee':
        return follow(line, (base) => base.recipient === 'host');
      case 'tax':
        return follow(line, (base) => base.taxable);
    }
  };
  const follow = (line: PriceLine, isBase: (line: PriceLine) => boolean) => {
    const base = lines.filter(isBase);
    return proportionOf(line, sum(base.map(keptOf)), amountOf(base));
  };
  return keptOf;
}

function ruleAt(booked: BookedStay, moment: Date): Kept {
  const step = booked.policy.steps.find(({ until }) => moment < deadlineOf(booked, until));
  return step?.kept ?? booked.policy.afterwards;
}

function deadlineOf(booked: BookedStay, until: Deadline): Date {
  const limits: Date[] = [];
  const { hoursAfterConfirmation, hoursAfterBooking, hoursBeforeCheckIn, daysBeforeCheckIn } = until;
  if (hoursAfterConfirmation !== undefined) limits.push(hoursBefore(booked.confirmedAt, -hoursAfterConfirmation));
  if (hoursAfterBooking !== undefined) limits.push(hoursBefore(booked.bookedAt, -hoursAfterBooking));
  if (hoursBeforeCheckIn !== undefined) limits.push(hoursBefore(checkInOf(booked), hoursBeforeCheckIn));
  if (daysBeforeCheckIn !== undefined) limits.push(checkInOf(booked, daysBeforeCheckIn));
  return new Date(Math.min(...limits.map(Number)));
}

/** When the check-in opens, or the same clock time so many days before. */
function checkInOf({ stay, checkInTime, timeZone }: BookedStay, daysBefore = 0): Date {
  return instantAt(addDays(stay.checkIn, -daysBefore), checkInTime, timeZone);
}
