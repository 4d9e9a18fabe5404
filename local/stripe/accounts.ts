import type Stripe from 'stripe';
import { z } from 'zod';
import { Balance } from './balance.ts';
import { checkCountry } from './countries.ts';
import { invalidRequest, noAccess, noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { boolean, emptyableMetadata, type Fields, integer, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { ASKED_OF_ALL, applyStanding, BANK, type Capability, type Standing } from './standing.ts';
import { newId, type World } from './world.ts';

const requested = z.strictObject({ requested: boolean.optional() });

const shared = {
  business_profile: z
    .strictObject({
      mcc: text.optional(),
      name: text.optional(),
      product_description: text.optional(),
      url: text.optional(),
    } satisfies Fields<Stripe.AccountCreateParams.BusinessProfile>)
    .optional(),
  business_type: z.enum(['company', 'government_entity', 'individual', 'non_profit']).optional(),
  capabilities: z
    .strictObject({
      card_payments: requested.optional(),
      transfers: requested.optional(),
    } satisfies Fields<Stripe.AccountCreateParams.Capabilities>)
    .optional(),
  default_currency: text.optional(),
  email: text.optional(),
  metadata: emptyableMetadata.optional(),
  settings: z
    .strictObject({
      payouts: z
        .strictObject({
          debit_negative_balances: boolean.optional(),
          schedule: z
            .strictObject({
              delay_days: z.union([z.literal('minimum'), integer]).optional(),
              interval: z.enum(['daily', 'manual']).optional(),
            } satisfies Fields<Stripe.AccountCreateParams.Settings.Payouts.Schedule>)
            .optional(),
        } satisfies Fields<Stripe.AccountCreateParams.Settings.Payouts>)
        .optional(),
    } satisfies Fields<Stripe.AccountCreateParams.Settings>)
    .optional(),
} satisfies Fields<Stripe.AccountUpdateParams>;

const create = z.strictObject({
  ...shared,
  controller: z
    .strictObject({
      fees: z.strictObject({ payer: z.enum(['account', 'application']).optional() }).optional(),
      losses: z.strictObject({ payments: z.enum(['application', 'stripe']).optional() }).optional(),
      requirement_collection: z.enum(['application', 'stripe']).optional(),
      stripe_dashboard: z.strictObject({ type: z.enum(['express', 'full', 'none']).optional() }).optional(),
    } satisfies Fields<Stripe.AccountCreateParams.Controller>)
    .optional(),
  country: text.length(2).optional(),
  tos_acceptance: z
    .strictObject({
      service_agreement: z.enum(['full', 'recipient']).optional(),
    } satisfies Fields<Stripe.AccountCreateParams.TosAcceptance>)
    .optional(),
  type: z.enum(['express']).optional(),
} satisfies Fields<Stripe.AccountCreateParams>);

const update = z.strictObject(shared);

export const accountRoutes: readonly Route[] = [
  route('POST', '/v1/accounts', create, createAccount),
  route('GET', '/v1/accounts', z.strictObject(page), (world, params) => {
    const accounts = [...world.accounts.values()].map((account) => ({ ...account, created: account.created ?? 0 }));
    return listPage('/v1/accounts', accounts, params);
  }),
  route('GET', '/v1/accounts/:id', z.strictObject({}), (world, _params, id) => findAccount(world, id)),
  route('POST', '/v1/accounts/:id', update, updateAccount),
  route(
    'POST',
    '/v1/accounts/:id/login_links',
    z.strictObject({}),
    (world, _params, id) => {
      const account = findAccount(world, id);
      if (!account.details_submitted) {
        throw invalidRequest('Cannot create a login link for an account that has not completed onboarding.');
      }
      return { object: 'login_link', created: world.now(), url: `${world.url}/` } satisfies Stripe.LoginLink;
    },
    { object: 'login_link' },
  ),
];

/** The connected account of an id; `param` is what a refusal names. */
export function findAccount(world: World, id: string, param = 'account'): Stripe.Account {
  const account = world.accounts.get(id);
  if (account === undefined) throw param === 'account' ? noAccess(id) : noSuch(param, id, param);
  return account;
}

/** Changes an account's standing; when that shows in the account, the platform is told. */
export function changeStanding(world: World, account: Stripe.Account, change: (standing: Standing) => void): void {
  const standing = standingOf(world, account);
  change(standing);
  if (standing.missing.size === 0) standing.deadline = null;
  settleStanding(world, account, standing);
  const { deadline } = standing;
  if (deadline !== null) {
    world.schedule(deadline, () => {
      if (standing.deadline === deadline) settleStanding(world, account, standing);
    });
  }
}

/** The account's holder has answered all that Stripe asks but `leftOut`, and given it a bank account unless that is left out. */
export function completeOnboarding(world: World, account: Stripe.Account, leftOut: readonly string[] = []): void {
  changeStanding(world, account, (standing) => {
    account.details_submitted = true;
    standing.missing = new Set(leftOut);
    standing.deadline = null;
    standing.isBankClosed = false;
    if (!standing.missing.has(BANK)) addBank(account);
  });
}

/** What Stripe holds against an account. */
export function standingOf(world: World, account: Stripe.Account): Standing {
  const standing = world.standings.get(account.id);
  if (standing === undefined) throw new Error(`${account.id} has no standing`);
  return standing;
}

function settleStanding(world: World, account: Stripe.Account, standing: Standing): void {
  const before = structuredClone(account);
  applyStanding(account, standing, world.now());
  const { payouts_enabled, charges_enabled, requirements } = before;
  world.emit('account.updated', account, { payouts_enabled, charges_enabled, requirements }, account.id);
}

function createAccount(world: World, params: z.output<typeof create>): Stripe.Account {
  const isExpress = params.type === 'express' || params.controller?.stripe_dashboard?.type === 'express';
  if (!isExpress || (params.type !== undefined && params.controller !== undefined)) {
    throw invalidRequest(
      'This Stripe knows Express accounts only: give `type` or `controller[stripe_dashboard][type]`.',
      {
        param: 'type',
      },
    );
  }
  const { country = 'US', default_currency: currency = 'usd' } = params;
  checkCountry(country);
  const account: Stripe.Account = {
    id: newId('acct').replace(/.{8}$/, ''),
    object: 'account',
    business_profile: {
      mcc: params.business_profile?.mcc ?? null,
      minority_owned_business_designation: null,
      name: params.business_profile?.name ?? null,
      product_description: params.business_profile?.product_description ?? null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: params.business_profile?.url ?? null,
    },
    business_type: params.business_type ?? null,
    charges_enabled: false,
    controller: {
      fees: { payer: params.controller?.fees?.payer ?? 'application_express' },
      is_controller: true,
      losses: { payments: 'application' },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: 'express' },
      type: 'application',
    },
    country,
    created: world.now(),
    default_currency: currency,
    details_submitted: false,
    email: params.email ?? null,
    external_accounts: { object: 'list', data: [], has_more: false, url: '' },
    metadata: mergeMetadata({}, params.metadata),
    payouts_enabled: false,
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: null, timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: null,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      payouts: {
        debit_negative_balances: params.settings?.payouts?.debit_negative_balances ?? true,
        schedule: { delay_days: 2, interval: params.settings?.payouts?.schedule?.interval ?? 'daily' },
        statement_descriptor: null,
      },
    },
    tos_acceptance: {
      date: null,
      ip: null,
      service_agreement: params.tos_acceptance?.service_agreement ?? 'full',
      user_agent: null,
    },
    type: 'express',
  };
  if (account.external_accounts) account.external_accounts.url = `/v1/accounts/${account.id}/external_accounts`;
  const standing: Standing = {
    missing: new Set(ASKED_OF_ALL),
    deadline: null,
    rejection: null,
    requested: capabilitiesOf(params, new Set()),
    isBankClosed: false,
  };
  applyStanding(account, standing, world.now());
  world.accounts.set(account.id, account);
  world.standings.set(account.id, standing);
  world.accountBalances.set(account.id, new Balance());
  return account;
}

