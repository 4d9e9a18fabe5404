import { hostCancellation } from '../kernel/cancellation-policy.ts';
import { chargeableUnit } from '../kernel/currencies.ts';
import { percentOf, sum, toChargeable } from '../kernel/money.ts';
import type { PricedStay, PriceLine } from '../kernel/price.ts';
import { convert } from './exchange.ts';
import { keptOfStay } from './kept.ts';
import type { Cancellation } from './refund.ts';
import { type BookedStay, deadlineOf } from './timeline.ts';

/** A host's fee over time; `limits` are the last instants at which a percentage holds. */
export type HostFee = { limits: Date[]; at(instant: Date, nightsStayed: number): number };

/**
 * What a host who cancels owes the platform: a share of what the nights not stayed cost, extra guests and discounts
 * included, within bounds in US dollars. In a currency of which no rate is known there are no bounds. Nobody else owes
 * anything.
 */
export function hostFeeOf(booked: BookedStay, { by, perDollar }: Omit<Cancellation, 'at'>): HostFee {
  if (by !== 'host') return { limits: [], at: () => 0 };
  const { price } = booked;
  const unit = chargeableUnit(price.currency);
  const [least, most] = boundsIn(price, perDollar ?? null);
  const steps = hostCancellation.steps.map(({ before, bps }) => ({
    last: new Date(deadlineOf(booked, before).getTime() - 1),
    bps,
  }));
  return {
    limits: steps.map(({ last }) => last),
    at(instant, nightsStayed) {
      const { bps } = steps.find(({ last }) => instant <= last) ?? { bps: hostCancellation.afterwards };
      return Math.max(least, Math.min(most, percentOf(costOfRest(price, nightsStayed), bps, unit)));
    },
  };
}

function boundsIn({ currency }: PricedStay, perDollar: string | null): [least: number, most: number] {
  const rate = currency === 'USD' ? '1' : perDollar;
  if (rate === null) return [0, Number.POSITIVE_INFINITY];
  const inCurrency = (cents: number) =>
    toChargeable(convert({ amount: cents, currency: 'USD' }, currency, { from: '1', to: rate }), currency);
  return [inCurrency(hostCancellation.least), inCurrency(hostCancellation.most)];
}

function costOfRest(price: PricedStay, nightsStayed: number): number {
  const stayed = keptOfStay(price, { step: -1, hasCheckedIn: false, nightsStayed }, { nights: 0, restBps: 0 });
  return sum(price.lines.filter(isOfNights).map((line) => line.amount - stayed(line)));
}

function isOfNights({ code }: PriceLine): boolean {
  return code === 'nights' || code === 'extra-guests' || code.endsWith('-discount');
}
