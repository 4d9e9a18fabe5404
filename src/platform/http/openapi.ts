import { OpenAPIHono, z } from '@hono/zod-openapi';
import { type ProblemCode, problems } from '../../kernel/problem.ts';
import { declaredProblems, isIdempotentWrite, type Route } from './route.ts';

type Registry = OpenAPIHono['openAPIRegistry'];

const ProblemSchema = z
  .strictObject({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ description: 'Stable; decide by this one.' }),
    detail: z.string().optional(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().optional().openapi({ description: 'JSON pointer into the body.' }),
          parameter: z.string().optional().openapi({ description: 'Name of a query parameter.' }),
          header: z.string().optional().openapi({ description: 'Name of a header.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .openapi({ description: 'Every mistake of the input.' }),
    requestId: z.string(),
  })
  .openapi('Problem', {
    description: 'RFC 9457 problem details.',
    example: {
      type: 'https://innkeep.dev/problems/nights-unavailable',
      title: 'Not all of these nights are free',
      status: 409,
      code: 'nights-unavailable',
      requestId: '4f0c8b9e-8a52-4f6e-9a5c-1f6f5f0f8f11',
    },
  });

const keyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .openapi({
      description: 'Fresh for each intent, the same for each retry of it.',
      example: '0f9f3f0e-5d1b-4f7e-9a57-6a0f6c1d2e3f',
    }),
});

/** The contract of these routes as an OpenAPI 3.1 document. */
export function openApiDocument(routes: readonly Route[], info: { version: string; serverUrl: string }) {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token that sign-in and refresh answer with; good for 15 minutes.',
  });
  for (const route of routes) register(app.openAPIRegistry, route);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Innkeep',
      version: info.version,
      description: 'The backend of a vacation-rental marketplace.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: info.serverUrl }],
  });
}

// With every problem it can answer with.
function register(registry: Registry, { spec }: Route): void {
  registry.registerPath({
    method: spec.method,
    path: spec.path,
    operationId: spec.operationId,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description ? { description: spec.description } : {}),
    security: spec.auth === 'public' ? [] : [{ accessToken: [] }],
    request: {
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { query: spec.query } : {}),
      ...(isIdempotentWrite(spec) ? { headers: keyHeader } : {}),
      ...(spec.body ? { body: { required: true, content: { 'application/json': { schema: spec.body } } } } : {}),
    },
    responses: {
      [spec.reply.status]: {
        description: spec.reply.description,
        ...(spec.reply.schema ? { content: { 'application/json': { schema: spec.reply.schema } } } : {}),
      },
      ...problemResponses(spec),
    },
  });
}

function problemResponses(spec: Route['spec']) {
  const byStatus = Map.groupBy(declaredProblems(spec), (code: ProblemCode) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
        content: {
          'application/problem+json': {
            schema: z.intersection(ProblemSchema, z.object({ code: z.enum(codes) })),
          },
        },
      },
    ]),
  );
}