function updateAccount(world: World, params: z.output<typeof update>, id: string): Stripe.Account {
  const account = findAccount(world, id);
  changeStanding(world, account, (standing) => {
    account.email = params.email ?? account.email;
    account.business_type = params.business_type ?? account.business_type ?? null;
    account.default_currency = params.default_currency ?? account.default_currency ?? 'usd';
    account.metadata = mergeMetadata(account.metadata ?? {}, params.metadata);
    if (account.business_profile) {
      for (const name of ['mcc', 'name', 'product_description', 'url'] as const) {
        account.business_profile[name] = params.business_profile?.[name] ?? account.business_profile[name] ?? null;
      }
    }
    const interval = params.settings?.payouts?.schedule?.interval;
    if (interval !== undefined && account.settings?.payouts) account.settings.payouts.schedule.interval = interval;
    standing.requested = capabilitiesOf(params, standing.requested);
  });
  return account;
}

function capabilitiesOf(params: z.output<typeof update>, before: Set<Capability>): Set<Capability> {
  const after = new Set(before);
  for (const name of ['card_payments', 'transfers'] as const) {
    const wish = params.capabilities?.[name]?.requested;
    if (wish === true) after.add(name);
    if (wish === false) after.delete(name);
  }
  return after;
}

function addBank(account: Stripe.Account): void {
  if (!account.external_accounts) return;
  const bank: Stripe.BankAccount = {
    id: newId('ba'),
    object: 'bank_account',
    account: account.id,
    account_holder_name: null,
    account_holder_type: null,
    account_type: null,
    available_payout_methods: ['standard'],
    bank_name: 'STRIPE TEST BANK',
    country: account.country ?? 'US',
    currency: account.default_currency ?? 'usd',
    default_for_currency: true,
    fingerprint: 'local6789',
    future_requirements: null,
    last4: '6789',
    metadata: {},
    requirements: null,
    routing_number: '110000000',
    status: 'new',
  };
  account.external_accounts.data = [bank];
}
