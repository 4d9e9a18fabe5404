import type Stripe from 'stripe';

/** The `error` of a refused request, as the API spells it. */
export type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  doc_url?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
};

/** A refusal: what was changed before it was thrown stays changed, as a declined charge does. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** A 400: the request can't be right, whoever sends it. */
export function invalidRequest(message: string, details: Partial<ErrorBody> = {}): Refusal {
  return new Refusal(400, { ...details, type: 'invalid_request_error', message });
}

/** A 400 because of the state that the intent is in; the error carries the intent, as Stripe's does. */
export function unexpectedState(intent: Stripe.PaymentIntent, message: string): Refusal {
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: structuredClone(intent) });
}

/** The 404 of an id that is not known. */
export function noSuch(kind: string, id: string, param: string): Refusal {
  return new Refusal(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}

/** The 403 of a connected account that is not, or no more, the platform's. */
export function noAccess(account: string): Refusal {
  return new Refusal(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
  });
}

/** The 400 of money that is not there, or not available yet. */
export function insufficientBalance(): Refusal {
  return invalidRequest(
    'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance',
    { code: 'balance_insufficient' },
  );
}
