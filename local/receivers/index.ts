import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { listen } from '../listen.ts';

/** How a receiver of webhooks can treat its sender. */
export type Manner =
  /** Answers a status at once, with these headers. */
  | { status: number; headers?: Record<string, string> }
  /** Fails so many messages of each id, then takes it. */
  | { failsFirst: number }
  /** Fails this share of all messages. */
  | { failsAtRandom: number; random: () => number }
  /** Says 500 a byte at a time, and is never done with its headers. */
  | 'drips'
  /** Says 500 and a hundred megabytes. */
  | 'floods'
  /** Says 500 and a few kilobytes that unpack to a gigabyte. */
  | 'gzip-bomb'
  /** Closes the connection without an answer. */
  | 'resets'
  /** Never answers. */
  | 'hangs'
  /** Redirects to itself. */
  | 'redirects'
  /** Answers, but takes its time. */
  | { slow: number; status: number }
  /** Answers with this status once something has happened. */
  | { once: Promise<unknown>; status: number };

/** A message as it came. */
type Received = { path: string; headers: Headers; body: string; arrivedAt: number };

/** A server of any number of receivers, by path, that can be made to misbehave. */
export type Receivers = {
  url: string;
  /** Every message since the start, oldest first. */
  messages: Received[];
  /** Has this path receive in this manner from now on, and returns its address. */
  receive(path: string, manner?: Manner): string;
  /** The messages that came to this path. */
  at(path: string): Received[];
  close(): Promise<void>;
};

const MEGABYTE = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(64 * MEGABYTE));

/** Starts receivers on 127.0.0.1; a path that nobody receives at is a 404. */
export async function startReceivers(): Promise<Receivers> {
  const manners = new Map<string, Manner>();
  const messages: Received[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const message = { path, headers: headersOf(request), body: await textOf(request), arrivedAt: Date.now() };
    messages.push(message);
    answer(response, manners.get(path) ?? { status: 404 }, message, messages);
  });
  server.keepAliveTimeout = 0;
  const { url, close } = await listen(server);
  return {
    url,
    messages,
    receive(path, manner = { status: 204 }) {
      manners.set(path, manner);
      return `${url}${path}`;
    },
    at: (path) => messages.filter((message) => message.path === path),
    close,
  };
}

function answer(response: ServerResponse, manner: Manner, message: Received, messages: readonly Received[]): void {
  if (typeof manner === 'object') {
    if ('slow' in manner) setTimeout(() => response.writeHead(manner.status).end(), manner.slow);
    else if ('once' in manner) void manner.once.then(() => response.writeHead(manner.status).end());
    else if ('failsAtRandom' in manner) response.writeHead(manner.random() < manner.failsAtRandom ? 503 : 204).end();
    else if ('status' in manner) response.writeHead(manner.status, manner.headers).end();
    else response.writeHead(timesOf(message, messages) > manner.failsFirst ? 204 : 503).end();
    return;
  }
  switch (manner) {
    case 'drips': {
      response.socket?.write('HTTP/1.1 500 Internal Server Error\r\n');
      const timer = setInterval(() => response.socket?.write('x: y\r\n'), 50);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'floods': {
      response.writeHead(500, { 'content-type': 'text/plain' });
      const part = Buffer.alloc(MEGABYTE, 'flood ');
      let left = 100;
      const pour = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(part)) return;
        }
        response.end();
      };
      response.on('drain', pour);
      pour();
      return;
    }
    case 'gzip-bomb': {
      response.writeHead(500, { 'content-encoding': 'gzip' });
      for (let times = 0; times < 16; times += 1) response.write(bomb);
      response.end();
      return;
    }
    case 'resets':
      response.socket?.resetAndDestroy();
      return;
    case 'hangs':
      return;
    case 'redirects':
      response.writeHead(307, { location: message.path }).end();
      return;
  }
}

function timesOf({ path, headers }: Received, messages: readonly Received[]): number {
  const id = headers.get('webhook-id');
  return messages.filter((other) => other.path === path && other.headers.get('webhook-id') === id).length;
}

function headersOf({ headers }: IncomingMessage): Headers {
  return new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
