import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type ListingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideQuote } from './decide-quote.ts';
import { selectForQuote } from './queries.ts';
import { signQuote } from './quote-token.ts';
import type { NewQuote, Quote } from './schemas.ts';
import { viewDisplayed, viewOffer, viewQuote } from './views.ts';

/**
 * Prices a stay for the person who asks, and signs the price; nothing is stored, and no night is kept. Throws `not-found`, and
 * as `decideQuote` does.
 */
export async function createQuote(ctx: Ctx, listingId: ListingId, input: NewQuote): Promise<z.input<typeof Quote>> {
  const { personId } = personOf(ctx.actor);
  const { party, promotionCode, displayCurrency, checkIn, checkOut } = input;
  const stay = { checkIn, checkOut };
  const [listing] = await ctx.db.all(selectForQuote(listingId, stay, { promotionCode, displayCurrency }, ctx.now));
  if (listing === undefined) throw new Problem('not-found');
  const request = { quoteId: newId('quote'), listingId, personId, stay, party, promotionCode, now: ctx.now };
  const { standard, nonRefundable } = decideQuote(listing, request);
  return {
    ...viewQuote(standard, await signQuote(ctx.config, standard)),
    displayed: displayCurrency && viewDisplayed(standard, displayCurrency, listing.exchange),
    nonRefundable: nonRefundable && viewOffer(nonRefundable, await signQuote(ctx.config, nonRefundable)),
  };
}
