import type { Hono } from 'hono';
import type { Route } from './route.ts';

export const CONTRACT_VERSION = '0.1.0';

/** Serves the contract. Its code is loaded and it is made at the first request for it: most isolates are never asked. */
export function mountContract(app: Hono, routes: readonly Route[], serverUrl: string): void {
  let text: string | undefined;
  app.get('/openapi.json', async (c) => {
    const { openApiDocument } = await import('./openapi.ts');
    text ??= JSON.stringify(openApiDocument(routes, { version: CONTRACT_VERSION, serverUrl }));
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' });
  });
}
