import type { Harness } from './world.ts';

/** Where the cards that we say are saved and those that Stripe keeps for our customers differ. */
export async function cardDisagreements(h: Harness): Promise<object[]> {
  const { customers, paymentMethods } = h.stripe.api.state();
  const claims = await h.sql<{ id: string; customer_id: string | null }>(
    'select id, customer_id from stripe_customers',
  );
  const cards = await h.sql<{ payment_method_id: string }>(
    'select payment_method_id from saved_cards where removed_at is null',
  );
  const ours = new Map(claims.map(({ id, customer_id }) => [id, customer_id]));
  const made = Map.groupBy(customers, ({ metadata }) => metadata.customerId ?? '');
  const kept = paymentMethods.filter(
    ({ customer }) => customer !== null && claims.some((claim) => claim.customer_id === customer),
  );
  const known = new Set(cards.map(({ payment_method_id: id }) => id));
  return [
    ...[...made].flatMap(([id, { length }]) =>
      length > 1 ? [{ fault: 'Stripe has two customers for a person', id }] : [],
    ),
    ...customers.flatMap(({ id, metadata }) =>
      (ours.get(metadata.customerId ?? '') ?? id) === id ? [] : [{ fault: 'another customer is recorded', id }],
    ),
    ...kept.flatMap(({ id }) => (known.delete(id) ? [] : [{ fault: 'Stripe keeps a card that is not listed', id }])),
    ...[...known].map((id) => ({ fault: 'a card is listed that Stripe does not keep', id })),
  ];
}
