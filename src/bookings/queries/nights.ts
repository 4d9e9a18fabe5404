import { type RawBuilder, sql } from 'kysely';
import { hasStaleFeed } from '../../channels/index.ts';
import type { AddedNights } from '../../kernel/added-nights.ts';
import type { Stay } from '../../kernel/dates.ts';
import type { BookingId, ListingId, PersonId } from '../../kernel/ids.ts';
import type { Preparation } from '../../kernel/stay-rules.ts';
import { lockListing } from '../../listings/index.ts';
import { changing } from '../../platform/cache/index.ts';
import { daterange, guard, guardExists, guarded, q, type Write } from '../../platform/db/index.ts';
import type { RangeParameter } from '../../platform/db/tables/heart.ts';
import { telling } from '../../platform/events.ts';
import { type BookingChange, type BookingRow, updateBooking } from './bookings.ts';

/** Nights of a listing, as SQL: those of a stay, and the same with those that are kept free before and after it. */
export type Nights = { listingId: ListingId; stay: RawBuilder<RangeParameter>; kept: RawBuilder<RangeParameter> };

/**
 * Locks the listing until the batch ends, by which copies of its nights end. Whatever moves a booking that holds nights does so
 * first, and checks claims and closures in later statements only, which see what those who held the lock before have written.
 */
export function lockNights(listingId: ListingId): Write {
  return changing([listingId], lockListing(listingId));
}

/**
 * Moves a booking that is as it was loaded, under its listing's lock; else the batch is stale. Without a change it is guarded
 * all the same: nobody who moves it at the same time overlooks what else the batch writes.
 */
export function moveBooking(
  booking: Pick<BookingRow, 'id' | 'version' | 'listing_id'>,
  change: BookingChange = {},
): Write[] {
  return [lockNights(booking.listing_id), updateBooking(booking, change)];
}

/** The same lock, for a listing that takes bookings; else the batch is refused with `problem`. */
export function lockNightsOnSale(listingId: ListingId, problem: 'listing-not-open' | 'stale'): Write {
  const open = selectListing(listingId).where('state', '=', 'published').forNoKeyUpdate();
  return changing([listingId], guardExists(open, problem));
}

/**
 * Frees these nights of holds and requests whose time is up, and expires the bookings, in one statement. Their own
 * expiry jobs, due already, see to the payments.
 */
