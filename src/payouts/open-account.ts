import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { orUnavailable } from '../platform/stripe/index.ts';
import { viewAccount } from './account-views.ts';
import { makeAccount } from './jobs.ts';
import { guardVerified, insertAccount, selectAccountOf } from './queries/accounts.ts';
import type { NewPayoutAccount, OnboardingLink, PayoutAccount } from './schemas.ts';
import { stripeAccountOf } from './stripe-account.ts';

/** Opens the account that a host is paid to. Stripe makes it after the commit, by a job or by who asks for a link first. */
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
      insertAccount({ id, host_id: hostId, country }, ctx.now),
      enqueue(ctx, makeAccount, { accountId: id }),
      audit(ctx, 'payoutAccounts.open', id, { country }),
    ],
  }));
}

/**
 * A link to the page on which Stripe asks a host for what it needs; it opens once, for a few minutes.
 * Throws `payment-unavailable` when Stripe does not answer.
 */
export async function onboardingLink(ctx: Ctx): Promise<Reply<z.input<typeof OnboardingLink>>> {
  const [account] = await ctx.db.all(selectAccountOf(personOf(ctx.actor).personId));
  if (account === undefined) throw new Problem('not-found');
  const stripeAccountId = await orUnavailable(ctx, stripeAccountOf(ctx, account));
  const link = await orUnavailable(
    ctx,
    ctx.stripe.accountLinks.create({
      account: stripeAccountId,
      type: 'account_onboarding',
      refresh_url: new URL('/payouts?onboarding=again', ctx.config.webUrl).href,
      return_url: new URL('/payouts?onboarding=done', ctx.config.webUrl).href,
      collection_options: { fields: 'eventually_due' },
    }),
  );
  return { status: 201, body: { url: link.url, expiresAt: new Date(link.expires_at * 1000).toISOString() } };
}
