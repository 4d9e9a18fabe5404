import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import { sum } from '../kernel/money.ts';
import { q, type Write } from '../platform/db/index.ts';
import type { LedgerAccount } from '../platform/db/tables/payments.ts';

/**
 * What each account has after an effect, in minor units. `stripe` is money that Stripe holds for us; what is owed is
 * negative: to the guest (refunds promised), the host, the tax authorities, and to the platform itself.
 */
export type Postings = Partial<Record<LedgerAccount, number>>;

/** Whose a payment is once it is captured, in minor units. */
export type Shares = { host: number; platform: number; tax: number };

/**
 * The writes that post one effect in double entry.
 * @param effect what happened, once and for all: the same one cannot be posted again (`capture:pay_…`)
 * @param subject what it was for
 * Throws RangeError unless the postings sum to zero: such books must never be written.
 */
export function post(
  ctx: Pick<Ctx, 'now'>,
  effect: string,
  subject: string,
  currency: Currency,
  postings: Postings,
): Write[] {
  const entries = Object.entries(postings).filter(([, amount]) => amount !== 0);
  if (sum(entries.map(([, amount]) => amount)) !== 0) throw new RangeError(`${effect} does not balance`);
  if (entries.length === 0) return [];
  const values = entries.map(([account, amount]) => ({
    effect,
    account: accountOf(account),
    subject,
    amount,
    currency,
    posted_at: ctx.now,
  }));
  return [q.insertInto('ledger_entries').values(values)];
}

/** What a capture brings: Stripe has the amount, and each share is owed. */
export function capturePostings(shares: Shares): Postings {
  const { host, platform, tax } = shares;
  return { stripe: host + platform + tax, host: 0 - host, platform: 0 - platform, tax: 0 - tax };
}

/** What a promised refund does: each gives back its share, and the guest is owed the sum. */
export function promisePostings(shares: Shares): Postings {
  const { host, platform, tax } = shares;
  return { host, platform, tax, guest: 0 - (host + platform + tax) };
}

// True because `Postings` has no other keys; `Object.entries` forgets that.
function accountOf(key: string): LedgerAccount {
  return key as LedgerAccount;
}
