import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

const EXPOSED = [
  'etag',
  'idempotent-replayed',
  'innkeep-revision',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'server-timing',
  'x-request-id',
];

/** Lets pages of these origins call, and read the headers of answers. */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler {
  const preflight = cors({
    origin: [...origins],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-none-match', 'innkeep-revision'],
    exposeHeaders: EXPOSED,
    maxAge: 86_400,
  });
  const exposed = EXPOSED.join(',');
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return preflight(c, next);
    await next();
    // On the answer that is there: Hono's begins an answer beforehand, and copies the route's into it as a stream.
    const { headers } = c.res;
    const origin = c.req.header('origin');
    if (origin !== undefined && origins.includes(origin)) headers.set('access-control-allow-origin', origin);
    headers.set('access-control-expose-headers', exposed);
    headers.append('vary', 'Origin');
    return undefined;
  };
}
