import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { isCustomerGone } from '../platform/stripe/index.ts';
import { blankCards, selectCustomerOf } from './queries.ts';
import { leaveWrites } from './sync-customer.ts';

/**
 * Job: deletes at Stripe the customer of who has closed their account, with all cards, and forgets these here. What they have
 * paid can still be given back, and disputed. One that somebody has deleted before is fine; one whose making was not recorded
 * has no card.
 */
export async function onForgetCustomer(ctx: Ctx, { personId }: { personId: PersonId }): Promise<readonly Write[]> {
  const [customer] = await ctx.db.all(selectCustomerOf(personId));
  const customerId = customer?.customer_id ?? null;
  if (customer === undefined || customerId === null) return [blankCards(personId)];
  await deleteAtStripe(ctx, customerId);
  return [...(await leaveWrites(ctx, customer, customerId)), blankCards(personId)];
}

async function deleteAtStripe({ stripe }: Ctx, customerId: string): Promise<void> {
  try {
    await stripe.customers.del(customerId);
  } catch (error) {
    if (!isCustomerGone(error)) throw error;
  }
}
