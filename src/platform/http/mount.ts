import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { Problem } from '../../kernel/problem.ts';
import { createLog } from '../log.ts';
import { crossOrigin } from './cross-origin.ts';
import { handle } from './handle.ts';
import type { Edge } from './perform.ts';
import { asProblem, problemResponse } from './problem-response.ts';
import type { Route } from './route.ts';

/** An app that serves these routes; a known path refuses other methods with 405. */
export function mountRoutes(edge: Edge, routes: readonly Route[], corsOrigins: readonly string[]): Hono {
  const app = new Hono();
  app.use(secureHeaders());
  app.use(crossOrigin(corsOrigins));
  const methodsOf = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(route.spec.method.toUpperCase(), path, (c) => handle(c, edge, route));
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), route.spec.method.toUpperCase()]);
  }
  for (const [path, methods] of methodsOf) {
    app.all(path, () => {
      const response = refused(new Problem('method-not-allowed', { detail: `Allowed here: ${methods.join(', ')}.` }));
      response.headers.set('allow', methods.join(', '));
      return response;
    });
  }
  app.notFound(() => refused(new Problem('not-found')));
  app.onError((error) => refused(error));
  return app;
}

function refused(error: unknown): Response {
  const requestId = crypto.randomUUID();
  const response = problemResponse(asProblem(error, createLog({ requestId })), requestId);
  response.headers.set('x-request-id', requestId);
  return response;
}
