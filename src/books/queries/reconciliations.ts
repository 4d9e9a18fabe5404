import { type Selectable, sql } from 'kysely';
import type { PlainDate } from '../../kernel/dates.ts';
import type { PersonId } from '../../kernel/ids.ts';
import { guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { BooksTables, StripeList } from '../../platform/db/tables/books.ts';
import type { Movement } from '../movements.ts';

export type Reconciliation = Selectable<BooksTables['reconciliations']>;

export function selectReconciliation(day: PlainDate) {
  return q.selectFrom('reconciliations').selectAll().where('day', '=', day);
}

/** One page of the days, newest first, from the one before the cursor's, with the differences found and still open. */
export function selectReconciliationPage(after: string | undefined, limit: number) {
  const all = q
    .selectFrom('reconciliations')
    .selectAll()
    .select((query) => [
      query
        .selectFrom('differences')
        .select(sql<number>`count(*)::int`.as('found'))
        .whereRef('differences.day', '=', 'reconciliations.day')
        .$asScalar()
        .$notNull()
        .as('found'),
      query
        .selectFrom('differences')
        .select(sql<number>`count(*)::int`.as('open'))
        .whereRef('differences.day', '=', 'reconciliations.day')
        .where('differences.state', '=', 'open')
        .$asScalar()
        .$notNull()
        .as('open'),
    ])
    .orderBy('day', 'desc')
    .limit(limit + 1);
  return after === undefined ? all : all.where('day', '<', sql<PlainDate>`${after}::date`);
}

/** The first and the last day that have a reconciliation, and all of those since this one. */
export function selectCompared(since: PlainDate) {
  return q
    .selectFrom('reconciliations')
    .select([
      sql<PlainDate | null>`min(day)`.as('first'),
      sql<PlainDate | null>`max(day)`.as('last'),
      sql<PlainDate[]>`coalesce(json_agg(day) filter (where day >= ${since}::date), '[]')`.as('recent'),
    ]);
}

/** Begins the reconciliation of a day, or begins it anew; refused as `reconciliation-running` while one is under way. */
export function beginReconciliation(day: PlainDate, list: StripeList, now: Date): Write {
  const fresh = { list, cursor: null, pages: 0, state: 'reading', started_at: now, finished_at: null } as const;
  return guarded(
    q
      .insertInto('reconciliations')
      .values({ day, ...fresh })
      .onConflict((conflict) => conflict.column('day').doUpdateSet(fresh).where('reconciliations.state', '=', 'done')),
    'reconciliation-running',
  );
}

/** Moves a reconciliation that is as it was loaded; else the batch is stale. */
export function moveReconciliation(
  { day, state, list, cursor, pages }: Reconciliation,
  change: Partial<Pick<Reconciliation, 'state' | 'list' | 'cursor' | 'pages' | 'finished_at'>>,
): Write {
  return guarded(
    q
      .updateTable('reconciliations')
      .set(change)
      .where('day', '=', day)
      .where('state', '=', state)
      .where('list', '=', list)
      .where('cursor', 'is not distinct from', cursor)
      .where('pages', '=', pages),
  );
}

/** The intents that these payments go by. */
export function selectIntents(paymentIds: readonly string[]) {
  return q.selectFrom('payments').select(['id', 'intent_id']).where('id', '=', sql<never>`any (${paymentIds}::text[])`);
}

/** What was paid for by these intents, and who did: of payments, of deposits, and of what was paid by one too many. */
export function selectPaid(intentIds: readonly string[]) {
  return statement<{ intent_id: string; subject: string; payer_id: PersonId }>(sql`
    with asked as (select unnest(${intentIds}::text[]) as intent_id)
    select intent_id, subject, payer_id from asked join payments using (intent_id)
    union all
    select intent_id, booking_id, guest_id
    from asked join deposit_holds using (intent_id) join deposits on deposits.id = deposit_holds.deposit_id
    union all
    select intent_id, subject, owner
    from asked join ledger_entries on effect = 'stray-capture:' || intent_id and account = 'guest'`);
}

/**
 * Keeps what Stripe says, as it says it now: two movements of the balance may be of the same object, and one may belong to
 * something else than it did before its payment was known.
 */
export function keepMovements(day: PlainDate, movements: readonly Movement[]): Write {
  const rows = movements.map(({ objectId, saidBy, isOpen, takenFrom, ...said }) => ({
    ...said,
    object_id: objectId,
    said_by: saidBy,
    is_open: isOpen,
    taken_from: takenFrom,
  }));
  return statement(sql`
    with said as (
      select distinct on (object_id) *
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as said (
        object_id text, reference text, said_by text, currency text, amount bigint, is_open boolean, subject text,
        taken_from text)),
    moved as (
      delete from stripe_movements using said
      where stripe_movements.object_id = said.object_id and stripe_movements.reference <> said.reference)
    insert into stripe_movements (object_id, reference, said_by, currency, amount, is_open, subject, paid_id, day)
    select object_id, reference, said_by, currency, amount, is_open, coalesce(said.subject, paid.subject), paid.id, ${day}::date
    from said left join lateral (
      select id, subject from payments where payments.intent_id = said.taken_from
      union all
      select deposits.id, booking_id from deposit_holds join deposits on deposits.id = deposit_holds.deposit_id
      where deposit_holds.intent_id = said.taken_from
      union all
      select id, booking_id from payouts where stripe_transfer_id = said.taken_from) as paid on true
    on conflict (object_id, reference) do update
    set currency = excluded.currency, amount = excluded.amount, is_open = excluded.is_open, subject = excluded.subject, paid_id = excluded.paid_id`);
}
