import { type Selectable, sql } from 'kysely';
import type { BookingId, DocumentId, PersonId } from '../../kernel/ids.ts';
import { json, type Query, q, statement, type Write } from '../../platform/db/index.ts';
import type { BooksTables } from '../../platform/db/tables/books.ts';
import type { DocumentContent, DocumentKind } from '../document.ts';

/** The marketplace: the one issuer there is so far. */
export const MARKETPLACE = 'marketplace';

export type Issuer = Selectable<BooksTables['issuers']>;

/** A booking of this person's side (or any, for operators), with its document if it has one, and who would issue it. */
export function selectDocumentOf(bookingId: BookingId, kind: DocumentKind, personId: PersonId) {
  const side = kind === 'receipt' ? 'bookings.guest_id' : 'bookings.host_id';
  return q
    .selectFrom('bookings')
    .innerJoin('people', (join) => join.on('people.id', '=', personId))
    .innerJoin('people as recipient', 'recipient.id', side)
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .leftJoin('issuers as issuer', (join) => join.on('issuer.id', '=', MARKETPLACE))
    .leftJoin('documents as document', (join) =>
      join.onRef('document.booking_id', '=', 'bookings.id').on('document.kind', '=', kind),
    )
    .where('bookings.id', '=', bookingId)
    .where((where) => where.or([where(side, '=', personId), sql<boolean>`people.roles && '{admin,support}'`]))
    .select([
      'bookings.id',
      'bookings.state',
      'bookings.price',
      'bookings.kept',
      'bookings.check_in',
      'bookings.check_out',
    ])
    .select(
      sql<number>`coalesce((
        select amount from booking_rests where booking_id = bookings.id and settled_at is null), 0)`.as('uncharged'),
    )
    .select(
      sql<boolean>`bookings.state = 'completed' and exists (
        select from booking_rests left join payments on payments.id = booking_rests.payment_id
        where booking_id = bookings.id and settled_at is null and payments.state is distinct from 'cancelled')`.as(
        'is_rest_open',
      ),
    )
    .select(['recipient.name as recipient', 'listings.title as listing'])
    .select(['issuer.name as issuer_name', 'issuer.address as issuer_address', 'issuer.vat_id', 'issuer.vat_bps'])
    .select(['document.kind', 'document.year', 'document.number', 'document.content', 'document.issued_at']);
}

/** Issues a document under the next number of its year. The counter's row is locked until the batch is over. */
export function issueDocument(
  {
    id,
    kind,
    bookingId,
    content,
  }: { id: DocumentId; kind: DocumentKind; bookingId: BookingId; content: DocumentContent },
  now: Date,
): Query<{ year: number; number: number }> {
  const year = now.getUTCFullYear();
  return statement(sql`
    with counted as (
      insert into document_counters as counter (issuer, kind, year, last) values (${MARKETPLACE}, ${kind}, ${year}::int, 1)
      on conflict (issuer, kind, year) do update set last = counter.last + 1
      returning last)
    insert into documents (id, kind, issuer, year, number, booking_id, content, issued_at)
    select ${id}, ${kind}, ${MARKETPLACE}, ${year}::int, last, ${bookingId}, ${json(content)}, ${now} from counted
    returning year, number`);
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
