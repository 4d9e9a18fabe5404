import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { type CardId, isId, newId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { idOf, stripeFailureOf } from '../platform/stripe/index.ts';
import { forgetCustomer } from './jobs.ts';
import {
  type CardFacts,
  type CardRow,
  type CustomerRow,
  fillDefault,
  guardNotLeft,
  insertCard,
  lockCards,
  recordCustomer,
  removeCard,
  selectCard,
  selectCardAt,
  selectCustomer,
  selectCustomerAt,
  selectHasLeft,
  updateCard,
} from './queries.ts';

/** Job: asks Stripe what a card is now; it is kept, brought up to date, or gone. A card that its owner removed stays so. */
export async function onSyncCard(ctx: Ctx, given: { paymentMethodId: string }): Promise<readonly Write[]> {
  const method = await ctx.stripe.paymentMethods.retrieve(given.paymentMethodId);
  const [card] = await ctx.db.all(selectCardAt(method.id));
  const facts = factsOf(method);
  if (card === undefined) return facts === undefined ? [] : keepCard(ctx, method, facts);
  if (card.removed_at !== null) return [];
  return facts === undefined ? removeWrites(ctx, card) : [updateCard(card.id, facts)];
}

/** Job: has Stripe forget a card that its owner removed. */
export async function onDetachCard(ctx: Ctx, { cardId }: { cardId: CardId }): Promise<readonly Write[]> {
  const [card] = await ctx.db.all(selectCard(cardId));
  if (card === undefined || card.removed_at === null) return [];
  try {
    await ctx.stripe.paymentMethods.detach(card.payment_method_id);
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    // Done before; any other refusal stands for a card that could still be charged: the job stays open.
    const method = await ctx.stripe.paymentMethods.retrieve(card.payment_method_id);
    if (method.customer !== null) throw error;
  }
  return [];
}

/** The writes that remove a card which is there; another becomes the default, if it was. */
export function removeWrites(ctx: Ctx, card: CardRow): Write[] {
  const { id, person_id: personId } = card;
  return [
    lockCards(personId),
    removeCard(id, ctx.now),
    fillDefault(personId),
    emit(ctx, { type: 'card.removed', subject: id, guestId: personId, data: {} }),
  ];
}

// That of who has closed their account before their customer was recorded goes with it, as it would have then.
async function keepCard(ctx: Ctx, method: Stripe.PaymentMethod, facts: CardFacts): Promise<Write[]> {
  const customerId = idOf(method.customer) ?? '';
  const customer = await customerAt(ctx, customerId);
  if (customer === undefined) return [];
  const id = newId('card');
  const personId = customer.person_id;
  const [left] = await ctx.db.all(selectHasLeft(personId));
  const recorded = recordCustomer(customer.id, customerId);
  if (left !== undefined) return [recorded, enqueue(ctx, forgetCustomer, { personId })];
  return [
    guardNotLeft(personId),
    recorded,
    lockCards(personId),
    insertCard({ id, person_id: personId, payment_method_id: method.id, ...facts }, ctx.now),
    emit(ctx, { type: 'card.saved', subject: id, guestId: personId, data: {} }),
  ];
}

// A card may be saved before we have recorded that its customer was made. Others in the same Stripe account are none of ours.
async function customerAt(ctx: Ctx, customerId: string): Promise<CustomerRow | undefined> {
  const [known] = await ctx.db.all(selectCustomerAt(customerId));
  if (known !== undefined) return known;
  const customer = await ctx.stripe.customers.retrieve(customerId);
  const id = 'metadata' in customer ? (customer.metadata.customerId ?? '') : '';
  if (!isId('customer', id)) return undefined;
  const [named] = await ctx.db.all(selectCustomer(id));
  // It may have been recorded since we looked.
  return (named?.customer_id ?? customerId) === customerId ? named : undefined;
}

/** What is shown of a card; undefined for one that is saved with no customer. */
function factsOf({ customer, card }: Stripe.PaymentMethod): CardFacts | undefined {
  if (customer === null || card === undefined) return undefined;
  return { brand: card.brand, last4: card.last4, exp_month: card.exp_month, exp_year: card.exp_year };
}
