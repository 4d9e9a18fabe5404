import { createClient, type Innkeep } from '../../sdk/src/index.ts';

/** What a call through the client resolves with. */
interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response?: Response | undefined;
}

/** Tells a story step by step: what happened, how long it took, and how many round trips to Postgres. */
export interface Teller {
  /** A client that measures; without a token for what anybody may call. */
  client(token?: string): Innkeep;
  /** Prints one step of one call and gives what it answered. Throws with the problem when the service refused. */
  call<T>(title: string, call: Promise<Outcome<T>>, trips: number): Promise<T>;
  /** Prints one step that is to be refused, with this status. */
  refused(title: string, call: Promise<Outcome<unknown>>, status: number): Promise<void>;
  /** Prints one step that is more than a call. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  say(line: string): void;
}

/** @param baseUrl where the service is */
export function createTeller(baseUrl: string): Teller {
  let count = 0;
  // By the id of the request: the SDK hands on another object than the one that came.
  const took = new Map<string | null, number>();

  async function measured(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    const started = performance.now();
    const response = await fetch(input, init);
    took.set(idOf(response), performance.now() - started);
    return response;
  }

  function print(title: string, ms: number | undefined, trips?: number): void {
    if (ms === undefined) throw new Error(`${title}: nobody has measured how long it took`);
    count += 1;
    const cost = trips === undefined ? '' : `${trips} round trip${trips === 1 ? '' : 's'}`;
    console.log(`${String(count).padStart(3)}  ${title.padEnd(62)} ${ms.toFixed(0).padStart(6)} ms  ${cost}`);
  }

  return {
    client: (token) => createClient({ baseUrl, fetch: measured, ...(token === undefined ? {} : { token }) }),
    async call(title, call, trips) {
      const { data, error, response } = await call;
      if (response === undefined) throw new Error(`${title}: the service does not answer`, { cause: error });
      if (error !== undefined || data === undefined)
        throw new Error(`${title}: ${response.status} ${JSON.stringify(error)}`);
      const seen = tripsOf(response);
      print(title, took.get(idOf(response)), seen);
      if (seen > trips) throw new Error(`${title}: took ${seen} round trips, ${trips} are the most`);
      return data;
    },
    async refused(title, call, status) {
      const { response } = await call;
      if (response?.status !== status) throw new Error(`${title}: answered ${response?.status}, not ${status}`);
      print(title, took.get(idOf(response)), tripsOf(response));
    },
    async step(title, work) {
      const started = performance.now();
      const result = await work();
      print(title, performance.now() - started);
      return result;
    },
    say: (line) => console.log(`       ${line}`),
  };
}

function idOf(response: Response): string | null {
  return response.headers.get('x-request-id');
}

function tripsOf(response: Response): number {
  return Number(/db;desc="(\d+)"/.exec(response.headers.get('server-timing') ?? '')?.[1]);
}
