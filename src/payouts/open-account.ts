import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { commitOrThrow, decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { orUnavailable, refusalOf, stripeFailureOf } from '../platform/stripe/index.ts';
import { webPage } from '../platform/web-page.ts';
import { viewAccount } from './account-views.ts';
import { makeAccount, syncAccount } from './jobs.ts';
import {
  type AccountRow,
  deleteLostAccount,
  guardVerified,
  insertAccount,
  selectAccountOf,
} from './queries/accounts.ts';
import type { NewPayoutAccount, OnboardingLink, PayoutAccount } from './schemas.ts';
import { isLost, stripeAccountOf } from './stripe-account.ts';

/**
 * Opens the account that a host is paid to, the first one or in place of one that is lost. Stripe makes it after the commit,
 * by a job or by who asks for a link first.
 */
export function openPayoutAccount(
  ctx: Ctx,
  { country }: z.output<typeof NewPayoutAccount>,
): Promise<Reply<z.input<typeof PayoutAccount>>> {
  const { personId: hostId } = personOf(ctx.actor);
  const id = newId('payoutAccount');
  return decideAndCommit(ctx, async () => ({
    reply: { status: 201, body: viewAccount({ id, country, created_at: ctx.now }) },
    writes: [
      guardVerified(hostId),
      deleteLostAccount(hostId),
      insertAccount({ id, host_id: hostId, country }, ctx.now),
      enqueue(ctx, makeAccount, { accountId: id }),
      audit(ctx, 'payoutAccounts.open', id, { country }),
    ],
  }));
}

/**
 * A link to the page on which Stripe asks a host for what it needs; it opens once, for a few minutes.
 * Throws `invalid-transition` for an account that is lost, `payment-unavailable` when Stripe does not answer.
 */
export async function onboardingLink(ctx: Ctx): Promise<Reply<z.input<typeof OnboardingLink>>> {
  const [account] = await ctx.db.all(selectAccountOf(personOf(ctx.actor).personId));
  if (account === undefined) throw new Problem('not-found');
  if (isLost(account)) throw noAccount(account.disabled_reason);
  const link = await orUnavailable(ctx, makeLink(ctx, await orUnavailable(ctx, accountAtStripe(ctx, account))));
  return { status: 201, body: { url: link.url, expiresAt: new Date(link.expires_at * 1000).toISOString() } };
}

// The job that makes the account notes what Stripe has against it; a host may be here first.
async function accountAtStripe(ctx: Ctx, account: AccountRow): Promise<string> {
  try {
    return await stripeAccountOf(ctx, account);
  } catch (error) {
    throw stripeFailureOf(error) === 'refused' ? noAccount(refusalOf(error)) : error;
  }
}

function noAccount(reason: string | null): Problem {
  const detail = `Stripe has no account for you (${reason}): open another, in a country that it supports.`;
  return new Problem('invalid-transition', { detail });
}

async function makeLink(ctx: Ctx, stripeAccountId: string): Promise<Stripe.AccountLink> {
  try {
    return await ctx.stripe.accountLinks.create({
      account: stripeAccountId,
      type: 'account_onboarding',
      refresh_url: webPage(ctx.config.webUrl, 'payouts?onboarding=again'),
      return_url: webPage(ctx.config.webUrl, 'payouts?onboarding=done'),
      collection_options: { fields: 'eventually_due' },
    });
  } catch (error) {
    // Stripe tells nobody of an account that it knows no more.
    if (stripeFailureOf(error) === 'refused') {
      await commitOrThrow(ctx, [enqueue(ctx, syncAccount, { stripeAccountId })]);
    }
    throw error;
  }
}
