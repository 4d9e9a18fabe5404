import type { OpenAPIHono } from '@hono/zod-openapi';
import { type ProblemCode, problems } from '../../kernel/problem.ts';
import { z } from '../../kernel/zod.ts';
import { answerHeaders } from './openapi-headers.ts';
import { typeOfProblem } from './problem-response.ts';
import { declaredProblems, type Route } from './route.ts';

type Registry = OpenAPIHono['openAPIRegistry'];

const MistakeSchema = z
  .strictObject({
    pointer: z.string().optional().openapi({ description: 'JSON pointer into the body; empty for the body itself.' }),
    parameter: z.string().optional().openapi({ description: 'Name of a query parameter.' }),
    header: z.string().optional().openapi({ description: 'Name of a header.' }),
    subject: z.string().optional().openapi({ description: 'Id of what stands in the way, whatever the input.' }),
    code: z
      .string()
      .regex(/^[a-z]+(-[a-z]+)*$/)
      .openapi({ description: 'What is wrong with it; stable.' }),
    detail: z.string().openapi({ description: 'The same, for people.' }),
  })
  .openapi('Mistake', {
    description: 'One mistake of the input, and where it is; or one thing that stands in the way.',
    example: { pointer: '/party/adults', code: 'too-small', detail: 'Too small: expected number to be >=1' },
  });

const ProblemSchema = z
  .strictObject({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ description: 'Stable; decide by this one.' }),
    detail: z.string().optional().openapi({ description: 'What to do about it, for people.' }),
    errors: z
      .array(MistakeSchema)
      .optional()
      .openapi({ description: 'Every mistake of the input, or all that stands in the way.' }),
    requestId: z.string().openapi({ description: 'Names the request in our logs.' }),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.', example: exampleOf('nights-unavailable') });

/** Registers the problem that every refusal is told as. */
export function registerProblem(registry: Registry): void {
  registry.register('Problem', ProblemSchema);
}

/** Names the refusals that several operations have in common: each is written once, as a component. */
export function sharedRefusals(routes: readonly Route[]): ReadonlySet<string> {
  const names = routes.flatMap(({ spec }) => [...refusalsOf(spec).values()].map(nameOf));
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

/** Registers the refusals in `shared`. */
export function registerRefusals(registry: Registry, routes: readonly Route[], shared: ReadonlySet<string>): void {
  const open = new Set(shared);
  for (const [status, codes] of routes.flatMap(({ spec }) => [...refusalsOf(spec)])) {
    const name = nameOf(codes);
    if (open.delete(name)) registry.registerComponent('responses', name, refusal(status, codes));
  }
}

/** The answers by which an operation refuses: one a status, every code named. */
export function refusals(spec: Route['spec'], shared: ReadonlySet<string>) {
  return Object.fromEntries(
    [...refusalsOf(spec)].map(([status, codes]) => [
      status,
      shared.has(nameOf(codes)) ? { $ref: `#/components/responses/${nameOf(codes)}` } : refusal(status, codes),
    ]),
  );
}

function refusalsOf(spec: Route['spec']): Map<number, ProblemCode[]> {
  return Map.groupBy(declaredProblems(spec), (code) => problems[code].status);
}

function nameOf(codes: readonly ProblemCode[]): string {
  const pascal = (code: string) => code.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return codes.map(pascal).join('Or');
}

function refusal(status: number, codes: readonly ProblemCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
    headers: answerHeaders({ refused: status }),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object' as const, properties: { code: { type: 'string' as const, enum: [...codes] } } },
          ],
        },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: problems[code].title, value: exampleOf(code) }]),
        ),
      },
    },
  };
}

function exampleOf(code: ProblemCode) {
  const { title, status } = problems[code];
  const mistake = { parameter: 'limit', code: 'too-big', detail: 'Too big: expected number to be <=100' };
  return {
    type: typeOfProblem(code),
    title,
    status,
    code,
    ...(code === 'invalid-input' ? { errors: [mistake] } : {}),
    requestId: '4f0c8b9e-8a52-4f6e-9a5c-1f6f5f0f8f11',
  };
}
