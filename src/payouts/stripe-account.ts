import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { createdSince, doneOnce, findMarked, isAccountGone } from '../platform/stripe/index.ts';
import { ACCOUNT_GONE, type AccountFacts, type AccountRow, recordAccount } from './queries/accounts.ts';

/** The id of the host's account at Stripe, which is made and recorded if nobody has. Everyone who asks gets the same one. */
export async function stripeAccountOf(ctx: Ctx, account: AccountRow): Promise<string> {
  if (account.stripe_account_id !== null) return account.stripe_account_id;
  const { id } = await doneOnce(ctx, 'payout_accounts', account, {
    make: (idempotencyKey) => makeAccount(ctx, account, idempotencyKey),
    find: () => findAccount(ctx, account),
  });
  await commitOrThrow(ctx, [recordAccount(account.id, id, ctx.now)]);
  return id;
}

/** What Stripe says of an account; one that it knows no more cannot be paid. */
export async function readFacts(ctx: Ctx, stripeAccountId: string): Promise<AccountFacts> {
  try {
    return factsOf(await ctx.stripe.accounts.retrieve(stripeAccountId));
  } catch (error) {
    if (!isAccountGone(error)) throw error;
    return factsOfNone(ACCOUNT_GONE);
  }
}

/** What is known of an account that Stripe does not have. */
export function factsOfNone(reason: string): AccountFacts {
  return {
    details_submitted: false,
    transfers_active: false,
    payouts_enabled: false,
    disabled_reason: reason,
    requirements: { currentlyDue: [], pastDue: [], eventuallyDue: [], deadline: null },
  };
}

/** Whether Stripe has refused to make the account, or knows it no more: the host can only open another. */
export function isLost({
  stripe_account_id: id,
  disabled_reason: reason,
}: Pick<AccountRow, 'stripe_account_id' | 'disabled_reason'>): boolean {
  return reason === ACCOUNT_GONE || (id === null && reason !== null);
}

/** Whether Stripe takes transfers for the account and pays out what has come by them. */
export function canBePaid({
  transfers_active,
  payouts_enabled,
}: Pick<AccountRow, 'transfers_active' | 'payouts_enabled'>): boolean {
  return transfers_active && payouts_enabled;
}

function factsOf({ requirements, ...account }: Stripe.Account): AccountFacts {
  const deadline = requirements?.current_deadline ?? null;
  return {
    details_submitted: account.details_submitted,
    transfers_active: account.capabilities?.transfers === 'active',
    payouts_enabled: account.payouts_enabled,
    disabled_reason: requirements?.disabled_reason ?? null,
    requirements: {
      currentlyDue: requirements?.currently_due ?? [],
      pastDue: requirements?.past_due ?? [],
      eventuallyDue: requirements?.eventually_due ?? [],
      deadline: deadline === null ? null : new Date(deadline * 1000).toISOString(),
    },
  };
}

function makeAccount({ stripe }: Ctx, { id, country }: AccountRow, idempotencyKey: string): Promise<Stripe.Account> {
  return stripe.accounts.create(
    {
      type: 'express',
      country,
      capabilities: { transfers: { requested: true } },
      metadata: { payoutAccountId: id },
    },
    { idempotencyKey },
  );
}

function findAccount({ stripe }: Ctx, { id, created_at }: AccountRow): Promise<Stripe.Account | undefined> {
  return findMarked(stripe.accounts.list({ ...createdSince(created_at), limit: 100 }), 'payoutAccountId', id);
}
