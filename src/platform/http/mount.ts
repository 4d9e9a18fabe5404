import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { Problem } from '../../kernel/problem.ts';
import { createLog } from '../log.ts';
import { type Edge, handle } from './handle.ts';
import { register, registerShared } from './openapi.ts';
import { problemResponse } from './problem-response.ts';
import type { Route } from './route.ts';

/** An app of these routes: each is in the contract and served; a known path refuses other methods with 405. */
export function mountRoutes(edge: Edge, routes: readonly Route[], corsOrigins: readonly string[]): OpenAPIHono {
  const app = new OpenAPIHono();
  app.use(secureHeaders());
  app.use(
    cors({
      origin: [...corsOrigins],
      allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      exposeHeaders: [
        'idempotent-replayed',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
        'server-timing',
        'x-request-id',
      ],
      maxAge: 86_400,
    }),
  );
  registerShared(app.openAPIRegistry);
  const methodsOf = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    register(app.openAPIRegistry, route);
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
  const response = problemResponse(error, requestId, createLog({ requestId }));
  response.headers.set('x-request-id', requestId);
  return response;
}
