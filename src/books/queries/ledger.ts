import type { BookingId } from '../../kernel/ids.ts';
import { q } from '../../platform/db/index.ts';
import { isOperator, type Reader } from '../../platform/operator.ts';

/**
 * What was posted for a booking, as far as this person may see it: guest and host what is theirs, operators all. There
 * is one row without an entry where nothing is to be seen, and none for strangers.
 */
export function selectLedgerOf(bookingId: BookingId, by: Reader) {
  const { personId } = by;
  const seesAll = isOperator(by, ['admin', 'support']);
  return q
    .selectFrom('bookings')
    .leftJoin('ledger_entries as entry', (join) =>
      join
        .onRef('entry.subject', '=', 'bookings.id')
        .on((where) => where.or([where('entry.owner', '=', personId), seesAll])),
    )
    .where('bookings.id', '=', bookingId)
    .where((where) =>
      where.or([where('bookings.guest_id', '=', personId), where('bookings.host_id', '=', personId), seesAll]),
    )
    .select(['bookings.guest_id', seesAll.as('is_operator')])
    .select(['entry.effect', 'entry.account', 'entry.owner', 'entry.amount', 'entry.currency', 'entry.posted_at'])
    .orderBy('entry.id');
}
