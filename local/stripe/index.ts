import { setTimeout } from 'node:timers/promises';
import { Faults, type StandInRequest, type StandInResponse, serveWithFaults } from '../faults.ts';
import { changeStanding, completeOnboarding, findAccount } from './accounts.ts';
import { Api, type DisruptionPlan, type Exchange } from './api.ts';
import { findCharge } from './charges.ts';
import { completeChallenge, completeProcessing } from './confirm.ts';
import { deleteCustomer, findCustomer } from './customers.ts';
import { closeDispute, findDispute, openDispute } from './disputes.ts';
import { noSuch } from './errors.ts';
import { endInquiry, moveDeadline } from './inquiries.ts';
import { serveOnboarding } from './onboarding.ts';
import { overturnDispute } from './overturned.ts';
import { challengePage, dashboardPage, returnFromChallenge } from './pages.ts';
import { findIntent } from './payment-intents.ts';
import { debitBank, settlePayout } from './payouts.ts';
import { findRefund, settleRefund } from './refunds.ts';
import { completeSetupChallenge } from './setup-intents.ts';
import type { Standing } from './standing.ts';
import { type AccountState, stateOf, type Totals, totalsOf } from './state.ts';
import { Webhooks } from './webhooks.ts';
import { World } from './world.ts';

export type { Exchange } from './api.ts';
export { type BrowserAnswer, confirmInBrowser } from './browser.ts';

type StripeOptions = {
  port?: number | undefined;
  faults?: Faults;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  /** `sk_test_…`; the publishable key is the same with `pk`. */
  secretKey?: string;
  webhookSecret?: string;
  /** Signs what happens to connected accounts, whose events an endpoint of Connect receives; by default `webhookSecret`. */
  connectWebhookSecret?: string;
  webhookUrl?: string;
  /** Delivers webhooks by itself, in real time; else `deliverDue` and `drain` do. */
  autorun?: boolean;
  /** Sees all that is asked and answered. */
  inspect?: (exchange: Exchange) => void;
};

/** A local Stripe, and what a test or a developer may do to it. Ids that it doesn't know are refused by throwing. */
export type RunningStripe = {
  url: string;
  port: number;
  secretKey: string;
  publishableKey: string;
  webhookSecret: string;
  connectWebhookSecret: string;
  faults: Faults;
  webhooks: Webhooks;
  api: {
    /** Copies of all that is stored, oldest first. */
    state(): AccountState;
    /** What moved, in minor units, for the intents that have all of `metadata`. */
    totals(metadata: Record<string, string>): Totals;
  };
  /** Breaks Stripe itself: answers 500 and replays it for the key, or keeps requests in progress while the plan waits. */
  disrupt(plan: DisruptionPlan | undefined): void;
  /** Passes or fails the challenge of a payment or setup intent that requires action. */
  completeChallenge(intentId: string, isPassed: boolean): void;
  /** While on, confirmed payments stay in `processing` until `completeProcessing`. */
  slowNetwork(isSlow: boolean): void;
  completeProcessing(intentId: string, isPaid: boolean): void;
  /** While on, the balance has too little for refunds: they are made, and move nothing until `settleRefund`. */
  runShort(isShort: boolean): void;
  /** Ends an open refund, or fails one that had succeeded. */
  settleRefund(refundId: string, outcome: 'succeeded' | 'failed'): void;
  /** Has the cardholder dispute a captured charge, whole unless an amount (minor units) is given; says the dispute's id. */
  openDispute(chargeId: string, given?: { amount?: number; reason?: string; isInquiry?: boolean }): string;
  /** Ends an inquiry without more, or has the bank raise it to a chargeback. */
  endInquiry(disputeId: string, outcome: 'closed' | 'raised'): void;
  /** Has the bank wait for an answer until then (seconds since the epoch). */
  moveDeadline(disputeId: string, dueBy: number): void;
  /** Has the bank decide a dispute, answered or not. */
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): void;
  /** Has the bank give back what it took of a lost dispute, which is won after all, or only so much (minor units) of it. */
  overturnDispute(disputeId: string, amount?: number): void;
  /** Answers all that Stripe asks of a connected account but `leftOut`; a bank account is part of it (`external_account`). */
  completeOnboarding(accountId: string, leftOut?: readonly string[]): void;
  /**
   * Asks more of a connected account: at once what is missing closes it to money, with a `deadline` (seconds since the epoch) only
   * then; missing `external_account` it can still receive transfers. A `rejection` closes it for good.
   */
  restrictAccount(
    accountId: string,
    restriction: { missing?: readonly string[]; deadline?: number; rejection?: Standing['rejection'] },
  ): void;
  /** Deletes a customer, as somebody may in the Dashboard. */
  deleteCustomer(customerId: string): void;
  /** Ends a connected account: nobody knows it any more, and nobody is told. */
  deleteAccount(accountId: string): void;
  /** Has the bank of a connected account send back each payout that arrives, until its onboarding is completed again. */
  closeBank(accountId: string): void;
  /** Takes so much (minor units) from the bank of a connected account, by a payout of less than nothing. */
  debitBank(accountId: string, amount: number): void;
  /** Converts what cards bring and take in other currencies to this one, at so many of its smallest units for one; or no more. */
  convertTo(conversion: { currency: string; rate: number } | undefined): void;
  /** While on, nothing of a charge is refunded any more once a dispute of a part of it was lost. */
  refuseChargedBack(isRefusing: boolean): void;
  /** Ends a payout, or sends one back that was paid. */
  settlePayout(payoutId: string, outcome: 'paid' | 'failed'): void;
  /** Sends an event again with the next delivery, whatever became of it. */
  redeliver(eventId: string): void;
  /** Lets happen what is due by the clock, and sends the webhooks that are due; says how many. */
  deliverDue(): Promise<number>;
  /** Delivers until nothing more is due; what an endpoint refused waits for its back-off. Says how many were sent. */
  drain(): Promise<number>;
  close(): Promise<void>;
};

