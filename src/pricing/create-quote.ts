import type { z } from '@hono/zod-openapi';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type ListingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { decideQuote } from './decide-quote.ts';
import { selectForQuote } from './queries.ts';
import { signQuote } from './quote-token.ts';
import type { NewQuote, Quote } from './schemas.ts';
import { viewQuote } from './views.ts';

/** Prices a stay for the person who asks, and signs the price; nothing is stored, and no night is kept. */
export async function createQuote(ctx: Ctx, listingId: ListingId, input: NewQuote): Promise<z.input<typeof Quote>> {
  const { personId } = personOf(ctx.actor);
  const { party, ...stay } = input;
  const [listing] = await ctx.db.all(selectForQuote(listingId, stay, ctx.now));
  if (listing === undefined) throw new Problem('not-found');
  const quote = decideQuote(listing, { quoteId: newId('quote'), listingId, personId, stay, party, now: ctx.now });
  return viewQuote(quote, await signQuote(ctx.config, quote));
}
