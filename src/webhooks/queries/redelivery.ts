import { sql } from 'kysely';
import type { WebhookEndpointId } from '../../kernel/ids.ts';
import { guardExists, type Query, q, statement, type Write } from '../../platform/db/index.ts';
import { EVENTS_AT_ONCE } from '../../platform/events.ts';

/** What is owed again: the events in (after, after + EVENTS_AT_ONCE] that happened since `from`. */
export type Redelivery = { from: Date; requestedAt: Date; which: 'undelivered' | 'all' };

/** The number before the first event since an instant, and the last number of all. */
export function selectSpan(from: Date): Query<{ before: number | null; last: number | null }> {
  return statement(sql<{ before: number | null; last: number | null }>`
    select (select min(seq) - 1 from events where occurred_at >= ${from}) as before,
      (select max(seq) from events) as last`);
}

/** The endpoint, while it is enabled. */
export function selectEnabled(id: WebhookEndpointId) {
  return q.selectFrom('webhook_endpoints').select('id').where('id', '=', id).where('state', '=', 'enabled');
}

/** Locks an enabled endpoint until the batch ends. */
export function lockEnabled(id: WebhookEndpointId): Write {
  return guardExists(selectEnabled(id).forNoKeyUpdate(), 'stale');
}

/**
 * Owes an endpoint the next events that its owner may read and that it wants: those that never got through, or all but
 * those that did so since this was asked for. What is still being tried is left to itself.
 */
export function oweEvents(
  id: WebhookEndpointId,
  after: number,
  { from, requestedAt, which }: Redelivery,
  now: Date,
): Write {
  return statement(sql`
    insert into webhook_deliveries (endpoint_id, event_id, state, next_attempt_at, created_at)
    select hearing_id, heard_id, 'pending', ${now}, ${now}
    from webhook_hearers(${after}, ${after + EVENTS_AT_ONCE}) join events on events.id = heard_id
    where hearing_id = ${id} and occurred_at >= ${from} and occurred_at <= ${requestedAt}
    on conflict (endpoint_id, event_id) do update
    set state = 'pending', attempts = 0, next_attempt_at = ${now}, delivered_at = null
    where webhook_deliveries.state = 'failed'
      or (webhook_deliveries.state = 'delivered' and ${which === 'all'} and webhook_deliveries.delivered_at <= ${requestedAt})`);
}
