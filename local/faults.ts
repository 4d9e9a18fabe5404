import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { type Listening, listen } from './listen.ts';

/** What goes wrong with one request: whether the stand-in acts on it, and what the client sees of it. */
export type Fault =
  /** Not acted on; the connection is closed. */
  | 'refuse'
  /** Acted on; the connection is closed without an answer. */
  | 'reset-after'
  /** Not acted on, never answered. */
  | 'timeout'
  /** Acted on, never answered. */
  | 'timeout-after'
  /** Not acted on, answered 500. */
  | 'http-500'
  /** Not acted on, answered 429. */
  | 'http-429'
  /** Not acted on, answered 200 with bytes that parse as nothing. */
  | 'garbage'
  /** Acted on twice, as if the network had doubled it; the second answer is the one that arrives. */
  | 'twice';

/** What a plan sees of a request; `path` is without the query. */
export type FaultRequest = {
  method: string;
  path: string;
  query: string;
  body: string;
  /** Has it acted on now, once, while the plan waits: what the plan then says only decides what the client sees. */
  act(): Promise<void>;
};

/** Decides about the `n`th request since the last reset, counted from 1. It may wait, e.g. until it has killed a process. */
export type FaultPlan = (n: number, request: FaultRequest) => Fault | undefined | Promise<Fault | undefined>;

/** The plan of one stand-in: without one, every request is served. */
export class Faults {
  /** Requests since the last reset, those that failed included. */
  count = 0;
  #plan: FaultPlan | undefined;

  /** Sets the plan, or with `undefined` lifts it. The count goes on. */
  use(plan: FaultPlan | undefined): void {
    this.#plan = plan;
  }

  /** Called by a stand-in, once for each request. */
  async next(request: FaultRequest): Promise<Fault | undefined> {
    this.count += 1;
    return this.#plan?.(this.count, request);
  }

  /** Lifts the plan and counts from 0 again. */
  reset(): void {
    this.count = 0;
    this.#plan = undefined;
  }
}

/** `path` is without the query; `body` is `raw` as UTF-8. */
export type StandInRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  raw: Uint8Array;
};

export type StandInResponse = { status: number; headers?: OutgoingHttpHeaders; body: string | Uint8Array };

/**
 * Serves HTTP on 127.0.0.1 (an ephemeral port without `port`), asking `faults` about each request before or after `handle` acts on it.
 * Throws when the port is in use. Whatever `handle` throws is a defect of the stand-in: it is logged and answered with a 500.
 */
export async function serveWithFaults(options: {
  port?: number | undefined;
  faults: Faults;
  handle(request: StandInRequest): Promise<StandInResponse>;
  /** The service's own way to say 429 and 500, for clients that read more than the status. */
  failure?(status: 429 | 500): StandInResponse;
}): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Uint8Array[] = [];
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks);
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const request: StandInRequest = {
        method: incoming.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body: raw.toString('utf8'),
        raw,
      };
      respond(options, request, outgoing).catch((error: unknown) => {
        console.error(error);
        send(outgoing, { status: 500, headers: { 'content-type': 'text/plain' }, body: String(error) });
      });
    });
  });
  // A client that reuses an idle connection must not find it closed: that would be a fault nobody asked for.
  server.keepAliveTimeout = 0;
  return listen(server, options.port);
}

async function respond(
  {
    faults,
    handle,
    failure = plainFailure,
  }: {
    faults: Faults;
    handle(request: StandInRequest): Promise<StandInResponse>;
    failure?(status: 429 | 500): StandInResponse;
  },
  request: StandInRequest,
  outgoing: ServerResponse,
): Promise<void> {
  let acting: Promise<StandInResponse> | undefined;
  const act = () => {
    acting ??= handle(request);
    return acting;
  };
  const { method, path, body } = request;
  const query = request.query.toString();
  const fault = await faults.next({ method, path, query, body, act: async () => void (await act()) });
  switch (fault) {
    case undefined:
      return send(outgoing, await act());
    case 'refuse':
      outgoing.destroy();
      return;
    case 'reset-after':
      await act();
      outgoing.destroy();
      return;
    case 'timeout':
      return;
    case 'timeout-after':
      await act();
      return;
    case 'twice':
      await act();
      return send(outgoing, await handle(request));
    case 'http-500':
      return send(outgoing, failure(500));
    case 'http-429':
      return send(outgoing, failure(429));
    case 'garbage':
      return send(outgoing, { status: 200, headers: { 'content-type': 'application/json' }, body: '\u0000{"cut off' });
  }
}

function plainFailure(status: number): StandInResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: 'injected fault' }),
  };
}

function send(outgoing: ServerResponse, { status, headers, body }: StandInResponse): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.byteLength }).end(bytes);
}
