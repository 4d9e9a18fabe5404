import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { CustomerId, PersonId } from '../kernel/ids.ts';
import { type Claimed, createdSince, doneOnce, findMarked } from '../platform/stripe/index.ts';

/** A claimed customer, made or not. */
type Claim = Claimed & { id: CustomerId; person_id: PersonId; customer_id: string | null; created_at: Date };

/** The id of a person's customer at Stripe, which is made if nobody has. Everyone who asks gets the same one. */
export async function stripeCustomerOf(ctx: Ctx, claim: Claim): Promise<string> {
  if (claim.customer_id !== null) return claim.customer_id;
  const { id } = await doneOnce(ctx, 'stripe_customers', claim, {
    make: (idempotencyKey) => makeCustomer(ctx, claim, idempotencyKey),
    find: () => findCustomer(ctx, claim),
  });
  return id;
}

// By our id alone: Stripe learns no name and no address from us, so that there is nothing of a person to take back.
function makeCustomer({ stripe }: Ctx, { id }: Claim, idempotencyKey: string): Promise<Stripe.Customer> {
  return stripe.customers.create({ metadata: { customerId: id } }, { idempotencyKey });
}

function findCustomer({ stripe }: Ctx, { id, created_at }: Claim): Promise<Stripe.Customer | undefined> {
  return findMarked(stripe.customers.list({ ...createdSince(created_at), limit: 100 }), 'customerId', id);
}
