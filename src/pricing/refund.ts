import type { CancellationPolicy, Deadline } from '../kernel/cancellation-policy.ts';
import { chargeableUnit } from '../kernel/currencies.ts';
import { addDays, hoursBefore, instantAt, type PlainDate } from '../kernel/dates.ts';
import { percentOf, shareBelow, shareOf, sum } from '../kernel/money.ts';
import { amountOf, type PricedStay, type PriceLine, type Totals, totalsOf } from '../kernel/price.ts';

/** What a refund depends on, as it was when booked; `checkInTime` is `HH:MM` on the listing's clocks. */
export type BookedStay = {
  policy: CancellationPolicy;
  price: PricedStay;
  checkIn: PlainDate;
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
 * extra guests are kept night by night; discounts and guest's fee follow the price of the nights; cleaning and other
 * fees go back until the check-in opens, unless they are not refundable; taxes and the host's fee follow what they are
 * taken from. What is kept of a line is rounded once, half away from zero, to what a card can be charged, and down where
 * the host pays a tax; the guest has the remainder.
 */
export function decideRefund(booked: BookedStay, { by, at }: Cancellation): Refund {
  return divide(booked, momentOf(timelineOf(booked), at), by);
}

/**
 * What a guest gets back, from confirmation on, as a step function over time: `decideRefund` at every instant at which
 * its answer changes, in order, the last without end.
 */
export function cancellationTerms(booked: BookedStay): CancellationTerm[] {
  const timeline = timelineOf(booked);
  const limits = [...timeline.deadlines, timeline.checkIn, ...timeline.nightEnds]
    .filter((limit) => limit >= booked.confirmedAt)
    .toSorted((a, b) => a.getTime() - b.getTime());
  const refundAt = (at: Date) => divide(booked, momentOf(timeline, at), 'guest').refund;
  const afterAll = new Date((limits.at(-1) ?? booked.confirmedAt).getTime() + 1);
  const terms = [
    ...limits.map((until) => ({ until, refund: refundAt(until) })),
    { until: null, refund: refundAt(afterAll) },
  ];
  return terms.filter((term, index) => term.refund !== terms[index + 1]?.refund);
}

/** The instants at which a refund can change; `deadlines` are those of the policy's steps. */
type Timeline = { deadlines: Date[]; checkIn: Date; nightEnds: Date[] };

/** Where on its timeline a booking is; at a limit it is still before it. `step` is -1 when no deadline is left. */
type Moment = { step: number; hasCheckedIn: boolean; nightsStayed: number };

function timelineOf(booked: BookedStay): Timeline {
  return {
    deadlines: booked.policy.steps.map((step) => deadlineOf(booked, step.until)),
    checkIn: checkInOf(booked),
    nightEnds: booked.price.nights.map((night) => instantAt(addDays(night.date, 1), '00:00', booked.timeZone)),
  };
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
function checkInOf({ checkIn, checkInTime, timeZone }: BookedStay, daysBefore = 0): Date {
  return instantAt(addDays(checkIn, -daysBefore), checkInTime, timeZone);
}

function momentOf({ deadlines, checkIn, nightEnds }: Timeline, at: Date): Moment {
  const instant = at.getTime();
  return {
    step: deadlines.findIndex((deadline) => at <= deadline),
    hasCheckedIn: at > checkIn,
    // As numbers: the terms of a year compare a hundred thousand pairs, and dates take a hundred times as long.
    nightsStayed: nightEnds.filter((end) => end.getTime() < instant).length,
  };
}

function divide(booked: BookedStay, moment: Moment, by: Cancellation['by']): Refund {
  const { lines: paid, totals } = booked.price;
  const keptOf = by === 'guest' ? keptByPolicy(booked, moment) : () => 0;
  const lines = paid.map((line) => {
    const kept = keptOf(line);
    return { ...line, kept, refunded: line.amount - kept };
  });
  const kept = totalsOf(lines.map((line) => ({ ...line, amount: line.kept })));
  return { refund: totals.guestPays - kept.guestPays, kept, nightsStayed: moment.nightsStayed, lines };
}

function keptByPolicy(booked: BookedStay, moment: Moment): (line: PriceLine) => number {
  const { nights, lines, currency } = booked.price;
  const unit = chargeableUnit(currency);
  const rule = booked.policy.steps[moment.step]?.kept ?? booked.policy.afterwards;
  const keptOfNights = (amounts: number[]) => {
    const inFull = moment.nightsStayed + rule.nights;
    return sum(amounts.slice(0, inFull)) + percentOf(sum(amounts.slice(inFull)), rule.restBps, unit);
  };
  const proportionOf = (amount: number, part: number, whole: number) =>
    whole === 0 ? 0 : shareOf(amount, part, whole, unit);
  const nightly = nights.map((night) => night.amount);
  const keptNightly = keptOfNights(nightly);
  // Rounded together: each by itself, two could take a unit more off the nights than was kept of them meanwhile.
  const discounts = lines.filter(({ code }) => code.endsWith('-discount'));
  const keptOfDiscounts = (count: number) =>
    proportionOf(amountOf(discounts.slice(0, count)), keptNightly, sum(nightly));

  const keptOf = (line: PriceLine): number => {
    switch (line.code) {
      case 'nights':
        return keptNightly;
      case 'extra-guests':
        return keptOfNights(nights.map(() => line.amount / nights.length));
      case 'cleaning':
      case 'linen':
      case 'pets':
      case 'fee':
        return moment.hasCheckedIn || line.refundable === false ? line.amount : 0;
      case 'new-listing-discount':
      case 'promotion-discount':
      case 'weekly-discount':
      case 'monthly-discount':
      case 'early-bird-discount':
      case 'last-minute-discount':
      case 'non-refundable-discount':
        return keptOfDiscounts(discounts.indexOf(line) + 1) - keptOfDiscounts(discounts.indexOf(line));
      case 'guest-fee':
        return proportionOf(line.amount, keptNightly, sum(nightly));
      case 'host-fee':
        return follow(line, (base) => base.recipient === 'host');
      case 'tax':
        return keptOfTax(line);
    }
  };
  // An amount per night follows the nights. Of what the host pays nothing is rounded up: he may have no more to pay it of.
  const keptOfTax = (line: PriceLine) => {
    const taxed = lines.filter((base) => (line.rateBps === undefined ? base.code === 'nights' : base.taxable));
    const [part, whole] = [sum(taxed.map(keptOf)), amountOf(taxed)];
    if (line.payer === 'guest') return proportionOf(line.amount, part, whole);
    return whole === 0 ? 0 : Math.min(shareBelow(line.amount, part, whole, unit), leftToHost(line));
  };
  // What the host has before this tax: he never pays more of it than that.
  const leftToHost = (tax: PriceLine) => {
    const before = lines.slice(0, lines.indexOf(tax));
    const moved = before.filter(({ recipient, payer }) => recipient === 'host' || payer === 'host');
    return Math.max(0, sum(moved.map((line) => (line.recipient === 'host' ? keptOf(line) : -keptOf(line)))));
  };
  const follow = (line: PriceLine, isBase: (line: PriceLine) => boolean) => {
    const base = lines.filter(isBase);
    return proportionOf(line.amount, sum(base.map(keptOf)), amountOf(base));
  };
  return keptOf;
}
