import type { Ctx } from '../context.ts';
import { withoutCustomer } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { isCustomerGone } from '../platform/stripe/index.ts';
import { type CustomerRow, leaveCustomer, selectCardsOf, selectCustomerAt } from './queries.ts';
import { removeWrites } from './sync-card.ts';

/**
 * Job: leaves a customer that somebody has deleted at Stripe, or that it does not know, with the cards that were saved for it. The
 * next card is saved for another customer; until then its person pays as one who never saved any.
 */
export async function onSyncCustomer(ctx: Ctx, { customerId }: { customerId: string }): Promise<readonly Write[]> {
  const [customer] = await ctx.db.all(selectCustomerAt(customerId));
  if (customer === undefined) return [];
  if (!(await isGone(ctx, customerId))) return [];
  return leaveWrites(ctx, customer, customerId);
}

/** The writes that leave a customer who is no more, with the cards that were saved for them. */
export async function leaveWrites(ctx: Ctx, customer: CustomerRow, customerId: string): Promise<Write[]> {
  const cards = await ctx.db.all(selectCardsOf(customer.person_id));
  return [
    ...cards.flatMap((card) => removeWrites(ctx, card)),
    leaveCustomer(customer, ctx.realNow),
    withoutCustomer(customerId),
  ];
}

async function isGone({ stripe }: Ctx, customerId: string): Promise<boolean> {
  try {
    return (await stripe.customers.retrieve(customerId)).deleted === true;
  } catch (error) {
    if (!isCustomerGone(error)) throw error;
    return true;
  }
}
