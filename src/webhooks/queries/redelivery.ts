import { type RawBuilder, sql } from 'kysely';
import { readableEvents } from '../../events/index.ts';
import type { EventType } from '../../kernel/events.ts';
import type { PersonId, WebhookEndpointId } from '../../kernel/ids.ts';
import { guardExists, type Query, q, statement, type Write } from '../../platform/db/index.ts';
import { EVENTS_AT_ONCE } from '../../platform/events.ts';

/** Events after the number `after` that happened between two instants. */
type Span = { after: number; from: Date; requestedAt: Date };

/** Whose endpoint it is, and whether they read everything. */
type Reader = { owner_id: PersonId; types: EventType[] | null; is_operator: boolean };

/** The reader at an enabled endpoint. Of one who is suspended as well: what they are owed waits. */
export function selectReader(id: WebhookEndpointId): Query<Reader> {
  return statement(sql<Reader>`
    select owner_id, types, 'admin' = any (roles) as is_operator
    from webhook_endpoints join people on people.id = owner_id
    where webhook_endpoints.id = ${id} and state = 'enabled'`);
}

/**
 * A number before those of all events that happened since an instant, found by halving the sequence. It is in the order of
 * their instants but for what took long to be committed: a day, which an import may take, is looked back for that.
 */
export function selectBefore(from: Date): Query<{ seq: number }> {
  return statement(sql<{ seq: number }>`
    with recursive halves (low, high) as (
      select 0::bigint, (select coalesce(max(seq), 0) + 1 from events)
      union all
      select case when is_before then middle else low end, case when is_before then high else middle end
      from (
        select low, high, middle,
          (select occurred_at < ${from}::timestamptz - interval '1 day' from events where seq = middle) as is_before
        from (select low, high, (low + high) / 2 as middle from halves where high - low > 1) as half
      ) as asked
    )
    select low as seq from halves where high - low <= 1`);
}

/** How many of the next events the reader may read, `EVENTS_AT_ONCE` at most, and the number of the last of them. */
export function selectStep(reader: Reader, span: Span): Query<{ count: number; last: number | null }> {
  return statement(sql<{ count: number; last: number | null }>`
    select count(*)::int as count, max(seq) as last from ${readable(reader, span)} as readable`);
}

function readable({ owner_id, is_operator }: Reader, { after, from, requestedAt }: Span): RawBuilder<unknown> {
  const inSpan = sql`seq > ${after} and occurred_at >= ${from} and occurred_at <= ${requestedAt}`;
  return readableEvents(owner_id, is_operator ? sql`true` : sql`false`, inSpan, EVENTS_AT_ONCE);
}

/** Locks an enabled endpoint until the batch ends. */
export function lockEnabled(id: WebhookEndpointId): Write {
  const enabled = q.selectFrom('webhook_endpoints').select('id').where('id', '=', id).where('state', '=', 'enabled');
  return guardExists(enabled.forNoKeyUpdate(), 'stale');
}

/**
 * Owes an endpoint the next events that its owner may read and that it wants: those that never got through, or all but
 * those that did so since this was asked for. What is still being tried is left to itself.
 */
export function oweEvents(
  id: WebhookEndpointId,
  reader: Reader,
  span: Span,
  which: 'undelivered' | 'all',
  now: Date,
): Write {
  const wants = reader.types === null ? sql`true` : sql`type = any (${reader.types}::text[])`;
  return statement(sql`
    insert into webhook_deliveries (endpoint_id, event_id, state, next_attempt_at, created_at)
    select ${id}, id, 'pending', ${now}, ${now}
    from ${readable(reader, span)} as readable
    where case when type = 'webhook.tested' then subject = ${id} else ${wants} end
    on conflict (endpoint_id, event_id) do update
    set state = 'pending', attempts = 0, next_attempt_at = ${now}, delivered_at = null
    where webhook_deliveries.state = 'failed'
      or (webhook_deliveries.state = 'delivered' and ${which === 'all'} and webhook_deliveries.delivered_at <= ${span.requestedAt})`);
}
