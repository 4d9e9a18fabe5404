import { type Selectable, sql } from 'kysely';
import type { CardId, CardSetupId, CustomerId, PersonId } from '../kernel/ids.ts';
import { guardExists, guarded, q, statement, type Write } from '../platform/db/index.ts';
import type { CardTables } from '../platform/db/tables/cards.ts';

export type CardRow = Selectable<CardTables['saved_cards']>;
export type CustomerRow = Selectable<CardTables['stripe_customers']>;
export type SetupRow = Selectable<CardTables['card_setups']>;

/** What Stripe says of a card. */
export type CardFacts = Pick<CardRow, 'brand' | 'last4' | 'exp_month' | 'exp_year'>;

/** Claims the person's only customer at Stripe, unless it is claimed. */
export function claimCustomer(customer: { id: CustomerId; person_id: PersonId }, now: Date): Write {
  return q
    .insertInto('stripe_customers')
    .values({ ...customer, attempted_at: now, created_at: now })
    .onConflict((conflict) => conflict.column('person_id').doNothing());
}

/** Records the customer that Stripe has made, unless another was recorded; the same again is fine. */
export function recordCustomer(id: CustomerId, customerId: string): Write {
  return guarded(
    q
      .updateTable('stripe_customers')
      .set({ customer_id: customerId })
      .where('id', '=', id)
      .where((is) => is.or([is('customer_id', 'is', null), is('customer_id', '=', customerId)])),
  );
}

/** Whether a person has closed their account. */
export function selectHasLeft(personId: PersonId) {
  return q.selectFrom('people').select('id').where('id', '=', personId).where('left_at', 'is not', null);
}

/** Refuses a batch as stale whose person has closed their account meanwhile. */
export function guardNotLeft(personId: PersonId): Write {
  return guardExists(
    q.selectFrom('people').select('id').where('id', '=', personId).where('left_at', 'is', null).forShare(),
    'stale',
  );
}

/** Leaves a customer that is no more at Stripe; another is claimed from now on, under the next attempt's key. */
export function leaveCustomer({ id, customer_id, attempt }: CustomerRow, now: Date): Write {
  return guarded(
    q
      .updateTable('stripe_customers')
      .set({ customer_id: null, attempt: attempt + 1, attempted_at: now, created_at: now })
      .where('id', '=', id)
      .where('customer_id', '=', customer_id),
  );
}

export function selectCustomer(id: CustomerId) {
  return q.selectFrom('stripe_customers').selectAll().where('id', '=', id);
}

export function selectCustomerOf(personId: PersonId) {
  return q.selectFrom('stripe_customers').selectAll().where('person_id', '=', personId);
}

export function selectCustomerAt(customerId: string) {
  return q.selectFrom('stripe_customers').selectAll().where('customer_id', '=', customerId);
}

export function insertSetup(setup: { id: CardSetupId; person_id: PersonId }, now: Date): Write {
  return q.insertInto('card_setups').values({ ...setup, attempted_at: now, created_at: now });
}

/** A setup with the customer that the card is to be saved for. */
export function selectSetup(setupId: CardSetupId) {
  return q
    .selectFrom('card_setups')
    .innerJoin('stripe_customers as customers', 'customers.person_id', 'card_setups.person_id')
    .selectAll('card_setups')
    .select(['customers.id as owner_id', 'customers.customer_id', 'customers.attempt as owner_attempt'])
    .select(['customers.attempted_at as owner_attempted_at', 'customers.created_at as owner_created_at'])
    .where('card_setups.id', '=', setupId);
}

export function recordSetup(setupId: CardSetupId, setupIntentId: string): Write {
  return q.updateTable('card_setups').set({ setup_intent_id: setupIntentId }).where('id', '=', setupId);
}

/** The cards that a person has saved, the newest first. */
export function selectCardsOf(personId: PersonId) {
  return q
    .selectFrom('saved_cards')
    .selectAll('saved_cards')
    .where('saved_cards.person_id', '=', personId)
    .where('saved_cards.removed_at', 'is', null)
    .orderBy('saved_cards.id', 'desc');
}

