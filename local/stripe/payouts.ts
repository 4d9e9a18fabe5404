import type Stripe from 'stripe';
import { z } from 'zod';
import { changeStanding, findAccount, standingOf } from './accounts.ts';
import { book } from './balance-transactions.ts';
import { checkCurrency } from './currencies.ts';
import { insufficientBalance, invalidRequest, noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { emptyableMetadata, type Fields, metadata, page, positiveInteger, text } from './params.ts';
import { type Route, route } from './route.ts';
import { BANK } from './standing.ts';
import { newId, type StoredPayout, type World } from './world.ts';

const DAY = 24 * 60 * 60;
/** How long the banks take. */
const ARRIVES_AFTER = 2 * DAY;
/** What Stripe keeps, beside what is paid out, for having an instant one arrive at once. */
const INSTANT_RATE = 0.01;

const create = z.strictObject({
  amount: positiveInteger,
  currency: text,
  description: text.optional(),
  metadata: metadata.optional(),
  method: z.enum(['instant', 'standard']).optional(),
  statement_descriptor: text.max(22).optional(),
} satisfies Fields<Stripe.PayoutCreateParams>);

const update = z.strictObject({ metadata: emptyableMetadata.optional() } satisfies Fields<Stripe.PayoutUpdateParams>);

const list = z.strictObject({
  ...page,
  status: z.enum(['canceled', 'failed', 'in_transit', 'paid', 'pending']).optional(),
} satisfies Fields<Stripe.PayoutListParams>);

const connected = { connected: true };

export const payoutRoutes: readonly Route[] = [
  route(
    'POST',
    '/v1/payouts',
    create,
    (world, params, _id, _caller, { account }) => {
      checkCurrency(params.currency);
      if (account !== null) checkEnabled(findAccount(world, account));
      const taken = params.amount + feeOf(params);
      if (taken > world.balanceOf(account).available(params.currency)) throw insufficientBalance();
      return payOut(world, account, { ...params, automatic: false });
    },
    connected,
  ),
  route(
    'GET',
    '/v1/payouts',
    list,
    (world, params, _id, _caller, { account }) => {
      const matching = [...world.payouts.values()]
        .filter(
          ({ owner, payout }) => owner === account && (params.status === undefined || payout.status === params.status),
        )
        .map(({ payout }) => payout);
      return listPage('/v1/payouts', matching, params);
    },
    connected,
  ),
  route(
    'GET',
    '/v1/payouts/:id',
    z.strictObject({}),
    (world, _params, id, _caller, { account }) => {
      return findPayout(world, id, account).payout;
    },
    connected,
  ),
  route(
    'POST',
    '/v1/payouts/:id',
    update,
    (world, params, id, _caller, { account }) => {
      const { payout } = findPayout(world, id, account);
      payout.metadata = mergeMetadata(payout.metadata ?? {}, params.metadata);
      return payout;
    },
    connected,
  ),
];

/** Pays out at the next midnight (UTC) what an account has available by then, or the first one at which it may be paid. */
export function schedulePayouts(world: World, accountId: string): void {
  const midnight = (Math.floor(world.now() / DAY) + 1) * DAY;
  if (world.payoutRuns.get(accountId) === midnight) return;
  world.payoutRuns.set(accountId, midnight);
  world.schedule(midnight, () => payOutAll(world, accountId));
}

/** Takes so much from the bank of a connected account, as Stripe does where it has too little: a payout of less than nothing. */
export function debitBank(world: World, accountId: string, amount: number): void {
  const { default_currency: currency = 'usd' } = findAccount(world, accountId);
  payOut(world, accountId, { amount: 0 - amount, currency, automatic: true });
}

/** Ends a payout that is under way; a failed one comes back, and no other is made until the account has another bank. */
export function settlePayout(world: World, id: string, outcome: 'paid' | 'failed'): void {
  const stored = world.payouts.get(id);
  if (stored === undefined) throw noSuch('payout', id, 'id');
  const { owner, payout } = stored;
  if (payout.status === outcome || payout.status === 'failed') return;
  const previous = { status: payout.status };
  payout.status = outcome;
  if (outcome === 'paid') {
    world.emit('payout.paid', payout, previous, owner);
    return;
  }
  payout.failure_code = 'account_closed';
  payout.failure_message = 'The bank account has been closed';
  payout.failure_balance_transaction = book(world, owner, {
    amount: payout.amount,
    currency: payout.currency,
    description: 'PAYOUT FAILURE',
    fee: 0,
    source: id,
    type: 'payout_failure',
    category: 'payout_reversal',
    availableOn: world.now(),
  }).id;
  world.emit('payout.failed', payout, previous, owner);
  if (owner === null) return;
  changeStanding(world, findAccount(world, owner), (standing) => {
    standing.missing.add(BANK);
    standing.deadline = null;
  });
  schedulePayouts(world, owner);
}

function payOutAll(world: World, accountId: string): void {
  const account = findAccount(world, accountId);
  const funds = world
    .balanceOf(accountId)
    .view()
    .available.filter(({ amount }) => amount > 0);
  const isByHand = account.settings?.payouts?.schedule.interval === 'manual';
  if (account.payouts_enabled && !isByHand) {
    for (const { amount, currency } of funds) payOut(world, accountId, { amount, currency, automatic: true });
  } else if (funds.length > 0) {
    schedulePayouts(world, accountId);
  }
}

function feeOf({ amount, method }: { amount: number; method?: 'instant' | 'standard' | undefined }): number {
  return method === 'instant' ? Math.round(amount * INSTANT_RATE) : 0;
}

function payOut(
  world: World,
  owner: string | null,
  given: {
    amount: number;
    automatic: boolean;
    currency: string;
    description?: string | undefined;
    metadata?: Record<string, string> | undefined;
    method?: 'instant' | 'standard' | undefined;
    statement_descriptor?: string | undefined;
  },
): Stripe.Payout {
  const { amount, currency } = given;
  const id = newId('po');
  const payout: Stripe.Payout = {
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: world.now() + (given.method === 'instant' ? 0 : ARRIVES_AFTER),
    automatic: given.automatic,
    balance_transaction: null,
    created: world.now(),
    currency,
    description: given.description ?? (given.automatic ? 'STRIPE PAYOUT' : null),
    destination: bankOf(world, owner),
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: mergeMetadata({}, given.metadata),
    method: given.method ?? 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: given.automatic ? 'completed' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: given.statement_descriptor ?? null,
    status: 'in_transit',
    trace_id: null,
    type: 'bank_account',
  };
  payout.balance_transaction = book(world, owner, {
    amount: -amount,
    currency,
    description: payout.description,
    fee: feeOf(given),
    source: id,
    type: 'payout',
    category: 'payout',
    availableOn: world.now(),
  }).id;
  world.payouts.set(id, { owner, payout });
  world.emit('payout.created', payout, undefined, owner);
  world.schedule(payout.arrival_date, () => {
    // With its account went whatever there was to learn of it.
    if (owner !== null && !world.accounts.has(owner)) return;
    if (payout.status === 'in_transit') settlePayout(world, id, isBankClosed(world, owner) ? 'failed' : 'paid');
  });
  return payout;
}

function checkEnabled(account: Stripe.Account): void {
  if (account.payouts_enabled) return;
  throw invalidRequest('Cannot create payouts: this account has requirements that need to be collected.', {
    code: 'payouts_not_allowed',
  });
}

function isBankClosed(world: World, owner: string | null): boolean {
  return owner !== null && standingOf(world, findAccount(world, owner)).isBankClosed;
}

function bankOf(world: World, owner: string | null): string {
  const bank = owner === null ? undefined : findAccount(world, owner).external_accounts?.data[0];
  return bank?.id ?? 'ba_platform';
}

function findPayout(world: World, id: string, owner: string | null): StoredPayout {
  const stored = world.payouts.get(id);
  if (stored === undefined || stored.owner !== owner) throw noSuch('payout', id, 'id');
  return stored;
}
