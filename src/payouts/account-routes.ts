import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { viewAccount, viewBankPayout } from './account-views.ts';
import { onboardingLink, openPayoutAccount } from './open-account.ts';
import { selectAccountOf, selectBankPayoutPage } from './queries/accounts.ts';
import {
  BankPayoutCursor,
  BankPayoutPage,
  NewPayoutAccount,
  OnboardingLink,
  PageQuery,
  PayoutAccount,
} from './schemas.ts';

const tag = 'Payouts';
const auth = 'person';

export const accountRoutes: readonly Route[] = [
  route(
    {
      operationId: 'payoutAccount_open',
      method: 'post',
      path: '/v1/payout-account',
      tag,
      summary: 'Open the account that the host is paid to',
      description:
        'An Express account at Stripe, one a host. Then lead the host through `payoutAccount_link`. Of a country in which ' +
        'Stripe has no accounts the account becomes `restricted`, as one that Stripe knows no more: this opens another.',
      auth,
      limit: 'write',
      body: NewPayoutAccount,
      reply: { status: 201, description: 'The account, of which Stripe knows nothing yet.', schema: PayoutAccount },
      problems: ['email-unverified', 'payout-account-exists'],
    },
    (ctx, { body }) => openPayoutAccount(ctx, body),
  ),
  route(
    {
      operationId: 'payoutAccount_get',
      method: 'get',
      path: '/v1/payout-account',
      tag,
      summary: 'See whether the host can be paid, and what Stripe asks for',
      auth,
      limit: 'read',
      reply: { status: 200, description: 'As Stripe last said.', schema: PayoutAccount },
      problems: ['not-found'],
    },
    async (ctx) => {
      const [account] = await ctx.db.all(selectAccountOf(personOf(ctx.actor).personId));
      if (account === undefined) throw new Problem('not-found');
      return ok(viewAccount(account));
    },
  ),
  route(
    {
      operationId: 'payoutAccount_link',
      method: 'post',
      path: '/v1/payout-account/links',
      tag,
      summary: 'Get a link to where Stripe asks the host for what it needs',
      description:
        'For the first time, and whenever something is due. Ask for a new one each time. `invalid-transition`: Stripe has no such account; open another.',
      auth,
      idempotent: false,
      limit: 'payment',
      reply: { status: 201, description: 'The link.', schema: OnboardingLink },
      problems: ['not-found', 'invalid-transition', 'payment-unavailable'],
    },
    (ctx) => onboardingLink(ctx),
  ),
  route(
    {
      operationId: 'bankPayouts_list',
      method: 'get',
      path: '/v1/bank-payouts',
      tag,
      summary: "List what Stripe has paid to the host's bank, newest first",
      auth,
      limit: 'read',
      query: PageQuery,
      reply: { status: 200, description: 'One page.', schema: BankPayoutPage },
      problems: [],
    },
    async (ctx, { query: { cursor, limit } }) => {
      const after = decodeCursor(cursor, BankPayoutCursor);
      const rows = await ctx.db.all(selectBankPayoutPage(personOf(ctx.actor).personId, { after, limit }));
      return ok(page(rows, limit, viewBankPayout, (row) => [row.created_at.toISOString(), row.id]));
    },
  ),
];
