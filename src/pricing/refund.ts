import type { Side } from '../kernel/actor.ts';
import type { Kept } from '../kernel/cancellation-policy.ts';
import { type PriceLine, type Totals, totalsOf, withSum } from '../kernel/price.ts';
import { type HostFee, hostFeeOf } from './host-fee.ts';
import { keptOfStay } from './kept.ts';
import { type BookedStay, type Moment, momentOf, type Timeline, timelineOf } from './timeline.ts';

/** Who cancels, or on whose terms it is done. */
export type Canceller = Side | 'support';

/** `perDollar` is what a dollar is worth in the currency of the price, as decimal text; null: unknown. */
export type Cancellation = { by: Canceller; at: Date; perDollar?: string | null };

/** A line of the price, divided: `amount = kept + refunded`. */
type RefundLine = PriceLine & { kept: number; refunded: number };

/**
 * In minor units. `refund` goes back to the guest, `kept` says who has what of the rest: the host's payout, the
 * platform's fee, the taxes due. `hostFee` is what a host who cancels owes the platform beside. The lines are divided as
 * if nothing had been given back before.
 */
export type Refund = { refund: number; kept: Totals; hostFee: number; nightsStayed: number; lines: RefundLine[] };

/** The same without its lines, up to and including `until` (null: for ever). */
type RefundStep = Omit<Refund, 'lines'> & { until: Date | null };

/** Up to and including `until` (null: for ever), a guest who cancels gets `refund` back, in minor units. */
type CancellationTerm = Pick<RefundStep, 'until' | 'refund'>;

/**
 * Divides what was paid between guest, host, platform and taxes. A host's or support's cancellation gives everything
 * back, and the host's has a fee. A guest's follows the policy: a night counts as stayed once its date is over where the
 * listing is. Of what was given back before nobody has to give again: each keeps what the policy says, or what is left.
 */
export function decideRefund(booked: BookedStay, cancellation: Cancellation): Refund {
  return divide(booked, timelineOf(booked), hostFeeOf(booked, cancellation), cancellation);
}

/** `decideRefund` as a step function over time, from confirmation on: each step differs from the one before. */
export function refundSteps(booked: BookedStay, by: Canceller, perDollar: string | null = null): RefundStep[] {
  const timeline = timelineOf(booked);
  const hostFee = hostFeeOf(booked, { by, perDollar });
  const paid = booked.oncePaid === undefined ? [] : [booked.oncePaid.after];
  const limits = [...timeline.deadlines, ...hostFee.limits, ...paid, timeline.checkIn, ...timeline.nightEnds]
    .filter((limit) => limit >= booked.confirmedAt)
    .toSorted((a, b) => a.getTime() - b.getTime());
  const stepAt = (at: Date, until: Date | null): RefundStep => {
    const { lines: _, ...step } = divide(booked, timeline, hostFee, { by, at });
    return { until, ...step };
  };
  const afterAll = new Date((limits.at(-1) ?? booked.confirmedAt).getTime() + 1);
  return lastOfEach([...limits.map((until) => stepAt(until, until)), stepAt(afterAll, null)], isSame);
}

/** What a guest gets back, from confirmation on, as a step function over time. */
export function cancellationTerms(booked: BookedStay): CancellationTerm[] {
  const terms = refundSteps(booked, 'guest').map(({ until, refund }) => ({ until, refund }));
  return lastOfEach(terms, (a, b) => a.refund === b.refund);
}

type Instant = Pick<Cancellation, 'by' | 'at'>;

function divide(booked: BookedStay, timeline: Timeline, hostFee: HostFee, { by, at }: Instant): Refund {
  const moment = momentOf(timeline, at);
  const { price } = booked;
  const left = leftAt(booked, at);
  const keptOf = by === 'guest' ? keptOfStay(price, moment, ruleAt(booked, moment)) : () => 0;
  const lines = price.lines.map((line) => {
    const kept = keptOf(line);
    return { ...line, kept, refunded: line.amount - kept };
  });
  const kept = atMost(left, totalsOfKept(lines));
  return {
    refund: left.guestPays - kept.guestPays,
    kept,
    hostFee: hostFee.at(at, moment.nightsStayed),
    nightsStayed: moment.nightsStayed,
    lines,
  };
}

function leftAt({ price, left = price.totals, oncePaid }: BookedStay, at: Date): Totals {
  return oncePaid !== undefined && at > oncePaid.after ? oncePaid.left : left;
}

function ruleAt({ policy }: BookedStay, { step }: Moment): Kept {
  return policy.steps[step]?.kept ?? policy.afterwards;
}

function totalsOfKept(lines: readonly RefundLine[]): Totals {
  return totalsOf(lines.map((line) => ({ ...line, amount: line.kept })));
}

// Who has less than nothing, as of a fee that was waived before a tax came, gets that back before the guest has more than was
// paid; where the guest gets nothing, nobody does.
function atMost(left: Totals, kept: Totals): Totals {
  const most = {
    hostReceives: Math.min(left.hostReceives, kept.hostReceives),
    platformKeeps: Math.min(left.platformKeeps, kept.platformKeeps),
    taxes: Math.min(left.taxes, kept.taxes),
  };
  let beyond = 0 - Math.min(0, withSum(most).guestPays);
  for (const name of shares) {
    const back = Math.min(beyond, 0 - Math.min(0, most[name]));
    most[name] += back;
    beyond -= back;
  }
  const keeps = withSum(most);
  return keeps.guestPays === left.guestPays ? left : keeps;
}

const shares = ['hostReceives', 'platformKeeps', 'taxes'] as const;

function isSame(a: RefundStep, b: RefundStep): boolean {
  const whole = ({ until: _, ...step }: RefundStep) => JSON.stringify(step);
  return whole(a) === whole(b);
}

/** Of each run of equal items the last. */
function lastOfEach<T>(items: readonly T[], areEqual: (a: T, b: T) => boolean): T[] {
  return items.filter((item, index) => {
    const next = items[index + 1];
    return next === undefined || !areEqual(item, next);
  });
}
