import type { Fault, FaultPlan, FaultRequest } from '../../local/faults.ts';

/** Every call that the service makes to Stripe, by the name that it has in Stripe's client, and how it goes over the wire. */
export const calls = {
  'paymentIntents.create': route('POST', '/v1/payment_intents'),
  'paymentIntents.retrieve': route('GET', '/v1/payment_intents/:id'),
  'paymentIntents.list': route('GET', '/v1/payment_intents'),
  'paymentIntents.confirm': route('POST', '/v1/payment_intents/:id/confirm'),
  'paymentIntents.capture': route('POST', '/v1/payment_intents/:id/capture'),
  'paymentIntents.cancel': route('POST', '/v1/payment_intents/:id/cancel'),
  'refunds.create': route('POST', '/v1/refunds'),
  'refunds.retrieve': route('GET', '/v1/refunds/:id'),
  'refunds.list': route('GET', '/v1/refunds'),
  'accounts.create': route('POST', '/v1/accounts'),
  'accounts.retrieve': route('GET', '/v1/accounts/:id'),
  'accounts.list': route('GET', '/v1/accounts'),
  'accountLinks.create': route('POST', '/v1/account_links'),
  'transfers.create': route('POST', '/v1/transfers'),
  'transfers.list': route('GET', '/v1/transfers'),
  'transfers.createReversal': route('POST', '/v1/transfers/:id/reversals'),
  'transfers.listReversals': route('GET', '/v1/transfers/:id/reversals'),
  'payouts.retrieve': route('GET', '/v1/payouts/:id'),
  'disputes.retrieve': route('GET', '/v1/disputes/:id'),
  'disputes.list': route('GET', '/v1/disputes'),
  'disputes.update': route('POST', '/v1/disputes/:id'),
  'disputes.close': route('POST', '/v1/disputes/:id/close'),
  'charges.list': route('GET', '/v1/charges'),
  'balanceTransactions.list': route('GET', '/v1/balance_transactions'),
  'customers.create': route('POST', '/v1/customers'),
  'customers.retrieve': route('GET', '/v1/customers/:id'),
  'customers.list': route('GET', '/v1/customers'),
  'customers.del': route('DELETE', '/v1/customers/:id'),
  'setupIntents.create': route('POST', '/v1/setup_intents'),
  'setupIntents.retrieve': route('GET', '/v1/setup_intents/:id'),
  'setupIntents.list': route('GET', '/v1/setup_intents'),
  'paymentMethods.retrieve': route('GET', '/v1/payment_methods/:id'),
  'paymentMethods.detach': route('POST', '/v1/payment_methods/:id/detach'),
} as const satisfies Record<string, (request: FaultRequest) => boolean>;

export type Call = keyof typeof calls;

/** What becomes of a call. `slow` is answered in the end, in time. */
export const troubles = [
  'refuse',
  'timeout',
  'timeout-after',
  'reset-after',
  'http-500',
  'http-429',
  'slow',
  'garbage',
  'twice',
] as const satisfies (Fault | 'slow')[];

type Trouble = (typeof troubles)[number];

/** Stripe's client tries a call so often before it gives it up, and what answers with garbage once. */
const TRIES = 3;
const TRIES_OF_GARBAGE = 1;
const SLOW_MS = 20;

/** The plan by which these calls fail, and what has come of it. */
interface Torment {
  plan: FaultPlan;
  /** The troubles that a call has not met. */
  spared(): string[];
}

/**
 * Each call of these kinds is given another trouble in turn, and keeps it until Stripe's client has given up; sent once
 * more, by a job or a person, it passes.
 */
export function torment(kinds: readonly Call[]): Torment {
  const waiting = new Map(kinds.map((kind) => [kind, [...troubles]]));
  const met = new Map<string, { trouble: Trouble | undefined; left: number }>();
  return {
    spared: () => [...waiting].flatMap(([kind, left]) => left.map((trouble) => `${kind}: ${trouble}`)),
    async plan(_, request) {
      const kind = kinds.find((candidate) => calls[candidate](request));
      if (kind === undefined) return undefined;
      const call = [kind, request.path, request.query, request.body].join(' ');
      const cell = met.get(call) ?? begin(waiting.get(kind)?.shift());
      met.set(call, cell);
      cell.left -= 1;
      if (cell.left < 0) return undefined;
      if (cell.trouble !== 'slow') return cell.trouble;
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      return undefined;
    },
  };
}

function begin(trouble: Trouble | undefined) {
  return { trouble, left: trouble === 'garbage' ? TRIES_OF_GARBAGE : TRIES };
}

function route(method: string, template: string): (request: FaultRequest) => boolean {
  const path = new RegExp(`^${template.replace(':id', '\\w+')}$`);
  return (request) => request.method === method && path.test(request.path);
}
