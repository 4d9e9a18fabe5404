import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PersonId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { type Shares, totalOf } from '../kernel/shares.ts';
import { guard, q, type Write } from '../platform/db/index.ts';
import type { LedgerAccount } from '../platform/db/tables/payments.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { hostShareChanged } from './jobs.ts';

/**
 * The chart of accounts; docs/money.md says what each is. What the marketplace has, or has spent, is positive; what it owes, or
 * has earned, is negative.
 *
 * Of an account with an owner each posting says whose it is. An authorised amount is nobody's money yet and is not
 * posted.
 */
export type Postings = {
  [account in 'receivables' | 'disputes' | 'guest' | 'host' | 'transfers' | 'deposits']?: Owned;
} & {
  [account in 'bank' | 'tax' | 'platform' | 'stripe-fees' | 'exchange' | 'adjustments']?: number;
} & {
  stripe?: Owned | number;
};

/** An amount in minor units, and whose it is. */
type Owned = { owner: PersonId; amount: number };

/**
 * Names one effect for good: what happened, and to what. `capture:pay_…`, `refund-promised:ref_…`; whatever moves the money
 * of damage deposits, which is no part of a price, begins with `deposit-`.
 */
export type Effect = `${string}:${string}`;

/** The two sides of a payment. */
export type Parties = { guest: PersonId; host: PersonId };

/** This amount of this person. */
export function of(owner: PersonId, amount: number): Owned {
  return { owner, amount };
}

/** Accounts by which it is decided what a host is paid. */
const HOSTS: readonly string[] = ['host', 'receivables', 'disputes'] satisfies LedgerAccount[];

/**
 * The writes that post one effect in double entry. One that changes what a host has coming is told to whoever pays hosts.
 * @param effect what happened, once and for all: the same one cannot be posted again
 * @param subject what it was for: the booking
 * Throws RangeError unless the postings sum to zero: such books must never be written.
 */
export function post(
  ctx: Pick<Ctx, 'now' | 'realNow'>,
  effect: Effect,
  subject: string,
  currency: Currency,
  postings: Postings,
): Write[] {
  const entries = Object.entries(postings)
    .map(([account, posting]) => ({ account: accountOf(account), ...ownedOf(posting) }))
    .filter(({ amount }) => amount !== 0);
  if (sum(entries.map(({ amount }) => amount)) !== 0) throw new RangeError(`${effect} does not balance`);
  if (entries.length === 0) return [];
  const values = entries.map((entry) => ({ ...entry, effect, subject, currency, posted_at: ctx.realNow }));
  return [
    q.insertInto('ledger_entries').values(values),
    ...(entries.some(({ account }) => HOSTS.includes(account)) ? [enqueue(ctx, hostShareChanged, { subject })] : []),
  ];
}

/** Those of these effects that are posted. One that gets posted meanwhile makes a batch that posts it stale. */
export function selectPosted(effects: readonly Effect[]) {
  return q
    .selectFrom('ledger_entries')
    .select('effect')
    .distinct()
    .where('effect', '=', sql<never>`any (${effects}::text[])`);
}

/**
 * Refuses the batch as stale unless the balance is this one. After postings to it, which lock it, nobody can have moved
 * it since it was loaded; what is posted to one that the batch does not lock comes after the batch.
 */
export function guardBalance(holder: string, account: LedgerAccount, currency: Currency, balance: number): Write {
  return guard(
    sql`coalesce((
      select balance from ledger_balances
      where holder = ${holder} and account = ${account} and currency = ${currency}), 0) = ${balance}::bigint`,
    'stale',
  );
}

/** What a capture brings: Stripe has the amount, and each share is owed. */
export function capturePostings({ guest, host }: Parties, shares: Shares): Postings {
  return {
    stripe: of(guest, totalOf(shares)),
    host: of(host, 0 - shares.host),
    platform: 0 - shares.platform,
    tax: 0 - shares.tax,
  };
}

/** What a promised refund does: each gives back its share, and the guest is owed the sum. */
export function promisePostings({ guest, host }: Parties, shares: Shares): Postings {
  return { ...givenUp(host, shares), guest: of(guest, 0 - totalOf(shares)) };
}

/** What each gives up of their share; negative: gets. */
export function givenUp(host: PersonId, { host: amount, platform, tax }: Shares): Postings {
  return { host: of(host, amount), platform, tax };
}

function ownedOf(posting: Owned | number): { owner: PersonId | null; amount: number } {
  return typeof posting === 'number' ? { owner: null, amount: posting } : posting;
}

// True because `Postings` has no other keys; `Object.entries` forgets that.
function accountOf(key: string): LedgerAccount {
  return key as LedgerAccount;
}
