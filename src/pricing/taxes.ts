import { type Currency, chargeableUnit } from '../kernel/currencies.ts';
import { addDays, daysBetween, maxDate, minDate, nightsOf, type PlainDate, type Stay } from '../kernel/dates.ts';
import { shareOf, sum, toChargeable } from '../kernel/money.ts';
import { guestsOf, type Party } from '../kernel/party.ts';
import type { PriceLine } from '../kernel/price.ts';
import type { TaxRule } from '../kernel/price-rules.ts';

/** What is taxed: `subtotal` is the host's price, `most` what is left of it for taxes that it includes. */
type Taxed = { currency: Currency; stay: Stay; party: Party; subtotal: number; most: number };

/**
 * A line for each tax that is due, as the formula of `priceStay` says. Amounts in another currency than the price's
 * are of no account: a jurisdiction names them in each currency that it takes.
 */
export function taxLines(rules: readonly TaxRule[], taxed: Taxed): PriceLine[] {
  const valid = rules
    .filter(({ currency }) => currency === null || currency === taxed.currency)
    .map((rule) => ({ rule, nights: validNights(rule, taxed.stay) }));
  const due = valid
    .map((one) => ({ ...one, nights: withinCap(one, valid, taxed.stay) }))
    .filter(({ nights }) => nights > 0);
  const percentages = due.filter(({ rule }) => rule.included && rule.kind === 'percent');
  const weight = sum(percentages.map(({ rule, nights }) => rule.rate * nights));
  let left = taxed.most;
  return due.map(({ rule, nights }) => {
    const amount = amountOf(rule, nights, rule.included ? weight : 0, taxed);
    if (!rule.included) return taxLine({ rule, nights }, 'guest', amount, taxed.stay);
    const payable = Math.min(left, amount);
    left -= payable;
    return taxLine({ rule, nights }, 'host', payable, taxed.stay);
  });
}

function amountOf({ kind, rate, exemptChildren }: TaxRule, nights: number, weight: number, taxed: Taxed): number {
  const { currency, stay, party, subtotal } = taxed;
  if (kind === 'percent') {
    const whole = 10_000 * daysBetween(stay.checkIn, stay.checkOut) + weight;
    return shareOf(subtotal, rate * nights, whole, chargeableUnit(currency));
  }
  const heads = exemptChildren ? party.adults : guestsOf(party);
  return toChargeable(rate, currency) * nights * (kind === 'guestNight' ? heads : 1);
}

type OfNights = { rule: TaxRule; nights: number };

function validNights({ validFrom, validTo, exemptFromNights }: TaxRule, { checkIn, checkOut }: Stay): number {
  if (exemptFromNights !== null && daysBetween(checkIn, checkOut) >= exemptFromNights) return 0;
  const first = maxDate(validFrom ?? checkIn, checkIn);
  const end = minDate(validTo ?? checkOut, checkOut);
  return Math.max(0, daysBetween(first, end));
}

// A tax whose rate changes in the stay is a rule for each rate, of one name: its cap counts the nights at the former rates, each
// once, also where two taxes have the name.
function withinCap({ rule, nights }: OfNights, valid: readonly OfNights[], stay: Stay): number {
  const { name, capNights, validFrom } = rule;
  if (capNights === null || nights === 0) return nights;
  const former = valid.filter(
    (one) => one.nights > 0 && one.rule.name === name && (one.rule.validTo ?? '9999') <= (validFrom ?? ''),
  );
  const isFormer = (night: PlainDate) =>
    former.some(({ rule: { validFrom: from, validTo } }) => (from ?? '') <= night && night < (validTo ?? ''));
  return Math.min(nights, Math.max(0, capNights - nightsOf(stay).filter(isFormer).length));
}

function taxLine({ rule, nights }: OfNights, payer: PriceLine['payer'], amount: number, { checkIn }: Stay): PriceLine {
  const { name, kind, rate, validFrom } = rule;
  const line: PriceLine = { code: 'tax', name, amount, payer, recipient: 'tax', taxable: false };
  if (kind === 'percent') return { ...line, rateBps: rate };
  const firstNight = maxDate(validFrom ?? checkIn, checkIn);
  return { ...line, firstNight, lastNight: addDays(firstNight, nights - 1) };
}
