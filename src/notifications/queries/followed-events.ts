import { sql } from 'kysely';
import type { EventType } from '../../kernel/events.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';

/** The name under which notifications follow the events. */
const FOLLOWER = 'notifications';

/** Up to where events were followed, and up to where there are any. To be read before the events. */
export function selectPlace() {
  return q
    .selectFrom('event_followers')
    .select(['seq', sql<number>`(select coalesce(max(seq), 0) from events)`.as('last')])
    .where('name', '=', FOLLOWER);
}

/** The next events of these types after that place, in order. */
export function selectNextEvents(types: readonly EventType[], limit: number) {
  return q
    .selectFrom('events')
    .select([sql<number>`seq`.as('seq'), 'type', 'subject', 'guest_id', 'host_id'])
    .select(sql<string | null>`data ->> 'from'`.as('by'))
    .where(sql<boolean>`seq > (select seq from event_followers where name = ${FOLLOWER})`)
    .where('type', 'in', types)
    .orderBy('seq')
    .limit(limit);
}

/** Moves the place on from where it was read, else the batch is stale. */
export function movePlace(from: number, to: number): Write {
  return guarded(
    q.updateTable('event_followers').set({ seq: to }).where('name', '=', FOLLOWER).where('seq', '=', from),
  );
}