export function freeExpired({ listingId, kept }: Nights, now: Date): Write {
  return telling(sql`
    with freed as (
      update claims set active = false
      where listing_id = ${listingId} and active and nights && ${kept} and expires_at <= ${now}
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

/** Refuses nights that another channel has sold. */
export function guardNotSold({ listingId, stay }: Nights): Write {
  return guard(
    sql`not exists (
      select from closures where listing_id = ${listingId} and nights && ${stay} and feed_kind = 'booking')`,
    'nights-unavailable',
  );
}

/** Makes the batch stale unless nothing has these nights. */
export function guardFree(nights: Nights): Write {
  return guard(sql`not ${isClosed(nights)} and not ${isClaimed(nights)}`, 'stale');
}

/**
 * Whether a booking that lost its nights could have them back: the listing is open, its guest not suspended, and nothing live
 * has them, as far as is known. While they were free another channel may have sold them, and its feed not have told so.
 */
export function selectCanReturn(nights: Nights, guestId: PersonId, now: Date) {
  return selectListing(nights.listingId).select([
    sql<boolean>`state = 'published' and exists (select from people where id = ${guestId} and suspended_at is null)
      and not ${isClosed(nights)}
      and not ${isClaimed(nights, sql`(expires_at is null or expires_at > ${now})`)}
      and not ${hasStaleFeed(now)}`.as('can_return'),
  ]);
}

/** Whether a booking could have `all` of these nights: nothing else live has one, and none of those `added` is closed. */
export function selectAreFree(
  { id }: Pick<BookingRow, 'id'>,
  { all, added }: { all: Nights; added: readonly Nights[] },
  now: Date,
) {
  const others = sql`booking_id <> ${id} and (expires_at is null or expires_at > ${now})`;
  const isOpen = added.map((nights) => sql<boolean>`not ${isClosed(nights)}`);
  return selectListing(all.listingId).select([
    sql<boolean>`${sql.join([sql`not ${isClaimed(all, others)}`, ...isOpen], sql` and `)}`.as('are_free'),
  ]);
}

export function insertClaim(
  bookingId: BookingId,
  { listingId, kept }: Nights,
  { before, after }: Preparation,
  expiresAt: Date,
): Write {
  return q.insertInto('claims').values({
    booking_id: bookingId,
    listing_id: listingId,
    nights: kept,
    preparation_before: before,
    preparation_after: after,
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

/** The nights that a quote is for. */
export function nightsOfQuote(
  listingId: ListingId,
  { checkIn, checkOut }: Stay,
  { before, after }: Preparation,
): Nights {
  const kept = sql<RangeParameter>`daterange(${checkIn}::date - ${before}::int, ${checkOut}::date + ${after}::int)`;
  return { listingId, stay: daterange(checkIn, checkOut), kept };
}

/** Other nights for a booking, with those that its claim keeps free before and after it. */
export function nightsFor(
  { id, listing_id }: Pick<BookingRow, 'id' | 'listing_id'>,
  { checkIn, checkOut }: Stay,
): Nights {
  const kept = sql<RangeParameter>`(
    select daterange(${checkIn}::date - preparation_before, ${checkOut}::date + preparation_after)
    from claims where booking_id = ${id})`;
  return { listingId: listing_id, stay: daterange(checkIn, checkOut), kept };
}

/**
 * The same of nights that a booking would get beside its own. What closes those as well stands in nobody's way, nor what
 * only closes those that it keeps free; nor is it asked again what there is at an end of the stay that it keeps.
 */
export function nightsBeside(
  booking: Pick<BookingRow, 'id' | 'listing_id' | 'check_in' | 'check_out'>,
  { checkIn, checkOut, followsOwn, precedesOwn }: AddedNights,
): Nights {
  const own = sql`datemultirange(${daterange(booking.check_in, booking.check_out)})`;
  const ofClaim = (nights: RawBuilder<unknown>) =>
    sql<RangeParameter>`(select ${nights} from claims where booking_id = ${booking.id})`;
  const before = followsOwn ? sql`0` : sql`preparation_before`;
  const after = precedesOwn ? sql`0` : sql`preparation_after`;
  return {
    listingId: booking.listing_id,
    stay: ofClaim(sql`datemultirange(${daterange(checkIn, checkOut)}) - datemultirange(nights)`),
    kept: ofClaim(sql`datemultirange(daterange(${checkIn}::date - ${before}, ${checkOut}::date + ${after})) - ${own}`),
  };
}

/** The nights that a booking keeps free before and after it, as SQL beside a select of bookings. */
export const preparationKept = sql<Preparation>`(
  select json_build_object('before', preparation_before, 'after', preparation_after)
  from claims where claims.booking_id = bookings.id)`;

/** The nights of a booking, whether or not it still has them. */
export function nightsOfBooking(booking: Pick<BookingRow, 'id' | 'listing_id' | 'check_in' | 'check_out'>): Nights {
  return {
    listingId: booking.listing_id,
    stay: daterange(booking.check_in, booking.check_out),
    kept: sql`(select nights from claims where booking_id = ${booking.id})`,
  };
}

/** Gives a booking these nights instead of its own, with as many kept free around them; others' are refused. */
export function moveClaim(bookingId: BookingId, { checkIn, checkOut }: Stay): Write {
  const nights = sql<RangeParameter>`daterange(${checkIn}::date - preparation_before, ${checkOut}::date + preparation_after)`;
  return changeClaim(bookingId, true, { nights });
}

function changeClaim(
  bookingId: BookingId,
  isActive: boolean,
  change: { active?: boolean; expires_at?: Date | null; nights?: RawBuilder<RangeParameter> },
): Write {
  return guarded(
    q.updateTable('claims').set(change).where('booking_id', '=', bookingId).where('active', '=', isActive),
  );
}

function selectListing(listingId: ListingId) {
  return q.selectFrom('listings').select('id').where('id', '=', listingId);
}

// What guests of another channel have is as far from a stay as what guests have here.
function isClosed({ listingId, stay, kept }: Nights) {
  return sql`exists (
    select from closures
    where listing_id = ${listingId} and nights && ${kept} and (nights && ${stay} or feed_kind = 'booking'))`;
}

function isClaimed({ listingId, kept }: Nights, isLive = sql`true`) {
  return sql`exists (
    select from claims where listing_id = ${listingId} and active and nights && ${kept} and ${isLive})`;
}
