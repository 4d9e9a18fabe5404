import { randomUUID } from 'node:crypto';
import { createClient, type Innkeep } from '../../sdk/src/index.ts';
import { checkAnswer } from './contract.ts';

/** One answer of the service, already held against the contract. */
export interface Answer {
  status: number;
  /** As `JSON.parse` types it: its shape was held against the contract. */
  body: ReturnType<typeof JSON.parse>;
  text: string;
  headers: Headers;
  /** Round trips to Postgres, from `Server-Timing`. */
  trips: number;
}

export interface CallOptions {
  /** The access token to send. */
  token?: string;
  body?: unknown;
  /** Sent as it is instead of `body`; a stream goes out in chunks, unless a header tells its length. */
  raw?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  query?: Record<string, string | number | boolean>;
  /** The Idempotency-Key; a fresh one for writes when absent, none when null. */
  key?: string | null;
  headers?: Record<string, string>;
  /** Whether a read may be answered by a copy. Tests write beside the service, and read what they wrote. */
  copies?: boolean;
}

export type Api = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** The `Innkeep-Revision` of somebody who has written just now. */
type Revision = () => Promise<string>;

/** Calls the service over HTTP, and fails the test when an answer breaks the contract. */
export function createApi(baseUrl: string, revision?: Revision): Api {
  return async (method, path, options = {}) => {
    const url = new URL(path, baseUrl);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, String(value));
    const headers = new Headers(options.headers);
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
    if (options.key !== null && method !== 'GET') headers.set('idempotency-key', options.key ?? randomUUID());
    if (revision !== undefined && method === 'GET' && !options.copies)
      headers.set('innkeep-revision', await revision());
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body, duplex: 'half' }) });
    const { text, body: parsed } = await checked(method, url, response);
    return { status: response.status, body: parsed, text, headers: response.headers, trips: tripsOf(response) };
  };
}

/** The generated client, every answer held against the contract like those of `createApi`. */
export function createCheckedClient(baseUrl: string, revision: Revision, token?: string): Innkeep {
  return createClient({
    baseUrl,
    // A test sees each answer, not what a patient caller would have come to.
    retries: { attempts: 1 },
    ...(token === undefined ? {} : { token }),
    async fetch(input, init) {
      const request = new Request(input, init);
      if (request.method === 'GET') request.headers.set('innkeep-revision', await revision());
      const response = await fetch(request);
      await checked(request.method, new URL(request.url), response.clone());
      return response;
    },
  });
}

/** Round trips to Postgres that an answer cost. */
function tripsOf(response: Response): number {
  return Number(/db;desc="(\d+)"/.exec(response.headers.get('server-timing') ?? '')?.[1] ?? Number.NaN);
}

async function checked(method: string, url: URL, response: Response): Promise<Pick<Answer, 'text' | 'body'>> {
  const text = await response.text();
  const media = response.headers.get('content-type') ?? '';
  const body = text === '' ? undefined : media.includes('json') ? JSON.parse(text) : text;
  checkAnswer(method, url.pathname, response, body);
  return { text, body };
}
