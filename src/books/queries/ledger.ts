import { sql } from 'kysely';
import type { BookingId, PersonId } from '../../kernel/ids.ts';
import { q } from '../../platform/db/index.ts';

/**
 * What was posted for a booking, as far as this person may see it: guest and host what is theirs, operators all. There
 * is one row without an entry where nothing is to be seen, and none for strangers.
 */
export function selectLedgerOf(bookingId: BookingId, personId: PersonId) {
  const isOperator = sql<boolean>`people.roles && '{admin,support}'`;
  return q
    .selectFrom('bookings')
    .innerJoin('people', (join) => join.on('people.id', '=', personId))
    .leftJoin('ledger_entries as entry', (join) =>
      join
        .onRef('entry.subject', '=', 'bookings.id')
        .on((where) => where.or([where('entry.owner', '=', personId), isOperator])),
    )
    .where('bookings.id', '=', bookingId)
    .where((where) =>
      where.or([where('bookings.guest_id', '=', personId), where('bookings.host_id', '=', personId), isOperator]),
    )
    .select(['bookings.guest_id', isOperator.as('is_operator')])
    .select(['entry.effect', 'entry.account', 'entry.owner', 'entry.amount', 'entry.currency', 'entry.posted_at'])
    .orderBy('entry.id');
}
