import { type Selectable, sql } from 'kysely';
import { isLastAltered } from '../../bookings/index.ts';
import type { BookingId, DocumentId } from '../../kernel/ids.ts';
import { type Query, q, statement, type Write } from '../../platform/db/index.ts';
import type { BooksTables, DocumentKind, StoredDocument } from '../../platform/db/tables/books.ts';
import { isOperator, type Reader } from '../../platform/operator.ts';

/** The marketplace: the one issuer there is so far. */
const MARKETPLACE = 'marketplace';

type Issuer = Selectable<BooksTables['issuers']>;

/** Why a booking has no document of this kind, or none yet. */
export type Hindrance =
  | 'never-confirmed'
  | 'stay-not-over'
  | 'rest-open'
  | 'difference-open'
  | 'dispute-open'
  | 'fee-not-whole'
  | 'no-issuer';

/** The document of a booking, or why there is none. */
export type Documented =
  | { hindrance: null; year: number; number: number; content: StoredDocument; issued_at: Date }
  | { hindrance: Hindrance };

/**
 * A booking of this person's side (or any, for operators) with its document. One that is due and not there yet is issued
 * in the same statement, under the next number of its year: the counter's row is locked until it is written, so that no
 * number is left out. Two at once for the same booking: one is stale.
 */
export function selectOrIssue(
  { id, kind, bookingId, by }: { id: DocumentId; kind: DocumentKind; bookingId: BookingId; by: Reader },
  now: Date,
): Query<Documented> {
  const year = now.getUTCFullYear();
  return statement(sql<Documented>`
    with facts as (${selectFacts(bookingId, kind, by)}),
    found as (
      select *, case
        when number is not null then null
        when state in ('declined', 'withdrawn', 'expired') then 'never-confirmed'
        when state not in ('completed', 'cancelled') then 'stay-not-over'
        when is_rest_open then 'rest-open'
        when is_difference_open then 'difference-open'
        when is_disputed then 'dispute-open'
        -- What is kept of the marketplace's share is not told by who pays it: there is no invoice for a part of it.
        when ${kind} = 'invoice' and not is_whole then 'fee-not-whole'
        when vat_bps is null then 'no-issuer'
      end as hindrance
      from facts),
    due as (select * from found where number is null and hindrance is null),
    counted as (
      insert into document_counters as counter (issuer, kind, year, last)
      select ${MARKETPLACE}, ${kind}, ${year}::int, 1 from due
      on conflict (issuer, kind, year) do update set last = counter.last + 1
      returning last),
    issued as (
      insert into documents (id, kind, issuer, year, number, booking_id, content, issued_at)
      select ${id}, ${kind}, ${MARKETPLACE}, ${year}::int, last, due.id, jsonb_build_object(
        'issuer', jsonb_build_object('name', issuer_name, 'address', issuer_address, 'vatId', vat_id),
        'recipient', recipient,
        'stay', jsonb_build_object('bookingId', due.id, 'listing', listing, 'checkIn', check_in, 'checkOut', check_out),
        'currency', price ->> 'currency',
        'form', 1,
        'settled', jsonb_build_object('lines', price -> 'lines', 'kept', case when not is_whole then left_over end,
          'uncharged', uncharged, 'vatBps', vat_bps)), ${now}
      from due, counted
      returning year, number, content, issued_at)
    select hindrance, coalesce(issued.year, found.year) as year, coalesce(issued.number, found.number) as number,
      coalesce(issued.content, found.content) as content, coalesce(issued.issued_at, found.issued_at) as issued_at
    from found left join issued on true`);
}

export function selectIssuer() {
  return q.selectFrom('issuers').selectAll().where('id', '=', MARKETPLACE);
}

/** Says who issues documents from now on. */
export function saveIssuer(issuer: Omit<Issuer, 'id' | 'updated_at'>, now: Date): Write {
  const said = { ...issuer, updated_at: now };
  return q
    .insertInto('issuers')
    .values({ id: MARKETPLACE, ...said })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(said));
}

// What lost disputes have taken of what was paid for a booking, beyond what was given back.
const lost = sql<number>`(
  select coalesce(sum(disputed_amount), 0)::bigint from payments where subject = bookings.id)`;
const leftToUs = sql`coalesce(bookings.kept, bookings.price -> 'totals')`;

function selectFacts(bookingId: BookingId, kind: DocumentKind, by: Reader) {
  const side = kind === 'receipt' ? 'bookings.guest_id' : 'bookings.host_id';
  return (
    q
      .selectFrom('bookings')
      .innerJoin('people as recipient', 'recipient.id', side)
      .innerJoin('listings', 'listings.id', 'bookings.listing_id')
      .leftJoin('issuers as issuer', (join) => join.on('issuer.id', '=', MARKETPLACE))
      .leftJoin('documents as document', (join) =>
        join.onRef('document.booking_id', '=', 'bookings.id').on('document.kind', '=', kind),
      )
      .where('bookings.id', '=', bookingId)
      .where((where) => where.or([where(side, '=', by.personId), isOperator(by, ['admin', 'support'])]))
      .select([
        'bookings.id',
        'bookings.state',
        'bookings.price',
        'bookings.kept',
        'bookings.check_in',
        'bookings.check_out',
      ])
      // All that was agreed is paid, and nothing of it was given back, by us or by the guest's bank.
      .select(
        sql<boolean>`${lost} = 0 and (bookings.kept is null or (
        select bool_and(bookings.kept -> share = bookings.price -> 'totals' -> share)
        from unnest('{hostReceives,platformKeeps,taxes}'::text[]) as share))`.as('is_whole'),
      )
      .select(
        sql`jsonb_set(${leftToUs}, '{guestPays}', to_jsonb((${leftToUs} ->> 'guestPays')::bigint - ${lost}))`.as(
          'left_over',
        ),
      )
      .select(
        sql<boolean>`exists (
        select from disputes join payments on payments.id = disputes.payment_id
        where subject = bookings.id and taken and disputes.state in ('open', 'answered'))`.as('is_disputed'),
      )
      // The rest that was never paid, and what the stay was altered to cost more where that could not be taken.
      .select(
        sql<number>`coalesce((
        select amount from booking_rests where booking_id = bookings.id and settled_at is null), 0) + coalesce((
        select payments.amount from alterations as owed join payments on payments.id = owed.payment_id
        where booking_id = bookings.id
          and (owed.state = 'failed' or owed.state = 'accepted' and payments.state = 'cancelled')
          and ${isLastAltered}), 0)`.as('uncharged'),
      )
      .select(
        sql<boolean>`bookings.state = 'completed' and exists (
        select from booking_rests left join payments on payments.id = booking_rests.payment_id
        where booking_id = bookings.id and settled_at is null and payments.state is distinct from 'cancelled')`.as(
          'is_rest_open',
        ),
      )
      // What was agreed on in time is captured, or lost, when Stripe answers, which may be after the stay or its cancellation.
      .select(
        sql<boolean>`exists (
        select from alterations join payments on payments.id = alterations.payment_id
        where booking_id = bookings.id and alterations.state = 'accepted' and settled_at is null
          and payments.state <> 'cancelled')`.as('is_difference_open'),
      )
      .select(['recipient.name as recipient', 'listings.title as listing'])
      .select(['issuer.name as issuer_name', 'issuer.address as issuer_address', 'issuer.vat_id', 'issuer.vat_bps'])
      .select(['document.year', 'document.number', 'document.content', 'document.issued_at'])
  );
}
