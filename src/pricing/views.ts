import type { PolicyCode } from '../kernel/cancellation-policy.ts';
import type { Currency } from '../kernel/currencies.ts';
import { inNumbers } from '../kernel/money.ts';
import type { z } from '../kernel/zod.ts';
import { convert, type Exchange } from './exchange.ts';
import { type QuoteContent, stayOfQuote } from './quote-token.ts';
import { cancellationTerms } from './refund.ts';
import type { Offer, Quote, SplitSchema, StayPrice } from './schemas.ts';
import type { Split } from './split.ts';
import type { BookedStay } from './timeline.ts';

/** All of a quote but its second rate and its total in another currency. */
export function viewQuote(
  quote: QuoteContent,
  token: string,
): Omit<z.input<typeof Quote>, 'nonRefundable' | 'displayed'> {
  const { stay, price } = quote;
  return {
    quoteId: quote.quoteId,
    listingId: quote.listingId,
    checkIn: stay.checkIn,
    checkOut: stay.checkOut,
    party: quote.party,
    mode: quote.mode,
    currency: price.currency,
    nightly: price.nights,
    damageDeposit: quote.damageDeposit,
    split: quote.split && viewSplit(quote.split),
    ...viewOffer(quote, token),
    expiresAt: quote.expiresAt.toISOString(),
  };
}

/** What differs from rate to rate. */
export function viewOffer(quote: QuoteContent, token: string): z.input<typeof Offer> {
  return { token, ...viewStayPrice(quote.cancellationPolicy.code, stayOfQuote(quote, quote.issuedAt)) };
}

/** What a stay comes to, and what cancelling it gives back, if it is booked and confirmed as it says. */
export function viewStayPrice(policy: PolicyCode, stay: BookedStay): z.input<typeof StayPrice> {
  const terms = cancellationTerms(stay);
  return {
    lines: stay.price.lines,
    totals: stay.price.totals,
    cancellation: {
      policy,
      terms: terms.map(({ until, refund }) => ({ until: until?.toISOString() ?? null, refund })),
    },
  };
}

function viewSplit({ first, rest, dueAt, payBy }: Split): z.input<typeof SplitSchema> {
  return {
    first: first.guestPays,
    rest: rest.guestPays,
    restDueAt: dueAt.toISOString(),
    restPayBy: payBy.toISOString(),
  };
}

/** The total at the standard rate in another currency; null without exchange rates, and for more than numbers hold. */
export function viewDisplayed(
  { price }: QuoteContent,
  currency: Currency,
  exchange: Exchange | null,
): z.input<typeof Quote>['displayed'] {
  if (exchange === null) return null;
  const charged = { amount: price.totals.guestPays, currency: price.currency };
  const total = inNumbers(() => convert(charged, currency, exchange));
  return total === null ? null : { currency, total, day: exchange.day };
}
