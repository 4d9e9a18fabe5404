import { type RawBuilder, sql } from 'kysely';
import type { PersonId, RefundId } from '../../kernel/ids.ts';
import { guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { LedgerAccount } from '../../platform/db/tables/payments.ts';
import type { PaidColumn } from '../paid.ts';
import type { Refundable } from '../promise-refund.ts';
import { isUnheard } from './payments.ts';
import { type Owed, owedOf, type RefundOfIntent, selectOwed } from './refunds.ts';

/** The account that bears a refund which was made outside, and whose it is. */
export type Bearer = { account: LedgerAccount; owner: PersonId | null };

/** What one that was made outside has given and no refund of ours has counted, with the balance of who bears it. */
type Uncounted = Bearer & { reference: string; amount: number; balance: number };

/**
 * Of these refunds at Stripe, those that have anything left to count: what the books have not heard of or, `closedToo`,
 * what support has had another account bear; what the guest bears is off what is owed.
 */
export function selectUncounted(
  outside: readonly { id: string; amount: number }[],
  { subject, currency, payer_id: guest }: RefundOfIntent,
  closedToo: boolean,
) {
  const ids = outside.map(({ id }) => id);
  const amounts = outside.map(({ amount }) => amount);
  return statement<Uncounted>(sql`
    with given as (
      select * from unnest(${ids}::text[], ${amounts}::bigint[]) as given (reference, amount)),
    moved as (
      select reference, 'stripe' as account, ${guest}::text as owner, amount from given
      union all
      select given.reference, account, owner, posted.amount
      from given
      left join differences on differences.reference = given.reference and differences.currency = ${currency}
      join ledger_entries as posted
        on posted.subject in (${subject}, given.reference) and posted.currency = ${currency}
          and split_part(effect, ':', 2) in (given.reference, differences.id)
      where account <> 'guest')
    select reference, account, max(owner) as owner, sum(amount)::bigint as amount,
      coalesce((
        select balance from ledger_balances as kept
        where kept.holder = ${subject} and kept.account = moved.account and kept.currency = ${currency}), 0) as balance
    from moved
    where account = 'stripe' or ${closedToo}
    group by reference, account
    having sum(amount) > 0
    order by reference, account <> 'stripe', account`);
}

/** What is owed of the payment or deposit that a refund is of. */
export function selectOwedWith({ payment_id, deposit_id, subject }: RefundOfIntent) {
  const columns = (column: PaidColumn, id: RawBuilder<unknown>) => owedOf(column, id, sql`${subject}::text`);
  return q.selectNoFrom(
    payment_id === null
      ? columns('deposit_id', sql`${deposit_id}::text`)
      : columns('payment_id', sql`${payment_id}::text`),
  );
}

/** Another payment for the same stay, with what is owed of it. */
export type OtherPayment = Refundable & Owed & { intent_id: string };

/**
 * The other captured payments for what a refund is of. One of which whoever was paid for has not heard is left out: it may be
 * about to go back whole.
 */
export function selectOthers({ payment_id, subject }: Pick<RefundOfIntent, 'payment_id' | 'subject'>, now: Date) {
  return selectOwed(subject)
    .select((payment) => payment.ref('intent_id').$notNull().as('intent_id'))
    .where('captured_amount', '>', 0)
    .where('intent_id', 'is not', null)
    .where('id', '<>', payment_id)
    .where(sql<boolean>`not ${isUnheard(now)}`);
}

/** Takes so much of what was promised of a payment back; stale when it has changed since the refund was loaded. */
export function takeBackPromise(
  { payment_id, paid_version: version }: Pick<RefundOfIntent, 'payment_id' | 'paid_version'>,
  amount: number,
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('payments')
      .set({ refunded_amount: sql`refunded_amount - ${amount}`, version: version + 1, updated_at: now })
      .where('id', '=', payment_id)
      .where('version', '=', version),
  );
}

/** Says how much a refund comes to; stale when Stripe has been asked for it since it was loaded. */
export function setRefundAmount({ id, asked_at }: Pick<RefundOfIntent, 'id' | 'asked_at'>, amount: number): Write {
  return guarded(
    q.updateTable('refunds').set({ amount }).where('id', '=', id).where('asked_at', 'is not distinct from', asked_at),
  );
}

/** The refunds that are paid by one which was made outside, the first one first, and who bore it. */
export function selectCounted(reference: string) {
  return statement<Bearer & { id: RefundId }>(sql`
    select refunds.id, account, owner
    from ledger_entries as posted join refunds on refunds.id = split_part(effect, ':', 3)
    where (starts_with(effect, ${`refund-outside:${reference}:`})
        or starts_with(effect, ${`deposit-refund-outside:${reference}:`}))
      and account <> 'guest' and state = 'succeeded'
    order by refunds.id`);
}
