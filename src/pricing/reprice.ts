import { decideStay, type Reason, type StayRules, stayCalendarOf, stayRulesOf } from '../calendar/index.ts';
import { type AddedNights, addedNights } from '../kernel/added-nights.ts';
import { daysBetween, nightsOf, type PlainDate, type Stay } from '../kernel/dates.ts';
import { guestsOf, type Party } from '../kernel/party.ts';
import type { PricedStay } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import type { Preparation } from '../kernel/stay-rules.ts';
import { beyondNumbers, priceInNumbers, type QuotedListing, ratesOf, termsOf } from './decide-quote.ts';
import { discountsOnceAltered } from './discount.ts';
import type { StayToPrice } from './price-stay.ts';
import { refusalOf } from './refuse-stay.ts';

/** A booking as far as another price for it depends on it; `bookedOn` is a date where the listing is. */
type Repriced = {
  id: string;
  price: PricedStay;
  stay: Stay;
  party: Party;
  preparation: Preparation;
  bookedOn: PlainDate;
};

/** What is to be instead; `nightly` is agreed for each night, in minor units, without any discount. */
type Altered = { stay: Stay; party: Party; nightly: number | null };

/** What stands in the way whoever agrees: the other rules are the host's own. */
const hard: readonly Reason['code'][] = ['nights-taken', 'no-time-to-prepare', 'too-many-guests', 'check-in-past'];

/**
 * Prices a booked stay as it would be altered: nights that were booked keep their price, and the booking its discount as
 * `discountsOnceAltered` says; the others cost what they cost today. Throws what `refusalOf` says of nights that are not
 * free, and `invalid-transition` where the listing has no price in the booking's currency any more, and
 * `amount-not-chargeable` for more than numbers hold.
 * @param listing read for the nights of the new stay
 */
export function repriceStay(listing: QuotedListing, booked: Repriced, altered: Altered, now: Date): PricedStay {
  refuseTaken(listing, booked, altered, now);
  const { stay, party, nightly } = altered;
  const rates = ratesOf(listing, stay);
  if (rates === null || rates.currency !== booked.price.currency) {
    throw new Problem('invalid-transition', { detail: 'The listing has no price in the currency of the booking.' });
  }
  const terms = { ...termsOf(listing), stay, party, bookedOn: booked.bookedOn };
  if (nightly !== null) {
    const agreed = new Map(nightsOf(stay).map((date) => [date, nightly]));
    return priced({ ...terms, rates: { ...rates, ...noDiscount, overrides: agreed }, rate: 'standard' });
  }
  const saving = booked.price.lines.find(({ code }) => code === 'non-refundable-discount');
  return priced({
    ...terms,
    rates: {
      ...rates,
      ...discountsOnceAltered(booked.price, rates),
      overrides: new Map([
        ...rates.overrides,
        ...booked.price.nights.map(({ date, amount }) => [date, amount] as const),
      ]),
      nonRefundableBps: saving?.rateBps ?? 0,
    },
    rate: saving === undefined ? 'standard' : 'nonRefundable',
  });
}

function priced(stay: StayToPrice): PricedStay {
  const price = priceInNumbers(stay);
  if (price === null) throw beyondNumbers();
  return price;
}

const noDiscount = {
  isNewListing: false,
  promotions: [],
  weeklyDiscountBps: 0,
  monthlyDiscountBps: 0,
  earlyBird: null,
  lastMinute: null,
};

// Its own nights are no hindrance, closed as well or not, nor those that it keeps free where they are only closed, nor a
// check-in that stays what it was, nor as many guests as it has. What is beside an end of the stay that it keeps was there before.
function refuseTaken(listing: QuotedListing, booked: Repriced, { stay, party }: Altered, now: Date): void {
  const { id, stay: own, preparation } = booked;
  const blocks = listing.blocks.filter((block) => block.id !== id);
  const isSold = (date: PlainDate) => blocks.some(({ isStay, start, end }) => isStay && start <= date && date < end);
  const added = addedNights(own, stay);
  const isAsked: { readonly [code in Reason['code']]?: (date: PlainDate) => boolean } = {
    'nights-taken': (date) => isSold(date) || !isWithin(date, own, preparation),
    'no-time-to-prepare': (date) => added.some((nights) => isWithin(date, nights, preparationOf(nights, preparation))),
  };
  const rules = preparedAs(preparation, stayRulesOf({ ...listing, blocks }, now));
  const calendar = stayCalendarOf(rules, stay.checkIn, stay.checkOut);
  const isKept: { readonly [code in Reason['code']]?: boolean } = {
    'check-in-past': stay.checkIn === own.checkIn,
    'too-many-guests': guestsOf(party) <= guestsOf(booked.party),
  };
  const reasons = decideStay(calendar, stay, party)
    .filter(({ code }) => hard.includes(code) && !isKept[code])
    .map((reason) => {
      const asks = isAsked[reason.code];
      return asks ? { ...reason, dates: reason.dates.filter((date) => !isWithin(date, own) && asks(date)) } : reason;
    })
    .filter(({ code, dates }) => isAsked[code] === undefined || dates.length > 0);
  if (reasons.length > 0) throw refusalOf(reasons);
}

// A booking keeps as many nights free around it as when it was made, which is what its acceptance goes by.
function preparedAs({ before, after }: Preparation, rules: StayRules): StayRules {
  const kept = { preparationBefore: before, preparationAfter: after };
  return {
    ...rules,
    byDefault: { ...rules.byDefault, ...kept },
    byNight: new Map([...rules.byNight].map(([night, change]) => [night, { ...change, ...kept }])),
  };
}

/** Whether the date is a night of the stay, or one of those kept free around it. */
function isWithin(date: PlainDate, { checkIn, checkOut }: Stay, kept: Preparation = { before: 0, after: 0 }): boolean {
  return daysBetween(date, checkIn) <= kept.before && daysBetween(checkOut, date) < kept.after;
}

// Towards the booking's own nights none.
function preparationOf({ followsOwn, precedesOwn }: AddedNights, { before, after }: Preparation): Preparation {
  return { before: followsOwn ? 0 : before, after: precedesOwn ? 0 : after };
}
