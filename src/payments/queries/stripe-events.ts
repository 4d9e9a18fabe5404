import { q, type Write } from '../../platform/db/index.ts';

/** Keeps a webhook; the same one again is kept once. */
export function insertStripeEvent(event: { id: string; type: string; objectId: string }, now: Date): Write {
  return q
    .insertInto('stripe_events')
    .values({ id: event.id, type: event.type, object_id: event.objectId, received_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing());
}
