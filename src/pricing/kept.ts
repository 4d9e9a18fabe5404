import type { Kept } from '../kernel/cancellation-policy.ts';
import { chargeableUnit } from '../kernel/currencies.ts';
import { percentOf, shareBelow, shareOf, sum } from '../kernel/money.ts';
import { amountOf, type NightPrice, type PricedStay, type PriceLine } from '../kernel/price.ts';
import type { Moment } from './timeline.ts';

/**
 * What is kept of each line when a stay ends here: the nights stayed and, of the others, what the rule says. Nights and
 * extra guests are kept night by night; discounts and guest's fee follow the price of the nights; cleaning and other
 * fees go back until the check-in opens, unless they are not refundable; taxes and the host's fee follow what they are
 * taken from. What is kept of a line is rounded once, half away from zero, to what a card can be charged, and down where
 * the host pays a tax.
 */
export function keptOfStay(price: PricedStay, moment: Moment, rule: Kept): (line: PriceLine) => number {
  const { nights, lines, currency } = price;
  const unit = chargeableUnit(currency);
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

  // Once each: what is left for a tax of the host's asks for every line before it, and for those before them.
  const known = new Map<PriceLine, number>();
  const keptOf = (line: PriceLine): number => {
    const kept = known.get(line) ?? reckon(line);
    known.set(line, kept);
    return kept;
  };
  const reckon = (line: PriceLine): number => {
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
        return keptOfHostFee(line);
      case 'tax':
        return keptOfTax(line);
    }
  };
  // Of what the host pays nothing is rounded up: he may have no more to pay it of.
  const keptOfTax = (line: PriceLine) => {
    const [part, whole] = taxedOf(line);
    if (line.payer === 'guest') return proportionOf(line.amount, part, whole);
    return whole === 0 ? 0 : Math.min(shareBelow(line.amount, part, whole, unit), leftToHost(line));
  };
  // An amount per night follows the nights that it is due on; by their prices where the line does not say which they are.
  const taxedOf = ({ rateBps, firstNight, lastNight }: PriceLine): [part: number, whole: number] => {
    if (firstNight !== undefined && lastNight !== undefined) {
      const isTaxed = ({ date }: NightPrice) => firstNight <= date && date <= lastNight;
      const due = nights.filter(isTaxed).length;
      const inFull = nights.slice(0, moment.nightsStayed + rule.nights).filter(isTaxed).length;
      return [10_000 * inFull + rule.restBps * (due - inFull), 10_000 * due];
    }
    const taxed = lines.filter((base) => (rateBps === undefined ? base.code === 'nights' : base.taxable));
    return [sum(taxed.map(keptOf)), amountOf(taxed)];
  };
  // What the host has before this tax: he never pays more of it than that.
  const leftToHost = (tax: PriceLine) => {
    const before = lines.slice(0, lines.indexOf(tax));
    const moved = before.filter(({ recipient, payer }) => recipient === 'host' || payer === 'host');
    return Math.max(0, sum(moved.map((line) => (line.recipient === 'host' ? keptOf(line) : -keptOf(line)))));
  };
  const keptOfHostFee = (line: PriceLine) => {
    const base = lines.filter(({ recipient }) => recipient === 'host');
    return proportionOf(line.amount, sum(base.map(keptOf)), amountOf(base));
  };
  return keptOf;
}
