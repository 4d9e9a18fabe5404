import { sql } from 'kysely';
import type Stripe from 'stripe';
import type { Ctx } from '../../context.ts';
import { HOUR_MS, MINUTE_MS } from '../../kernel/durations.ts';
import { Problem } from '../../kernel/problem.ts';
import { commitOrThrow } from '../commit.ts';
import { guarded, type Write } from '../db/index.ts';
import { isCustomerGone, isReplayed, stripeFailureOf } from './failure.ts';

/** Stripe forgets a key after a day or so. */
const KEYS_LAST_MS = 20 * HOUR_MS;
/** Our clock and Stripe's are no further apart. */
const CLOCKS_APART_MS = 5 * MINUTE_MS;

/** What stands for one call in the database: committed before it is made, its attempt opened at `attempted_at`. */
export interface Claimed {
  id: string;
  attempt: number;
  attempted_at: Date;
}

/**
 * Has Stripe do something once, however often and by how many this is called. Stripe is asked under the key of the
 * claim's attempt. A key that answers with an error for ever, or that Stripe may have forgotten, is left for the next
 * one, but only after looking whether it was done all the same. Throws `payment-unavailable` where Stripe refuses that look.
 * @param kept the table of the claim
 * @param act.find looks among all that it can be
 * @param act.mayBeGranted whether Stripe may do now what it has refused under this key before
 */
export async function doneOnce<T>(
  ctx: Ctx,
  kept: keyof typeof claims,
  claim: Claimed,
  act: {
    make(idempotencyKey: string): Promise<T>;
    find(): Promise<T | undefined>;
    mayBeGranted?: true;
  },
): Promise<T> {
  if (!isForgotten(ctx, claim)) {
    try {
      return await act.make(`${claim.id}:${claim.attempt}`);
    } catch (error) {
      const isOfBefore = act.mayBeGranted === true && isReplayed(error);
      if (stripeFailureOf(error) !== 'spent' && !isOfBefore) throw error;
    }
  }
  const found = await act.find().catch(notSaid);
  if (found !== undefined) return found;
  await commitOrThrow(ctx, [openNextAttempt(kept, claim, ctx.realNow)]);
  return act.make(`${claim.id}:${claim.attempt + 1}`);
}

/**
 * For a look whether something was done, which Stripe may refuse: whoever calls would take that for a refusal of what was to be
 * done, and it may be done already. For a customer that is gone nothing is. Throws `payment-unavailable`.
 */
export function notSaid(error: unknown): never {
  const isSilent = stripeFailureOf(error) === 'refused' && !isCustomerGone(error);
  throw isSilent ? new Problem('payment-unavailable', { retryAfter: 2 }) : error;
}

/** The first of Stripe's objects, listed as search lags behind, whose metadata have this of ours. */
export async function findMarked<T extends { metadata?: Stripe.Metadata | null }>(
  listed: AsyncIterable<T>,
  name: string,
  id: string,
): Promise<T | undefined> {
  for await (const one of listed) if (one.metadata?.[name] === id) return one;
  return undefined;
}

/** Whether Stripe may know nothing of the attempt's key any more. */
export function isForgotten(
  { realNow }: Pick<Ctx, 'realNow'>,
  { attempted_at }: Pick<Claimed, 'attempted_at'>,
): boolean {
  return realNow.getTime() - attempted_at.getTime() > KEYS_LAST_MS;
}

/** For Stripe's lists: what was created since then, our clock or Stripe's being late, in seconds since the epoch. */
export function createdSince(at: Date): { created: { gte: number } } {
  return { created: { gte: Math.floor((at.getTime() - CLOCKS_APART_MS) / 1000) } };
}

// What has not been made yet of each claim, and whether its attempts have a time: a claim without is as old as what it is of.
const claims = {
  stripe_customers: { unmade: sql`customer_id is null`, isTimed: true },
  card_setups: { unmade: sql`setup_intent_id is null`, isTimed: true },
  deposit_holds: { unmade: sql`state = 'opening'`, isTimed: true },
  payout_accounts: { unmade: sql`stripe_account_id is null`, isTimed: true },
  payouts: { unmade: sql`state = 'pending'`, isTimed: true },
  payout_reversals: { unmade: sql`state = 'pending'`, isTimed: true },
  payments: { unmade: sql`intent_id is null`, isTimed: false },
  refunds: { unmade: sql`stripe_refund_id is null`, isTimed: false },
  disputes: { unmade: sql`true`, isTimed: false },
} as const;

/** Leaves an attempt whose key is spent. Once, whoever else finds it spent, and not once it is made: then it is stale. */
export function openNextAttempt(
  kept: keyof typeof claims,
  { id, attempt }: Pick<Claimed, 'id' | 'attempt'>,
  now: Date,
): Write {
  const { unmade, isTimed } = claims[kept];
  return guarded(sql`
    update ${sql.table(kept)} set attempt = attempt + 1 ${isTimed ? sql`, attempted_at = ${now}` : sql``}
    where id = ${id} and attempt = ${attempt} and ${unmade}`);
}
