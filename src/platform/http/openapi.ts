import { OpenAPIHono } from '@hono/zod-openapi';
import { Event, registerEvents } from './event-contract.ts';
import { answerHeaders, registerHeaders } from './openapi-headers.ts';
import { namedSchemas } from './openapi-names.ts';
import { refusals, registerProblem, registerRefusals, sharedRefusals } from './openapi-problems.ts';
import { mendReferences } from './openapi-references.ts';
import { isIdempotentWrite, type Route } from './route.ts';
import { scopeOf } from './scopes.ts';
import { tags } from './tags.ts';

type Registry = OpenAPIHono['openAPIRegistry'];

const DESCRIPTION = `The backend of a vacation-rental marketplace.

Ids are TypeIDs (\`lst_…\`). Instants are RFC 3339 in UTC, the days of a stay plain dates in the listing's time zone, amounts
integers in the minor unit of their currency. Lists are \`{data, nextCursor}\`, or \`{data}\` where they are always told whole.

Every refusal is an RFC 9457 problem: decide by its \`code\`. An unknown field or parameter is refused, and all mistakes of an
input are told at once. A write takes an \`Idempotency-Key\`: sent again with the same one it is done once and answered alike,
for 48 hours. A refusal is not remembered; the same key decides anew.`;

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Fresh for each intent, the same for each retry of it.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  example: '0f9f3f0e-5d1b-4f7e-9a57-6a0f6c1d2e3f',
} as const;

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the answer that the reader has.',
  schema: { type: 'string' },
  example: '"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"',
} as const;

const revision = {
  name: 'Innkeep-Revision',
  in: 'header',
  required: false,
  description:
    'That of the answer to a write of yours, for ten seconds after it: you are answered past any copy. Without, the ' +
    'answer may be one second old.',
  schema: { type: 'string' },
  example: 'mdb0kq9s.2jmj7l5rSw0yVb-vlWAYkK-YBwk3mQF2vMKvZ0q1xQY',
} as const;

/** The contract of these routes as an OpenAPI 3.1 document. */
export function openApiDocument(routes: readonly Route[], info: { version: string; serverUrl: string }) {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token that sign-in and refresh answer with; good for 15 minutes.',
  });
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of a person, with the scope that the operation names.',
  });
  registry.registerComponent('parameters', 'IdempotencyKey', idempotencyKey);
  registerHeaders(registry);
  registerProblem(registry);
  const schemas = [Event, ...routes.flatMap(({ spec }) => [spec.body ?? [], spec.reply.schema ?? []].flat())];
  for (const [name, schema] of namedSchemas(schemas)) registry.register(name, schema);
  const shared = sharedRefusals(routes);
  registerRefusals(registry, routes, shared);
  for (const { spec } of routes) register(registry, shared, spec);
  registerEvents(registry);
  const used = new Set<string>(routes.map(({ spec }) => spec.tag));
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Innkeep',
      version: info.version,
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: info.serverUrl }],
    tags: Object.entries(tags)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
  });
  mendReferences(document);
  return document;
}

function register(registry: Registry, shared: ReadonlySet<string>, spec: Route['spec']): void {
  const replayable = isIdempotentWrite(spec);
  const versioned = spec.cache !== undefined;
  const headers = answerHeaders({ replayable, versioned });
  registry.registerPath({
    method: spec.method,
    path: spec.path,
    operationId: spec.operationId,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description ? { description: spec.description } : {}),
    security: securityOf(spec),
    ...(replayable ? { parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }] } : {}),
    ...(versioned ? { parameters: spec.cache === 'text' ? [ifNoneMatch] : [ifNoneMatch, revision] } : {}),
    request: {
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { query: spec.query } : {}),
      ...(spec.body ? { body: { required: true, content: { 'application/json': { schema: spec.body } } } } : {}),
    },
    responses: {
      [spec.reply.status]: {
        description: spec.reply.description,
        headers,
        ...(spec.reply.schema
          ? { content: { [spec.reply.media ?? 'application/json']: { schema: spec.reply.schema } } }
          : {}),
      },
      ...(versioned ? { 304: { description: 'What the reader has is what there is.', headers } } : {}),
      ...refusals(spec, shared),
    },
  });
}

function securityOf(spec: Route['spec']) {
  if (spec.auth === 'public') return [];
  const scope = scopeOf(spec);
  return [{ accessToken: [] }, ...(scope === undefined ? [] : [{ apiKey: [scope] }])];
}
