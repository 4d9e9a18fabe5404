import { createClient as createHttpClient } from './generated/client/index.ts';
import { readsByPost, unkeyedWrites } from './generated/contract.gen.ts';
import { Innkeep } from './generated/sdk.gen.ts';
import { type Retries, renewing, retrying, usualRetries } from './retries.ts';
import { showingOwnWrites } from './revision.ts';
import type { Session } from './session.ts';

/** Where the service is and who calls it. */
export interface Connection {
  /** The service's address, without a path. */
  baseUrl: string;
  /** The access token, or what gives the one that is good now; none for what anybody may call. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** A session that renews its tokens by itself, instead of `token`. */
  session?: Session;
  /** How often and how patiently a call is sent again; `{ attempts: 1 }` for never. */
  retries?: Partial<Retries>;
  /** Sends the requests; the runtime's own `fetch` when absent. */
  fetch?: typeof fetch;
}

/**
 * A client with a method for every operation of the contract: `client.quotes.create({path, body})` resolves with
 * `{data, error, response}`, `error` being the problem; `unwrap` makes that a value or a thrown `ProblemError`.
 *
 * Each write is sent with a fresh Idempotency-Key unless the call names one in its headers, and keeps it through all
 * of its retries: however often it is sent, it is done once.
 */
export function createClient({ baseUrl, token, session, retries, fetch }: Connection): Innkeep {
  const ask = () => session?.token() ?? (typeof token === 'function' ? token() : token);
  const send = (request: Request) => (fetch ?? globalThis.fetch)(request);
  const renewed = session === undefined ? send : renewing(send, session);
  const repeated = retrying(showingOwnWrites(renewed), { ...usualRetries, ...retries });
  const reads = new WeakSet<object>();
  const client = createHttpClient({
    baseUrl,
    fetch: (input, init) => repeated(new Request(input, init), typeof input === 'object' && reads.has(input)),
  });
  client.interceptors.request.use(async (request, { url, method, security = [] }) => {
    // Asked for here, once: the generated client would ask for each way that an operation lets one in by.
    const token = security.length > 0 && !request.headers.has('authorization') ? await ask() : undefined;
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    const keyed = request.method !== 'GET' && !unkeyedWrites.has(`${method} ${url}`);
    if (readsByPost.has(`${method} ${url}`)) reads.add(request);
    if (keyed && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', crypto.randomUUID());
    return request;
  });
  return new Innkeep({ client });
}
