import { type RawBuilder, sql } from 'kysely';
import { type EventId, type PersonId, uuidOf } from '../kernel/ids.ts';
import { type Query, statement } from '../platform/db/index.ts';
import { isOperator, type Reader } from '../platform/operator.ts';
import type { EventRow } from './view-event.ts';

/** Where a reader goes on: after an event that they have read, or (operators only) after a number. */
export type Place = { event: EventId } | { seq: number } | undefined;

/**
 * The next events that this person may read, in order, one more than `limit`: an operator all of them, anybody else
 * those that they are guest or host of. A place that is not theirs is before everything, and finds nothing wrong.
 */
export function selectEvents(by: Reader, place: Place, limit: number): Query<EventRow> {
  const readsAll = isOperator(by, ['admin']);
  const readable = readableEvents(by.personId, readsAll, sql`seq > (${seqOf(place)})`, limit + 1);
  return statement(sql<EventRow>`
    select key, case when ${readsAll} then seq end as seq, type, occurred_at, subject, data
    from ${readable} as readable order by readable.seq`);
}

/**
 * The first `limit` events that this person may read and that `condition` holds for, as an SQL subquery: all for who
 * reads everything, else those that they are guest or host of. Each by its own index: what concerns others is not
 * walked through.
 */
export function readableEvents(
  reader: PersonId,
  readsAll: RawBuilder<boolean>,
  condition: RawBuilder<unknown>,
  limit: number,
): RawBuilder<unknown> {
  const some = (readers: RawBuilder<unknown>) => sql`(
    select * from events where ${readers} and ${condition} order by seq limit ${limit})`;
  return sql`(
    select * from (
      ${some(readsAll)}
      union all ${some(sql`not ${readsAll} and guest_id = ${reader}`)}
      union all ${some(sql`not ${readsAll} and host_id = ${reader} and guest_id is distinct from ${reader}`)}
    ) as parts order by seq limit ${limit})`;
}

/**
 * Whether the reader may go on from this event. One that they may not read says nothing, not even that it exists.
 */
export function selectMayFollow(by: Reader, place: Place): Query<{ may: boolean }> {
  const [readsAll, reader] = [isOperator(by, ['admin']), by.personId];
  if (place === undefined) return statement(sql<{ may: boolean }>`select true as may`);
  if ('seq' in place) return statement(sql<{ may: boolean }>`select ${readsAll} as may`);
  return statement(sql<{ may: boolean }>`
    select exists (
      select from events where key = ${uuidOf(place.event)} and seq is not null
        and (${readsAll} or guest_id = ${reader} or host_id = ${reader})) as may`);
}

function seqOf(place: Place): RawBuilder<unknown> {
  if (place === undefined) return sql`0`;
  if ('seq' in place) return sql`${place.seq}::bigint`;
  return sql`select seq from events where key = ${uuidOf(place.event)}`;
}
