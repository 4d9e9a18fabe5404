import type { StandInRequest, StandInResponse } from '../faults.ts';
import { accountLinkRoutes } from './account-links.ts';
import { accountRoutes } from './accounts.ts';
import { balanceTransactionRoutes } from './balance-transactions.ts';
import { chargeRoutes } from './charges.ts';
import { customerRoutes } from './customers.ts';
import { disputeRoutes } from './disputes.ts';
import { type ErrorBody, invalidRequest, noAccess, Refusal } from './errors.ts';
import { eventRoutes } from './events.ts';
import { type FormHash, parseForm } from './form.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { paymentIntentRoutes } from './payment-intents.ts';
import { paymentMethodRoutes } from './payment-methods.ts';
import { payoutRoutes } from './payouts.ts';
import { refundRoutes } from './refunds.ts';
import { checkExpand, publicView, render } from './render.ts';
import { type Call, type Caller, findRoute, type Route } from './route.ts';
import { setupIntentRoutes } from './setup-intents.ts';
import { reversalRoutes } from './transfer-reversals.ts';
import { transferRoutes } from './transfers.ts';
import { API_VERSION, newId, type World } from './world.ts';

/**
 * How Stripe itself fails a request that it has begun, with an answer that it then replays: with a 500 before or after acting,
 * by refusing for now what it would else do, or because the account that it is about is not the platform's any more.
 */
type Disruption = 'saved-400' | 'saved-403' | 'saved-500' | 'saved-500-after';

/** Decides about each request that has begun. While it waits, the request is in progress, and so is its idempotency key. */
export type DisruptionPlan = (request: {
  method: string;
  path: string;
}) => Disruption | undefined | Promise<Disruption | undefined>;

/** What was asked, as it was read, and what was answered: the whole of it, though a browser is shown less. */
export type Exchange = { method: string; path: string; params: unknown; answer: unknown; caller: Caller };

const ROUTES: readonly Route[] = [
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...customerRoutes,
  ...setupIntentRoutes,
  ...balanceTransactionRoutes,
  ...accountRoutes,
  ...accountLinkRoutes,
  ...transferRoutes,
  ...reversalRoutes,
  ...payoutRoutes,
  ...eventRoutes,
];

/** The HTTP API of one account. */
export class Api {
  /** Fails requests as Stripe does when it breaks; `undefined` lets all pass. */
  disruption: DisruptionPlan | undefined;
  readonly #world: World;
  readonly #keys: { secret: string; publishable: string };
  readonly #idempotency = new IdempotencyKeys();
  readonly #inspect: ((exchange: Exchange) => void) | undefined;

  constructor(
    world: World,
    keys: { secret: string; publishable: string },
    inspect: ((exchange: Exchange) => void) | undefined,
  ) {
    this.#world = world;
    this.#keys = keys;
    this.#inspect = inspect;
  }

  /** Answers one request; every refusal is an answer. */
  async handle(request: StandInRequest): Promise<StandInResponse> {
    const requestId = newId('req');
    try {
      return await this.#serve(request, requestId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answer(requestId, error.status, JSON.stringify({ error: error.body }));
    }
  }

