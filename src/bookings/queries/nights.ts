import { sql } from 'kysely';
import type { Stay } from '../../kernel/dates.ts';
import type { BookingId, ListingId } from '../../kernel/ids.ts';
import { daterange, guard, guardExists, guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { BookingRow } from './bookings.ts';

/** Nights of a listing, `[checkIn, checkOut)`. */
export type Nights = Stay & { listingId: ListingId };

/**
 * Locks the listing until the batch ends. Whatever moves a booking that holds nights does so first, and checks claims
 * and closures in later statements only, which see what those who held the lock before have written.
 */
export function lockListing(listingId: ListingId): Write {
  return guardExists(selectListing(listingId).forNoKeyUpdate(), 'stale');
}

/** The same, for a listing that takes bookings; else the batch is refused with `problem`. */
export function lockOpenListing(listingId: ListingId, problem: 'listing-not-open' | 'stale'): Write {
  return guardExists(selectListing(listingId).where('state', '=', 'published').forNoKeyUpdate(), problem);
}

/**
 * Frees these nights of holds and requests whose time is up, and expires the bookings, in one statement. Their own
 * expiry jobs, due already, see to the payments.
 */
export function freeExpired({ listingId, checkIn, checkOut }: Nights, now: Date): Write {
  return statement(sql`
    with freed as (
      update claims set active = false
      where listing_id = ${listingId} and active and nights && ${daterange(checkIn, checkOut)} and expires_at <= ${now}
      returning booking_id
    ), expired as (
      update bookings
      set state = 'expired', version = version + 1, expires_at = null, ended_at = ${now}, ended_by = 'system'
      from freed where bookings.id = freed.booking_id
      returning bookings.*
    )
    insert into events (type, occurred_at, subject, guest_id, host_id, data)
    select 'booking.expired', ${now}, id, guest_id, host_id,
      jsonb_build_object('listingId', listing_id, 'checkIn', check_in, 'checkOut', check_out)
    from expired`);
}

/** Refuses nights that a closure has. Those of other claims are refused by the constraint on claims. */
export function guardNotClosed(nights: Nights): Write {
  return guard(sql`not ${isClosed(nights)}`, 'nights-unavailable');
}

/** Makes the batch stale unless nothing has these nights. */
export function guardFree(nights: Nights): Write {
  return guard(sql`not ${isClosed(nights)} and not ${isClaimed(nights)}`, 'stale');
}

/** Whether a booking that lost its nights could have them back: the listing is open, and nothing live has them. */
export function selectCanReturn(nights: Nights, now: Date) {
  return selectListing(nights.listingId).select([
    sql<boolean>`state = 'published' and not ${isClosed(nights)}
      and not ${isClaimed(nights, sql`(expires_at is null or expires_at > ${now})`)}`.as('can_return'),
  ]);
}

export function insertClaim(bookingId: BookingId, { listingId, checkIn, checkOut }: Nights, expiresAt: Date): Write {
  return q.insertInto('claims').values({
    booking_id: bookingId,
    listing_id: listingId,
    nights: daterange(checkIn, checkOut),
    expires_at: expiresAt,
  });
}

/** Keeps a booking's live claim until then, or with null for good. */
export function keepClaim(bookingId: BookingId, expiresAt: Date | null): Write {
  return changeClaim(bookingId, true, { expires_at: expiresAt });
}

/** Gives a booking's nights free. */
export function releaseClaim(bookingId: BookingId): Write {
  return changeClaim(bookingId, true, { active: false });
}

/** Gives a booking its nights back, for good. */
export function reviveClaim(bookingId: BookingId): Write {
  return changeClaim(bookingId, false, { active: true, expires_at: null });
}

export function nightsOf({
  listing_id,
  check_in,
  check_out,
}: Pick<BookingRow, 'listing_id' | 'check_in' | 'check_out'>): Nights {
  return { listingId: listing_id, checkIn: check_in, checkOut: check_out };
}

function changeClaim(
  bookingId: BookingId,
  isActive: boolean,
  change: { active?: boolean; expires_at?: Date | null },
): Write {
  return guarded(
    q
      .updateTable('claims')
      .set(change)
      .where('booking_id', '=', bookingId)
      .where('active', '=', isActive)
      .returning('booking_id'),
    'stale',
  );
}

function selectListing(listingId: ListingId) {
  return q.selectFrom('listings').select('id').where('id', '=', listingId);
}

function isClosed({ listingId, checkIn, checkOut }: Nights) {
  return sql`exists (
    select from closures where listing_id = ${listingId} and nights && ${daterange(checkIn, checkOut)})`;
}

function isClaimed({ listingId, checkIn, checkOut }: Nights, isLive = sql`true`) {
  return sql`exists (
    select from claims
    where listing_id = ${listingId} and active and nights && ${daterange(checkIn, checkOut)} and ${isLive})`;
}
