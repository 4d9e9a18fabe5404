import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Client } from '@upstash/qstash';
import { listen } from '../../local/listen.ts';
import { type RunningQstash, startQstash } from '../../local/qstash/index.ts';

export const START = Date.UTC(2030, 0, 1, 12, 0, 0);
export const [SECOND, MINUTE, DAY] = [1000, 60_000, 86_400_000] as const;

export type Delivery = { path: string; method: string; headers: IncomingHttpHeaders; body: string };
type Reaction = { status: number; headers?: Record<string, string>; body?: string };
type Destination = Awaited<ReturnType<typeof startDestination>>;

/** The local QStash with a clock that stands at `now`, the vendor's client for it, and a server to deliver to. */
export type Scene = {
  now: number;
  qstash: RunningQstash;
  client: Client;
  destination: Destination;
  /** Moves the clock and delivers what that makes due. */
  advance(ms: number): Promise<void>;
  /** Where the deliveries went, in their order. */
  paths(): string[];
  api(method: string, path: string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

export async function startScene(): Promise<Scene> {
  const qstash = await startQstash({ clock: () => scene.now });
  const destination = await startDestination();
  const scene: Scene = {
    now: START,
    qstash,
    client: new Client({ baseUrl: qstash.url, token: qstash.token, devMode: false, retry: false }),
    destination,
    advance: async (ms) => {
      scene.now += ms;
      await qstash.drain();
    },
    paths: () => destination.deliveries.map(({ path }) => path),
    api: (method, path, headers = {}) =>
      fetch(qstash.url + path, { method, headers: { authorization: `Bearer ${qstash.token}`, ...headers } }),
    close: async () => {
      await qstash.close();
      await destination.close();
    },
  };
  return scene;
}

/** A server that keeps what it gets and answers as it is told, 200 at first, or as `handle` does. */
export async function startDestination(handle?: (delivery: Delivery) => Promise<Reaction>) {
  const deliveries: Delivery[] = [];
  let react: (delivery: Delivery) => Reaction = () => ({ status: 200 });
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url = '', method = '', headers } = request;
    const delivery = { path: url, method, headers, body: Buffer.concat(chunks).toString() };
    deliveries.push(delivery);
    const reaction = handle ? await handle(delivery) : react(delivery);
    response.writeHead(reaction.status, reaction.headers).end(reaction.body);
  });
  const { url, close } = await listen(server);
  return {
    url,
    deliveries,
    react: (to: (delivery: Delivery) => Reaction) => {
      react = to;
    },
    close,
  };
}
