import { createClient as createHttpClient } from './generated/client/index.ts';
import { Innkeep } from './generated/sdk.gen.ts';

export type { Innkeep } from './generated/sdk.gen.ts';
export type * from './generated/types.gen.ts';

/** Where the service is and who calls it. */
export interface Connection {
  baseUrl: string;
  /** The access token, or what gives the one that is good now; none for what anybody may call. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Sends the requests; the runtime's own `fetch` when absent. */
  fetch?: typeof fetch;
}

/**
 * A client with a method for every operation of the contract: `client.quotes.create({path, body})` resolves with
 * `{data, error, response}`, `error` being the problem. Each write is sent with a fresh Idempotency-Key unless the call
 * names one in its headers, as a retry must.
 */
export function createClient({ baseUrl, token, fetch }: Connection): Innkeep {
  const client = createHttpClient({
    baseUrl,
    ...(token === undefined ? {} : { auth: () => (typeof token === 'string' ? token : token()) }),
    ...(fetch === undefined ? {} : { fetch }),
  });
  client.interceptors.request.use((request) => {
    const { method, headers } = request;
    if (method !== 'GET' && !headers.has('idempotency-key')) headers.set('idempotency-key', crypto.randomUUID());
    return request;
  });
  return new Innkeep({ client });
}