const TICK = 250;

/** Starts a Stripe on 127.0.0.1 that the SDK reaches with `{ host, port, protocol: 'http' }`. Throws when the port is in use. */
export async function startStripe(options: StripeOptions = {}): Promise<RunningStripe> {
  const {
    faults = new Faults(),
    clock = Date.now,
    secretKey = 'sk_test_local',
    webhookSecret = 'whsec_local',
    connectWebhookSecret = webhookSecret,
  } = options;
  const publishableKey = secretKey.replace(/^sk_/, 'pk_');
  const webhooks = new Webhooks({
    url: options.webhookUrl,
    secret: webhookSecret,
    connectSecret: connectWebhookSecret,
    clock,
  });
  const world = new World(clock, (event) => webhooks.enqueue(event));
  const api = new Api(world, { secret: secretKey, publishable: publishableKey }, options.inspect);

  const server = await serveWithFaults({
    port: options.port,
    faults,
    failure,
    handle: async (request) => {
      world.passTime();
      return servePage(world, webhooks, request) ?? api.handle(request);
    },
  });
  world.url = server.url;

  async function deliverDue(): Promise<number> {
    world.passTime();
    return webhooks.deliverDue();
  }
  async function drain(): Promise<number> {
    let total = 0;
    for (let sent = await deliverDue(); sent > 0; sent = await deliverDue()) total += sent;
    return total;
  }
  const stop = options.autorun === true ? repeat(drain) : async () => {};

  return {
    url: server.url,
    port: server.port,
    secretKey,
    publishableKey,
    webhookSecret,
    connectWebhookSecret,
    faults,
    webhooks,
    api: {
      state() {
        world.passTime();
        return stateOf(world);
      },
      totals(metadata) {
        world.passTime();
        return totalsOf(world, metadata);
      },
    },
    disrupt(plan) {
      api.disruption = plan;
    },
    completeChallenge: (intentId, isPassed) => pass(world, intentId, isPassed),
    slowNetwork(isSlow) {
      world.slowNetwork = isSlow;
    },
    runShort(isShort) {
      world.shortOfMoney = isShort;
    },
    convertTo(conversion) {
      world.conversion = conversion;
    },
    refuseChargedBack(isRefusing) {
      world.refusesChargedBack = isRefusing;
    },
    completeProcessing: (intentId, isPaid) => completeProcessing(world, findIntent(world, intentId), isPaid),
    settleRefund: (refundId, outcome) => settleRefund(world, findRefund(world, refundId), outcome),
    openDispute: (chargeId, given) => openDispute(world, findCharge(world, chargeId, 'charge'), given).id,
    endInquiry: (disputeId, outcome) => endInquiry(world, findDispute(world, disputeId), outcome),
    moveDeadline: (disputeId, dueBy) => moveDeadline(world, findDispute(world, disputeId), dueBy),
    closeDispute: (disputeId, outcome) => closeDispute(world, findDispute(world, disputeId), outcome),
    overturnDispute: (disputeId, amount) => overturnDispute(world, findDispute(world, disputeId), amount),
    completeOnboarding: (accountId, leftOut) => completeOnboarding(world, findAccount(world, accountId), leftOut),
    restrictAccount: (accountId, { missing = [], deadline = null, rejection = null }) =>
      changeStanding(world, findAccount(world, accountId), (standing) => {
        for (const requirement of missing) standing.missing.add(requirement);
        standing.deadline = deadline;
        standing.rejection = rejection;
      }),
    deleteCustomer: (customerId) => deleteCustomer(world, findCustomer(world, customerId)),
    deleteAccount(accountId) {
      world.accounts.delete(findAccount(world, accountId).id);
    },
    closeBank: (accountId) =>
      changeStanding(world, findAccount(world, accountId), (standing) => {
        standing.isBankClosed = true;
      }),
    debitBank: (accountId, amount) => debitBank(world, accountId, amount),
    settlePayout: (payoutId, outcome) => settlePayout(world, payoutId, outcome),
    redeliver(eventId) {
      const event = world.events.get(eventId);
      if (event === undefined) throw noSuch('event', eventId, 'id');
      webhooks.enqueue(event);
    },
    deliverDue,
    drain,
    async close() {
      await stop();
      await server.close();
    },
  };
}

