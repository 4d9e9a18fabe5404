import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { isId, type PayoutAccountId } from '../kernel/ids.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { errorFields } from '../platform/log.ts';
import { isAccountGone, refusalOf, stripeFailureOf } from '../platform/stripe/index.ts';
import { settleHost } from './jobs.ts';
import {
  type AccountFacts,
  type AccountRow,
  liftHolds,
  recordAccount,
  selectAccount,
  selectAccountAt,
  selectOpenCurrencies,
  updateAccount,
} from './queries/accounts.ts';
import { moveAllFunds, wakeHeld } from './queries/settlement.ts';
import { canBePaid, factsOfNone, readFacts, stripeAccountOf } from './stripe-account.ts';

/** Job: has Stripe make a host's account, and reads what it asks of it. One that Stripe refuses to make is lost. */
export async function onMakeAccount(
  ctx: Ctx,
  { accountId }: { accountId: PayoutAccountId },
): Promise<readonly Write[]> {
  const [account] = await ctx.db.all(selectAccount(accountId));
  return account === undefined ? [] : applyFacts(ctx, account, await makeAndRead(ctx, account));
}

// What Stripe will not make, as in a country where it has no accounts, it will not the next time either.
async function makeAndRead(ctx: Ctx, account: AccountRow): Promise<AccountFacts> {
  try {
    return await readFacts(ctx, await stripeAccountOf(ctx, account));
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    ctx.log.warn('payout-account.refused', { accountId: account.id, ...errorFields(error) });
    return factsOfNone(refusalOf(error));
  }
}

/** Job: asks Stripe how a host's account stands. Once the host can be paid, what has waited for it is. */
export async function onSyncAccount(
  ctx: Ctx,
  { stripeAccountId }: { stripeAccountId: string },
): Promise<readonly Write[]> {
  const account = await accountAt(ctx, stripeAccountId);
  return account === undefined ? [] : applyFacts(ctx, account, await readFacts(ctx, stripeAccountId));
}

// Stripe may tell of an account before we have recorded that it made it. Others in the same Stripe account are none of ours.
async function accountAt(ctx: Ctx, stripeAccountId: string): Promise<AccountRow | undefined> {
  const [known] = await ctx.db.all(selectAccountAt(stripeAccountId));
  if (known !== undefined) return known;
  const { payoutAccountId = '' } = await metadataOf(ctx, stripeAccountId);
  if (!isId('payoutAccount', payoutAccountId)) return undefined;
  const [named] = await ctx.db.all(selectAccount(payoutAccountId));
  // It may have been recorded since we looked.
  if (named === undefined || (named.stripe_account_id ?? stripeAccountId) !== stripeAccountId) return undefined;
  await commitOrThrow(ctx, [recordAccount(named.id, stripeAccountId, ctx.now)]);
  return named;
}

// None of an account that Stripe knows no more, and that another has followed here.
async function metadataOf(ctx: Ctx, stripeAccountId: string): Promise<Stripe.Metadata> {
  try {
    return (await ctx.stripe.accounts.retrieve(stripeAccountId)).metadata ?? {};
  } catch (error) {
    if (!isAccountGone(error)) throw error;
    return {};
  }
}

async function applyFacts(ctx: Ctx, account: AccountRow, facts: AccountFacts): Promise<Write[]> {
  if (isSame(account, facts)) return [];
  const { id, host_id: hostId } = account;
  const isFreed = canBePaid(facts) && !canBePaid(account);
  const waiting = isFreed ? await ctx.db.all(selectOpenCurrencies(hostId)) : [];
  const data = { canBePaid: canBePaid(facts), disabledReason: facts.disabled_reason };
  return [
    updateAccount(account, facts, ctx.now),
    emit(ctx, { type: 'payout-account.updated', subject: id, hostId, data }),
    ...(isFreed ? [moveAllFunds(hostId), wakeHeld(ctx, hostId), liftHolds(hostId)] : []),
    ...waiting.map(({ currency }) => enqueue(ctx, settleHost, { hostId, currency })),
  ];
}

function isSame(account: AccountRow, facts: AccountFacts): boolean {
  const { details_submitted, transfers_active, payouts_enabled, disabled_reason, requirements } = account;
  const before: AccountFacts = { details_submitted, transfers_active, payouts_enabled, disabled_reason, requirements };
  return textOf(before) === textOf(facts);
}

// Postgres keeps the fields of JSON in an order of its own.
function textOf({ requirements, ...facts }: AccountFacts): string {
  const { currentlyDue, pastDue, eventuallyDue, deadline } = requirements;
  const { details_submitted, transfers_active, payouts_enabled, disabled_reason } = facts;
  return JSON.stringify([
    [details_submitted, transfers_active, payouts_enabled, disabled_reason],
    [currentlyDue, pastDue, eventuallyDue, deadline],
  ]);
}
