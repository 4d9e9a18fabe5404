import type { z } from '@hono/zod-openapi';
import type { QuoteContent } from './quote-token.ts';
import { cancellationTerms } from './refund.ts';
import type { Quote } from './schemas.ts';

export function viewQuote(quote: QuoteContent, token: string): z.input<typeof Quote> {
  const { stay, price, cancellationPolicy, issuedAt } = quote;
  const terms = cancellationTerms({
    policy: cancellationPolicy,
    price,
    checkIn: stay.checkIn,
    timeZone: quote.timeZone,
    checkInTime: quote.checkInFrom,
    bookedAt: issuedAt,
    confirmedAt: issuedAt,
  });
  return {
    quoteId: quote.quoteId,
    token,
    listingId: quote.listingId,
    checkIn: stay.checkIn,
    checkOut: stay.checkOut,
    party: quote.party,
    mode: quote.mode,
    currency: price.currency,
    nightly: price.nights,
    lines: price.lines,
    totals: price.totals,
    cancellation: {
      policy: cancellationPolicy.code,
      terms: terms.map(({ until, refund }) => ({ until: until?.toISOString() ?? null, refund })),
    },
    expiresAt: quote.expiresAt.toISOString(),
  };
}