function servePage(world: World, webhooks: Webhooks, request: StandInRequest): StandInResponse | undefined {
  const { method, path, body } = request;
  if (method === 'OPTIONS') return PREFLIGHT;
  if (method === 'GET' && path === '/') return dashboardPage(world, webhooks);
  const onboarding = serveOnboarding(world, request);
  if (onboarding !== undefined) return onboarding;
  const id = /^\/challenge\/(\w+)$/.exec(path)?.[1] ?? '';
  const intent = world.paymentIntents.get(id) ?? world.setupIntents.get(id);
  if (intent === undefined) return undefined;
  const returnUrl = world.pending.get(intent.id)?.returnUrl ?? null;
  if (method !== 'POST' || intent.status !== 'requires_action') return challengePage(intent);
  pass(world, intent.id, new URLSearchParams(body).get('outcome') === 'complete');
  return returnFromChallenge(intent, returnUrl);
}

function pass(world: World, intentId: string, isPassed: boolean): void {
  const setup = world.setupIntents.get(intentId);
  if (setup === undefined) completeChallenge(world, findIntent(world, intentId), isPassed);
  else completeSetupChallenge(world, setup, isPassed);
}

/** The API is called from pages of other origins, by Stripe.js. */
const PREFLIGHT: StandInResponse = {
  status: 204,
  headers: {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version',
  },
  body: '',
};

function failure(status: 429 | 500): StandInResponse {
  const error =
    status === 429
      ? { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' }
      : { type: 'api_error', message: 'An unknown error occurred.' };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}

/** Runs `work` again and again, one at a time; the function it gives stops that and waits for what is under way. */
function repeat(work: () => Promise<unknown>): () => Promise<void> {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await work();
      await setTimeout(TICK, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = loop();
  return async () => {
    stopping.abort();
    await running;
  };
}
