import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../listen.ts';

/** How a server can treat the reader of a calendar. */
type Manner =
  /** Says what it has, and 304 to who has it. */
  | 'well'
  /** Says 304 whatever it has. */
  | 'always-unchanged'
  /** Breaks the connection in the middle of the body. */
  | 'breaks-off'
  /** Sends half of the body as if it were all. */
  | 'sends-half'
  /** Announces more bytes than it sends. */
  | 'announces-more'
  /** Sends a byte at a time, for as long as anybody listens. */
  | 'drips'
  /** Never stops sending. */
  | 'floods'
  /** Never answers. */
  | 'hangs'
  /** Redirects to itself. */
  | 'redirects-for-ever'
  /** Answers a page to sign in at. */
  | 'asks-to-sign-in'
  | { redirectsTo: string }
  | { status: number };

/** A request as the server saw it. */
type Seen = { path: string; ifNoneMatch: string | undefined };

/** A server of calendars that can be made to misbehave. */
export type Feeds = {
  url: string;
  /** Every request since the start, oldest first. */
  requests: Seen[];
  /** Serves this text at this path, whatever the query, from now on, and returns the address. */
  serve(path: string, text: string, manner?: Manner): string;
  close(): Promise<void>;
};

/** Starts a server of calendars on 127.0.0.1; a path that serves nothing is a 404. */
export async function startFeeds(): Promise<Feeds> {
  const served = new Map<string, { text: string; manner: Manner }>();
  const requests: Seen[] = [];
  const server = createServer((request, response) => {
    const [path = '/'] = request.url?.split('?') ?? [];
    requests.push({ path, ifNoneMatch: request.headers['if-none-match'] });
    const feed = served.get(path);
    if (feed === undefined) response.writeHead(404).end();
    else answer(request, response, feed);
  });
  const { url, close } = await listen(server);
  return {
    url,
    requests,
    serve(path, text, manner = 'well') {
      served.set(path, { text, manner });
      return `${url}${path}`;
    },
    close,
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { text, manner }: { text: string; manner: Manner },
) {
  const body = Buffer.from(text);
  const half = body.subarray(0, Math.floor(body.length / 2));
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const type = { 'content-type': 'text/calendar; charset=utf-8' };
  if (typeof manner === 'object') {
    if ('status' in manner) response.writeHead(manner.status).end('This is not the calendar.');
    else response.writeHead(302, { location: manner.redirectsTo }).end();
    return;
  }
  switch (manner) {
    case 'well': {
      const isKnown = request.headers['if-none-match'] === etag;
      response.writeHead(isKnown ? 304 : 200, { ...type, etag }).end(isKnown ? undefined : body);
      return;
    }
    case 'always-unchanged': {
      const isConditional = 'if-none-match' in request.headers;
      response
        .writeHead(isConditional ? 304 : 200, { ...type, etag: '"always"' })
        .end(isConditional ? undefined : body);
      return;
    }
    case 'breaks-off':
      response.writeHead(200, { ...type, 'content-length': body.length }).write(half, () => response.destroy());
      return;
    case 'announces-more':
      response.writeHead(200, { ...type, 'content-length': body.length + 1000 }).write(body, () => response.destroy());
      return;
    case 'sends-half':
      response.writeHead(200, { ...type, 'content-length': half.length }).end(half);
      return;
    case 'drips': {
      response.writeHead(200, type);
      const timer = setInterval(() => response.write('X'), 50);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'floods': {
      response.writeHead(200, type);
      const flood = Buffer.alloc(64 * 1024, 'X-FLOOD:more\r\n');
      const pour = () => {
        while (!response.destroyed && response.write(flood));
      };
      response.on('drain', pour);
      response.write(body, pour);
      return;
    }
    case 'hangs':
      return;
    case 'redirects-for-ever':
      response.writeHead(302, { location: request.url ?? '/' }).end();
      return;
    case 'asks-to-sign-in':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return;
  }
}
