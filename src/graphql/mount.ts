import type { Hono } from 'hono';
import type { Edge } from '../platform/http/perform.ts';
import type { Route } from '../platform/http/route.ts';
import { mountGraphiql } from './graphiql.ts';
import type { Served } from './server.ts';

/**
 * Serves the contract as a graph at `/graphql`. Its code is loaded and the graph made at the first request for it: most
 * isolates are never asked.
 * @param development whether the schema may be asked for, and an editor is served
 */
export function mountGraphql(app: Hono, edge: Edge, routes: readonly Route[], development: boolean): void {
  if (development) mountGraphiql(app, edge.runtime.assets);
  let served: Served | undefined;
  app.all('/graphql', async (c) => {
    const { answer, serve } = await import('./server.ts');
    served ??= serve(routes, development);
    return answer(c, edge, served);
  });
}
