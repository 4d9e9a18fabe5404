import { type Selectable, sql } from 'kysely';
import type { Currency } from '../../kernel/currencies.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { BookingId, DifferenceId, PersonId } from '../../kernel/ids.ts';
import { guardExists, guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { BooksTables } from '../../platform/db/tables/books.ts';
import type { RefundState } from '../../platform/db/tables/payments.ts';

export type Difference = Selectable<BooksTables['differences']>;

/** Both sides of what has moved at Stripe under one reference. */
export type Sides = {
  reference: string;
  currency: Currency;
  subject: string | null;
  ledger: number;
  balance: number | null;
  object: number | null;
};

// Corrections count to what they correct.
const booked = (touched: 'touched' | 'differences', known: 'known' | 'differences') => sql`
  select coalesce(sum(amount), 0)::bigint as amount, min(subject) as subject from ledger_entries
  where account = 'stripe' and currency = ${sql.ref(`${touched}.currency`)}
    and split_part(effect, ':', 2) = any (array[${sql.ref(`${touched}.reference`)}, ${sql.ref(`${known}.id`)}])`;

// Where the balance says what has moved, a closed difference is not opened again because the object says something else.
const sides = (touched: ReturnType<typeof sql>) => sql`
  select touched.reference, touched.currency, coalesce(booked.subject, said.subject) as subject,
    booked.amount as ledger, said.balance, said.object, said.object_id, known.state,
    case
      when said.is_open then booked.amount not in (0, coalesce(said.balance, said.object, 0))
      when known.state = 'closed' then booked.amount <> coalesce(said.balance, said.object, 0)
      else booked.amount <> coalesce(said.balance, said.object, 0)
        or booked.amount <> coalesce(said.object, booked.amount)
    end as differ
  from (${touched}) as touched
  left join differences known on known.reference = touched.reference and known.currency = touched.currency
  cross join lateral (${booked('touched', 'known')}) as booked
  cross join lateral (
    select sum(amount) filter (where said_by = 'balance')::bigint as balance,
      sum(amount) filter (where said_by = 'object')::bigint as object,
      min(object_id) filter (where said_by = 'object') as object_id,
      coalesce(bool_or(is_open), false) as is_open, min(m.subject) as subject
    from stripe_movements m where m.reference = touched.reference and m.currency = touched.currency) as said`;

/**
 * What differs of all that a day has touched: what Stripe tells of it, and what was posted from `from` to `to`; with the
 * intent of a payment or deposit, charge, refund, transfer or dispute at Stripe. Whatever the day, a charge that was corrected
 * before its payment was known is looked at again: once it is filed under the payment, the correction stands against nothing.
 * At most so many at a time, and none that is reported just so already.
 */
export function selectDiffering(day: PlainDate, from: Date, to: Date, limit: number) {
  const touched = sql`
    select reference, currency from stripe_movements where day = ${day}::date
    union
    select split_part(effect, ':', 2), currency from ledger_entries
    where account = 'stripe' and posted_at >= ${from} and posted_at < ${to} and effect not like 'correction:%'
    union
    select reference, differences.currency from differences join payments on intent_id = reference
    where differences.state <> 'open'`;
  return statement<Sides & { objectId: string | null }>(sql`
    select sides.reference, sides.currency, sides.subject, sides.ledger, sides.balance, sides.object,
      coalesce((select intent_id from payments where id = sides.reference),
        (select intent_id from deposit_holds where id = sides.reference), sides.object_id) as "objectId"
    from (${sides(touched)}) as sides
    where differ and not exists (
      select from differences d
      where d.reference = sides.reference and d.currency = sides.currency and d.state = 'open'
        and d.subject = coalesce(sides.subject, d.subject)
        and (d.ledger, d.balance, d.object) is not distinct from (sides.ledger, sides.balance, sides.object))
    order by sides.reference limit ${limit}`);
}

/** Settles what differs no more. */
export function settleDifferences(now: Date): Write {
  const open = sql`select reference, currency from differences where state = 'open'`;
  return statement(sql`
    update differences set state = 'settled', closed_at = ${now}, ledger = sides.ledger, balance = sides.balance,
      object = sides.object
    from (${sides(open)}) as sides
    where differences.reference = sides.reference and differences.currency = sides.currency and not differ`);
}

/** Reports a difference, or what has become of one; of which booking it is may be known only since it was found. */
export function reportDifference(id: DifferenceId, day: PlainDate, found: Sides, now: Date): Write {
  const { reference, currency, ledger, balance, object, subject } = found;
  const compared = { ledger, balance, object, ...(subject === null ? {} : { subject }) };
  return q
    .insertInto('differences')
    .values({ id, reference, currency, subject: reference, ...compared, day, found_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['reference', 'currency'])
        .doUpdateSet({ ...compared, state: 'open', day, closed_at: null, closed_by: null, reason: null }),
    );
}

/** One page of the differences in this state, or of all, newest first, from the one after the cursor's. */
export function selectDifferencePage(filter: {
  state: Difference['state'] | undefined;
  after: DifferenceId | undefined;
  limit: number;
}) {
  const { state, after, limit } = filter;
  const all = q
    .selectFrom('differences')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  const later = after === undefined ? all : all.where('id', '<', after);
  return state === undefined ? later : later.where('state', '=', state);
}

// Of the difference of the statement around it: the refund that it is about, or those that one made outside counted for.
const refundsOfIt = sql`(
  select * from refunds
  where currency = differences.currency and id in (
    select reference
    union all select split_part(effect, ':', 3) from ledger_entries
    where account = 'stripe' and split_part(effect, ':', 2) = reference))`;

// Of the same, where it is about a deposit: its authorisation, while neither capture nor release of that is known.
const authorisedOfIt = sql`(
  select deposit_holds.* from deposit_holds join deposits on deposits.id = deposit_id
  where deposit_holds.id = differences.reference and deposit_holds.state <> 'released' and deposits.state <> 'captured')`;

/**
 * Refunds that are reported to have come back and that the books still take for paid, and deposits that are reported as captured
 * and that they still take for authorised: their differences are not closed by hand, so each comparison asks again.
 */
export function selectUnheard(limit: number) {
  return q
    .selectFrom('differences')
    .select('reference')
    .select(
      sql<string | null>`coalesce(
        (select max(stripe_refund_id) from ${refundsOfIt} as it),
        (select intent_id from ${authorisedOfIt} as it), reference)`.as('objectId'),
    )
    .where('state', '=', 'open')
    .where(
      sql<boolean>`case when coalesce(balance, object) = 0
        then exists (select from ${refundsOfIt} as it where state = 'succeeded')
        else exists (select from ${authorisedOfIt} as it) end`,
    )
    .orderBy('id')
    .limit(limit);
}

/**
 * Refunds that were made outside, that the books count as paid, and of which Stripe has said nothing final yet: one that never
 * moved the balance moves nothing when it fails, so each comparison asks; of more than these about others each day.
 */
export function selectUndecidedOutside(day: PlainDate, limit: number) {
  return q
    .selectFrom('stripe_movements')
    .select(['reference', 'object_id as objectId'])
    .where('is_open', '=', true)
    .where('said_by', '=', 'object')
    .whereRef('reference', '=', 'object_id')
    .where(sql<boolean>`(
      select coalesce(sum(amount), 0) from ledger_entries
      where account = 'stripe' and split_part(effect, ':', 2) = stripe_movements.reference) <> 0`)
    .orderBy(sql`md5(object_id || ${day})`)
    .limit(limit);
}

// Of the difference of the statement around it.
const bookedNow = sql<number>`(select amount from (${booked('differences', 'differences')}) as booked)`;

/**
 * A difference with guest and host of the booking that it is about, what that host owes, where the refund or deposit stands that it
 * is about, what the books say of it by now, how often it was corrected, and whether it is a charge whose payment has come to be known.
 */
export function selectDifference(id: DifferenceId) {
  return q
    .selectFrom('differences')
    .leftJoin('bookings', (join) => join.on('bookings.id', '=', sql<BookingId>`differences.subject`))
    .selectAll('differences')
    .select(['bookings.guest_id', 'bookings.host_id', bookedNow.as('booked')])
    .select(
      sql<number>`coalesce((
        select balance from ledger_balances
        where holder = bookings.host_id and account = 'receivables' and currency = differences.currency), 0)`.as(
        'owed',
      ),
    )
    .select(sql<RefundState | null>`(select max(state) from ${refundsOfIt} as it)`.as('refund_state'))
    .select(sql<boolean>`exists (select from ${authorisedOfIt} as it)`.as('is_uncaptured'))
    .select(
      sql<number>`(
        select count(distinct effect)::int from ledger_entries
        where account = 'stripe' and split_part(effect, ':', 2) = differences.id)`.as('corrections'),
    )
    .select(sql<boolean>`exists (select from payments where intent_id = differences.reference)`.as('is_of_payment'))
    .where('differences.id', '=', id);
}

/**
 * Makes the batch stale unless the books say this of a difference. After the correction, which locks the balance, nobody can
 * post beside it.
 */
export function guardBooked(id: DifferenceId, amount: number): Write {
  return guardExists(
    q.selectFrom('differences').select('id').where('id', '=', id).where(bookedNow, '=', amount),
    'stale',
  );
}

/** Closes an open difference whose sides are as they were loaded; else the batch is stale. */
export function markClosed(
  { id, ledger, balance, object }: Difference,
  closing: { closed_at: Date; closed_by: PersonId; reason: string },
): Write {
  return guarded(
    q
      .updateTable('differences')
      .set({ ...closing, state: 'closed' })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .where('ledger', '=', ledger)
      .where('balance', 'is not distinct from', balance)
      .where('object', 'is not distinct from', object),
  );
}