/** One of them, with the customer it is saved for. */
export function selectCardOf(personId: PersonId, cardId: CardId) {
  return selectCardsOf(personId)
    .innerJoin('stripe_customers', 'stripe_customers.person_id', 'saved_cards.person_id')
    .select((column) => column.ref('stripe_customers.customer_id').$notNull().as('customer_id'))
    .where('saved_cards.id', '=', cardId);
}

/** The same without its owner being asked, removed or not. */
export function selectCard(cardId: CardId) {
  return q.selectFrom('saved_cards').selectAll().where('id', '=', cardId);
}

export function selectCardAt(paymentMethodId: string) {
  return q.selectFrom('saved_cards').selectAll().where('payment_method_id', '=', paymentMethodId);
}

/** Locks the person's cards: each write to them takes this lock first, so that there is always one default. */
export function lockCards(personId: PersonId): Write {
  return guardExists(
    q.selectFrom('stripe_customers').select('id').where('person_id', '=', personId).forNoKeyUpdate(),
    'stale',
  );
}

/** Keeps a card that was not known when Stripe was asked, else the batch is stale. The first one is the default. */
export function insertCard(
  card: Pick<CardRow, 'id' | 'person_id' | 'payment_method_id'> & CardFacts,
  now: Date,
): Write {
  return guarded(
    q
      .insertInto('saved_cards')
      .values({
        ...card,
        saved_at: now,
        is_default: sql<boolean>`not exists (select from saved_cards where person_id = ${card.person_id} and is_default)`,
      })
      .onConflict((conflict) => conflict.column('payment_method_id').doNothing()),
  );
}

/** Writes what Stripe says of a card that is there. */
export function updateCard(cardId: CardId, facts: CardFacts): Write {
  return q.updateTable('saved_cards').set(facts).where('id', '=', cardId).where('removed_at', 'is', null);
}

/** Removes a card that is there, else the batch is stale. */
export function removeCard(cardId: CardId, now: Date): Write {
  return guarded(
    q
      .updateTable('saved_cards')
      .set({ removed_at: now, is_default: false })
      .where('id', '=', cardId)
      .where('removed_at', 'is', null),
  );
}

/** Forgets what is known of the cards of a person, which are removed: what was paid with them is Stripe's to tell. */
export function blankCards(personId: PersonId): Write {
  return q
    .updateTable('saved_cards')
    .set({ brand: '', last4: '', exp_month: 0, exp_year: 0 })
    .where('person_id', '=', personId);
}

/** Leaves a person without a default card, until the same batch makes another one it. */
export function clearDefault(personId: PersonId): Write {
  return q
    .updateTable('saved_cards')
    .set({ is_default: false })
    .where('person_id', '=', personId)
    .where('is_default', '=', true);
}

/** Makes a card that is there the default, else the batch is stale. Whichever was it before has to be cleared. */
export function makeDefault(cardId: CardId): Write {
  return guarded(
    q.updateTable('saved_cards').set({ is_default: true }).where('id', '=', cardId).where('removed_at', 'is', null),
  );
}

/** Makes the newest card the default where there is none. */
export function fillDefault(personId: PersonId): Write {
  return statement(sql`
    update saved_cards set is_default = true
    where id = (select max(id) from saved_cards where person_id = ${personId} and removed_at is null)
      and not exists (select from saved_cards where person_id = ${personId} and is_default)`);
}

/** By what a card that is named here is charged later: its payment method, null once it was removed, and its owner's customer. */
export function chargedBy(cardId: string, ownerId: string) {
  return [
    sql<string | null>`(
      select payment_method_id from saved_cards where id = ${sql.ref(cardId)} and removed_at is null)`.as(
      'payment_method_id',
    ),
    sql<string | null>`(
      select customer_id from stripe_customers where person_id = ${sql.ref(ownerId)})`.as('customer_id'),
  ] as const;
}

/** Refuses a batch that relies on a card which was removed meanwhile. */
export function guardCardIsThere(cardId: CardId): Write {
  return guardExists(
    q.selectFrom('saved_cards').select('id').where('id', '=', cardId).where('removed_at', 'is', null).forShare(),
    'stale',
  );
}