  async #serve(request: StandInRequest, requestId: string): Promise<StandInResponse> {
    const { method, path } = request;
    const found = findRoute(ROUTES, method, path);
    if (found === undefined) {
      throw new Refusal(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${method}: ${path}).`,
      });
    }
    const { key, ...form } = readForm(request);
    const { expand, ...params } = form;
    const caller = this.#identify(request, found.route, typeof key === 'string' ? key : undefined);
    checkVersion(request);
    const account = accountOf(this.#world, request, found.route);
    const paths = pathsOf(expand, found.route.object);
    const { params: read, act } = found.route.prepare(this.#world, found.ids, params, { caller, account });
    const run = (idempotencyKey: string | null) =>
      this.#run(
        request,
        () => {
          const cause = { id: requestId, idempotency_key: idempotencyKey };
          const acted = render(this.#world, this.#world.causedBy(cause, act), paths);
          this.#inspect?.({ method, path: found.route.path, params: read, answer: acted, caller });
          return caller === 'secret' ? acted : forBrowser(acted);
        },
        caller,
      );

    const idempotencyKey = request.headers['idempotency-key'];
    if (method !== 'POST' || typeof idempotencyKey !== 'string') {
      const { status, body } = await run(null);
      return answer(requestId, status, body);
    }
    const scoped = account === null ? idempotencyKey : `${account} ${idempotencyKey}`;
    const saved = this.#idempotency.claim(scoped, { endpoint: path, params: form }, this.#world.now());
    const { requestId: original, status, body } = saved ?? { requestId, ...(await run(idempotencyKey)) };
    if (saved === undefined) this.#idempotency.save(scoped, { requestId, status, body });
    return answer(requestId, status, body, {
      'idempotency-key': idempotencyKey,
      'original-request': original,
      ...(saved === undefined ? {} : { 'idempotent-replayed': 'true' }),
    });
  }

  /** Acts and says how it went; what is refused from here on is kept for the idempotency key, as Stripe does. */
  async #run(
    request: StandInRequest,
    act: () => Record<string, unknown>,
    caller: Caller,
  ): Promise<{ status: number; body: string }> {
    const disruption = await this.disruption?.({ method: request.method, path: request.path });
    if (disruption === 'saved-500') return BROKEN;
    if (disruption === 'saved-400') return REFUSED;
    if (disruption === 'saved-403') return NO_ACCESS;
    try {
      const body = JSON.stringify(act(), null, 2);
      return disruption === undefined ? { status: 200, body } : BROKEN;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (disruption !== undefined) return BROKEN;
      return { status: error.status, body: JSON.stringify({ error: publicError(error.body, caller) }, null, 2) };
    }
  }

  #identify(request: StandInRequest, route: Route, keyParam: string | undefined): Caller {
    const key = keyOf(request) ?? keyParam;
    if (key === undefined) {
      throw unauthorised(
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      );
    }
    if (key === this.#keys.secret) return 'secret';
    if (key !== this.#keys.publishable) throw unauthorised(`Invalid API Key provided: ${key.slice(0, 8)}***`);
    if (!route.public) {
      throw unauthorised(
        'This API call cannot be made with a publishable API key. Please use a secret API key.',
        'secret_key_required',
      );
    }
    return 'publishable';
  }
}

const BROKEN = {
  status: 500,
  body: JSON.stringify({ error: { type: 'api_error', message: 'An unknown error occurred.' } }),
};

const REFUSED = {
  status: 400,
  body: JSON.stringify({ error: { type: 'invalid_request_error', message: 'This cannot be done at the moment.' } }),
};

const NO_ACCESS = { status: 403, body: JSON.stringify({ error: noAccess('acct_of_another').body }) };

function answer(
  requestId: string,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): StandInResponse {
  return {
    status,
    headers: {
      'access-control-allow-origin': '*',
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': API_VERSION,
      // The answer is kept for its key: to ask again with the same one would bring the same.
      ...(status >= 500 ? { 'stripe-should-retry': 'false' } : {}),
      ...headers,
    },
    body,
  };
}

function readForm(request: StandInRequest): FormHash {
  if (request.method === 'GET') return parseForm(request.query.toString());
  const type = request.headers['content-type'] ?? '';
  if (request.body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw invalidRequest('Invalid request (check that your POST content type is application/x-www-form-urlencoded).');
  }
  return parseForm(request.body);
}

function keyOf(request: StandInRequest): string | undefined {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Bearer') return credentials;
  return scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] : undefined;
}

function unauthorised(message: string, code?: string): Refusal {
  return new Refusal(401, { type: 'invalid_request_error', message, ...(code === undefined ? {} : { code }) });
}

/** The connected account that a request is for; refuses one that isn't the platform's, or where none can be. */
function accountOf(world: World, request: StandInRequest, route: Route): Call['account'] {
  const account = request.headers['stripe-account'];
  if (account === undefined) return null;
  if (typeof account !== 'string' || !world.accounts.has(account)) {
    throw noAccess(String(account));
  }
  if (!route.connected) {
    throw invalidRequest(`This Stripe does not know ${route.method} ${route.path} for a connected account.`);
  }
  return account;
}

function checkVersion(request: StandInRequest): void {
  const version = request.headers['stripe-version'];
  if (version !== undefined && version !== API_VERSION) {
    throw invalidRequest(`Invalid Stripe API version: ${String(version)}. This Stripe knows ${API_VERSION} only.`);
  }
}

function pathsOf(expand: FormHash[string] | undefined, object: string): string[] {
  if (expand === undefined) return [];
  const paths = Array.isArray(expand) ? expand.filter((path) => typeof path === 'string') : [];
  if (paths.length === 0 || paths.length !== expand.length) throw invalidRequest('Invalid array', { param: 'expand' });
  for (const path of paths) checkExpand(object, path);
  return paths;
}

function forBrowser(rendered: Record<string, unknown>): Record<string, unknown> {
  return rendered.object === 'payment_intent' || rendered.object === 'setup_intent' ? publicView(rendered) : rendered;
}

function publicError(error: ErrorBody, caller: Caller): object {
  if (caller === 'secret' || error.payment_intent === undefined) return error;
  return { ...error, payment_intent: publicView({ ...error.payment_intent }) };
}
