import { type InferResult, type Selectable, sql } from 'kysely';
import type { BookingId } from '../kernel/ids.ts';
import { guardExists, guarded, json, q, type Write } from '../platform/db/index.ts';
import type { TestClockTables } from '../platform/db/tables/test-clocks.ts';
import { isOperator, type Reader } from '../platform/operator.ts';

/** The clock of a booking: how far its time is ahead, in milliseconds, and up to where it is being moved. */
export type ClockRow = Selectable<TestClockTables['test_clocks']>;

type NextJob = InferResult<ReturnType<typeof selectNextJob>>[number];

/** The clock of a booking; one that was never moved is not ahead. */
export function selectClock(bookingId: BookingId) {
  return q
    .selectFrom('bookings')
    .leftJoin('test_clocks as clock', 'clock.booking_id', 'bookings.id')
    .select(['bookings.id as booking_id', 'clock.advance_to', 'clock.stopped_by'])
    .select(sql<number>`coalesce(clock.ahead, 0)`.as('ahead'))
    .where('bookings.id', '=', bookingId);
}

/** The same, for guest, host and operators. */
export function selectOwnClock(bookingId: BookingId, by: Reader, scope: 'operator:read' | 'operator:write') {
  const { personId } = by;
  return selectClock(bookingId).where((is) =>
    is.or([
      is('bookings.guest_id', '=', personId),
      is('bookings.host_id', '=', personId),
      isOperator(by, ['admin', 'support'], scope),
    ]),
  );
}

/**
 * The writes that say up to where a booking's time is to be moved, from where it was loaded; else the batch is stale. Where
 * it was stopped it goes on: what has failed is tried anew, as if it never was.
 */
export function putTarget(
  { booking_id, ahead, advance_to: before, stopped_by }: ClockRow,
  to: Date,
  now: Date,
): Write[] {
  const target = { advance_to: to, stopped_by: null };
  const put = q
    .insertInto('test_clocks')
    .values({ booking_id, ...target })
    .onConflict((conflict) =>
      conflict
        .column('booking_id')
        .doUpdateSet(target)
        .where('test_clocks.ahead', '=', ahead)
        .where(sql<boolean>`test_clocks.advance_to is not distinct from ${before}`),
    );
  const retry = q
    .updateTable('jobs')
    .set({ attempts: 0, run_at: now, published_at: null })
    .where(isOpenOf(booking_id))
    .where('attempts', '>', 0);
  return [guarded(put), ...(stopped_by === null ? [] : [retry])];
}

/**
 * The job of the booking that comes next: one that was tried and isn't done, or else the first of those that are due until
 * then, by the real time.
 */
export function selectNextJob(bookingId: BookingId, until: Date, others: readonly string[]) {
  return q
    .selectFrom('jobs')
    .select(['id', 'kind', 'run_at', 'attempts', 'last_error'])
    .where(isOf(bookingId, others))
    .where((is) => is.or([is('run_at', '<=', until), is('attempts', '>', 0)]))
    .orderBy(sql`attempts = 0`)
    .orderBy('run_at')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1);
}

/**
 * The writes that move a booking's time on by so many milliseconds, and bring its jobs nearer by as many. The booking is
 * locked, so that whatever is decided about it at the same time is written before, or decided anew.
 */
export function moveClock(
  { booking_id: bookingId, ahead }: ClockRow,
  { by, arrived }: { by: number; arrived: boolean },
  others: readonly string[],
): Write[] {
  return [
    guardExists(q.selectFrom('bookings').select('id').where('id', '=', bookingId).forNoKeyUpdate(), 'stale'),
    guarded(
      q
        .updateTable('test_clocks')
        .set({ ahead: ahead + by, ...(arrived ? { advance_to: null } : {}) })
        .where('booking_id', '=', bookingId)
        .where('ahead', '=', ahead),
    ),
    q
      .updateTable('jobs')
      .set({ run_at: sql`run_at - ${by}::bigint * interval '1 ms'`, published_at: null })
      .where(isOf(bookingId, others)),
  ];
}

/** The write that ends the moving of a booking's time where it is, as this job fails for good; stale if it was moved. */
export function stopClock({ booking_id, ahead, advance_to: target }: ClockRow, { kind, last_error }: NextJob): Write {
  return guarded(
    q
      .updateTable('test_clocks')
      .set({ advance_to: null, stopped_by: json({ job: kind, error: last_error }) })
      .where('booking_id', '=', booking_id)
      .where('ahead', '=', ahead)
      // Where it was sent to meanwhile, it still has to go.
      .where(sql<boolean>`advance_to is not distinct from ${target}`),
  );
}

function isOf(bookingId: BookingId, others: readonly string[]) {
  return sql<boolean>`kind <> all (${others}::text[]) and ${isOpenOf(bookingId)}`;
}

function isOpenOf(bookingId: BookingId) {
  return sql<boolean>`done_at is null
    and exists (select from jsonb_each_text(payload) as part where booking_of(part.value) = ${bookingId})`;
}
