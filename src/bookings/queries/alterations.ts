import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import type { AlterationId, BookingId, ListingId, PaymentId, PersonId } from '../../kernel/ids.ts';
import { guarded, json, q, type Write } from '../../platform/db/index.ts';
import type { BookingTables } from '../../platform/db/tables/bookings.ts';
import { telling } from '../../platform/events.ts';

export type AlterationRow = Selectable<BookingTables['alterations']>;

/** An alteration as it begins. */
type NewAlteration = Omit<Insertable<BookingTables['alterations']>, 'price' | 'cancellation_policy'> &
  Pick<AlterationRow, 'price' | 'cancellation_policy'>;

/** What a move may change of an alteration. */
type AlterationChange = Partial<Pick<AlterationRow, 'state' | 'payment_id' | 'expires_at' | 'ended_at' | 'settled_at'>>;

export function selectAlteration(alterationId: AlterationId) {
  return q.selectFrom('alterations').selectAll().where('id', '=', alterationId);
}

export function selectAlterationPaidBy(paymentId: PaymentId) {
  return q.selectFrom('alterations').selectAll().where('payment_id', '=', paymentId);
}

/** Those of a booking, newest first. */
export function selectAlterationsOf(bookingId: BookingId) {
  return q.selectFrom('alterations').selectAll().where('booking_id', '=', bookingId).orderBy('id', 'desc');
}

/** The same as this person may see them: to others than the guest one that the guest never paid for was not proposed. */
export function selectAlterationsFor(personId: PersonId, bookingId: BookingId) {
  return selectAlterationsOf(bookingId).where(
    sql<boolean>`(${wasProposed('alterations.id')} or exists (
      select from bookings where bookings.id = alterations.booking_id and guest_id = ${personId}))`,
  );
}

/** How many this person has proposed since then, as SQL beside a select of `bookings`. */
export function proposedBy(personId: PersonId, since: Date): RawBuilder<number> {
  return sql`(
    select count(*) from alterations
    where booking_id = bookings.id and created_at > ${since}
      and proposed_by = case bookings.guest_id when ${personId} then 'guest' else 'host' end)`;
}

/** The id of the booking that an alteration is of, as SQL. */
export function bookingOf(alterationId: AlterationId): RawBuilder<BookingId> {
  return sql`(select booking_id from alterations where id = ${alterationId})`;
}

/** The id of the booking that a payment of a difference is for, as SQL. */
export function bookingOfPayment(paymentId: PaymentId): RawBuilder<BookingId> {
  return sql`(select booking_id from alterations where payment_id = ${paymentId})`;
}

/** The id of a booking's listing, as SQL. */
export function listingOf(bookingId: BookingId | RawBuilder<BookingId>): RawBuilder<ListingId> {
  return sql`(select listing_id from bookings where id = ${bookingId})`;
}

export function insertAlteration({ price, cancellation_policy, ...alteration }: NewAlteration): Write {
  return q
    .insertInto('alterations')
    .values({ ...alteration, price: json(price), cancellation_policy: json(cancellation_policy) });
}

/** Moves an alteration that is as it was loaded, else the batch is stale. */
export function updateAlteration(
  { id, version }: Pick<AlterationRow, 'id' | 'version'>,
  change: AlterationChange,
): Write {
  return guarded(
    q
      .updateTable('alterations')
      .set({ ...change, version: sql`version + 1` })
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/** Ends what is open of a booking that ends itself, and tells so those who had heard of it, in one statement. */
export function endAlterations(bookingId: BookingId, { now, realNow }: Pick<Ctx, 'now' | 'realNow'>): Write {
  return telling(sql`
    with ended as (
      update alterations set state = 'expired', version = version + 1, expires_at = null, ended_at = ${now}
      where booking_id = ${bookingId} and state in ('unpaid', 'proposed', 'accepting') returning id, booking_id
    )
    insert into events (type, occurred_at, subject, guest_id, host_id, data)
    select 'alteration.expired', ${realNow}, ended.id, guest_id, case when ${wasProposed('ended.id')} then host_id end,
      jsonb_build_object('bookingId', booking_id)
    from ended join bookings on bookings.id = ended.booking_id`);
}

/** Whether a stay was not altered after this, as SQL beside a select of `alterations as owed`. */
export const isLastAltered = sql<boolean>`not exists (
  select from alterations as later
  where later.booking_id = owed.booking_id and later.id > owed.id and later.state in ('accepted', 'failed'))`;

/** Whether a payment is part of what a stay costs, as SQL beside a select of `bookings`: for a proposal that came to nothing none is. */
export function isOfStay(id: 'payments.id' | 'paid.id' | 'refunded.id'): RawBuilder<boolean> {
  return sql`not exists (
    select from alterations
    where booking_id = bookings.id and payment_id = ${sql.ref(id)} and alterations.state in ('declined', 'withdrawn', 'expired'))`;
}

/** Whether both sides have heard of a proposal, as SQL: of what a guest would pay more for, only once that was authorised. */
export function wasProposed(id: 'alterations.id' | 'ended.id'): RawBuilder<boolean> {
  return sql`exists (select from events where subject = ${sql.ref(id)} and type = 'alteration.proposed')`;
}
