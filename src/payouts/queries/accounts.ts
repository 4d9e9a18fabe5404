import { type Selectable, sql } from 'kysely';
import type { PayoutAccountId, PersonId } from '../../kernel/ids.ts';
import { guardExists, guarded, json, q, type Write } from '../../platform/db/index.ts';
import type { PayoutTables, Requirements } from '../../platform/db/tables/payouts.ts';

export type AccountRow = Selectable<PayoutTables['payout_accounts']>;

/** What Stripe says of an account. */
export type AccountFacts = Pick<
  AccountRow,
  'details_submitted' | 'transfers_active' | 'payouts_enabled' | 'disabled_reason'
> & { requirements: Requirements };

/** Why an account is disabled that Stripe knows no more. */
export const ACCOUNT_GONE = 'account_gone';

export type BankPayout = Selectable<PayoutTables['bank_payouts']>;

export function selectAccountOf(hostId: PersonId) {
  return q.selectFrom('payout_accounts').selectAll().where('host_id', '=', hostId);
}

export function selectAccount(accountId: PayoutAccountId) {
  return q.selectFrom('payout_accounts').selectAll().where('id', '=', accountId);
}

export function selectAccountAt(stripeAccountId: string) {
  return q.selectFrom('payout_accounts').selectAll().where('stripe_account_id', '=', stripeAccountId);
}

/** Refuses hosts whose e-mail address nobody has verified. */
export function guardVerified(hostId: PersonId): Write {
  return guardExists(
    q.selectFrom('people').select('id').where('id', '=', hostId).where('email_verified_at', 'is not', null),
    'email-unverified',
  );
}

/** Leaves an account that Stripe has refused to make or knows no more. */
export function deleteLostAccount(hostId: PersonId): Write {
  return q
    .deleteFrom('payout_accounts')
    .where('host_id', '=', hostId)
    .where('disabled_reason', 'is not', null)
    .where((is) => is.or([is('stripe_account_id', 'is', null), is('disabled_reason', '=', ACCOUNT_GONE)]));
}

/** Claims the host's only account; `payout-account-exists` when there is one. */
export function insertAccount(account: { id: PayoutAccountId; host_id: PersonId; country: string }, now: Date): Write {
  return q.insertInto('payout_accounts').values({ ...account, attempted_at: now, created_at: now, updated_at: now });
}

/** Records the account that Stripe has made, unless another was recorded; the same again is fine. */
export function recordAccount(accountId: PayoutAccountId, stripeAccountId: string, now: Date): Write {
  return guarded(
    q
      .updateTable('payout_accounts')
      .set({ stripe_account_id: stripeAccountId, updated_at: now })
      .where('id', '=', accountId)
      .where((is) => is.or([is('stripe_account_id', 'is', null), is('stripe_account_id', '=', stripeAccountId)])),
  );
}

/** Writes what Stripe said into an account that is as it was loaded before Stripe was asked. */
export function updateAccount(
  { id, version }: Pick<AccountRow, 'id' | 'version'>,
  { requirements, ...facts }: AccountFacts,
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('payout_accounts')
      .set({ ...facts, requirements: json(requirements), version: version + 1, updated_at: now })
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/**
 * Accounts at Stripe that cannot be paid to, so far as we have heard, and whose hosts have money that waits; of more than
 * these, others each day.
 */
export function selectUnready(day: string, now: Date, limit: number) {
  return q
    .selectFrom('payout_accounts')
    .select((account) => account.ref('stripe_account_id').$notNull().as('stripeAccountId'))
    .where('stripe_account_id', 'is not', null)
    .where(sql<boolean>`not (transfers_active and payouts_enabled)`)
    .where('disabled_reason', 'is distinct from', ACCOUNT_GONE)
    .where(sql<boolean>`exists (
      select from payout_plans where payout_plans.host_id = payout_accounts.host_id and next_at <= ${now})`)
    .orderBy(sql`md5(id || ${day})`)
    .limit(limit);
}

/** The currencies in which something is to be decided about the host's money. */
export function selectOpenCurrencies(hostId: PersonId) {
  return q
    .selectFrom('payout_plans')
    .select('currency')
    .distinct()
    .where('host_id', '=', hostId)
    .where('next_at', 'is not', null);
}

/** The host may be tried to be paid again. */
export function liftHolds(hostId: PersonId): Write {
  return q.updateTable('payout_funds').set({ held_until: null }).where('host_id', '=', hostId);
}

/**
 * What should be at a bank by now and is not, so far as we have heard, from accounts that Stripe knows; of more than these,
 * others each day.
 */
export function selectOverdueAtBanks(day: string, now: Date, limit: number) {
  return q
    .selectFrom('bank_payouts')
    .select(['id as bankPayoutId', 'stripe_account_id as stripeAccountId'])
    .where('state', 'in', ['pending', 'in_transit'])
    .where('arrives_at', '<=', now)
    .where(isKnownAtStripe('bank_payouts'))
    .orderBy(sql`md5(id || ${day})`)
    .limit(limit);
}

/** Whether Stripe still has the account from which this was sent to a bank, as an SQL expression: else nobody learns more of it. */
export function isKnownAtStripe(bankPayout: string) {
  return sql<boolean>`exists (
    select from payout_accounts where stripe_account_id = ${sql.ref(`${bankPayout}.stripe_account_id`)}
      and disabled_reason is distinct from ${ACCOUNT_GONE})`;
}

export function selectBankPayout(id: string) {
  return q.selectFrom('bank_payouts').selectAll().where('id', '=', id);
}

/** Keeps one that was not known when Stripe was asked; else the batch is stale. */
export function insertBankPayout(payout: BankPayout): Write {
  return guarded(
    q
      .insertInto('bank_payouts')
      .values(payout)
      .onConflict((conflict) => conflict.column('id').doNothing()),
  );
}

/** Moves one that is in the state in which it was loaded before Stripe was asked; else the batch is stale. */
export function updateBankPayout(
  { id, state }: Pick<BankPayout, 'id' | 'state'>,
  change: Pick<BankPayout, 'state' | 'failure' | 'arrives_at'>,
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('bank_payouts')
      .set({ ...change, updated_at: now })
      .where('id', '=', id)
      .where('state', '=', state),
  );
}

/** One page of what went to the host's bank, the newest first. */
export function selectBankPayoutPage(hostId: PersonId, page: { after: [Date, string] | undefined; limit: number }) {
  const all = q
    .selectFrom('bank_payouts')
    .selectAll()
    .where('host_id', '=', hostId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.after === undefined) return all;
  const [createdAt, id] = page.after;
  return all.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id})`);
}
