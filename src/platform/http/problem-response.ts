import { HTTPException } from 'hono/http-exception';
import { isProblemCode, Problem, type ProblemCode, problems } from '../../kernel/problem.ts';
import { errorFields, type Log } from '../log.ts';

/** What the caller is told of what was thrown: a problem as it is; anything else is `internal`, and logged here, once. */
export function asProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error;
  const code = error instanceof HTTPException ? codeOfStatus(error.status) : undefined;
  if (code !== undefined) return new Problem(code);
  log.error('request.failed', errorFields(error));
  return new Problem('internal');
}

/** What a problem tells. */
export function problemBody({ code, details: { detail, errors } }: Problem, requestId: string) {
  const { title, status } = problems[code];
  return { type: typeOfProblem(code), title, status, code, detail, errors, requestId };
}

/** The answer that tells a problem. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const body = problemBody(problem, requestId);
  const { status } = body;
  const { retryAfter } = problem.details;
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  if (status === 401) headers.set('www-authenticate', 'Bearer');
  return new Response(JSON.stringify(body), { status, headers });
}

/** The URI that names this kind of problem. */
export function typeOfProblem(code: ProblemCode): string {
  return `https://innkeep.dev/problems/${code}`;
}

function codeOfStatus(status: number): ProblemCode | undefined {
  return Object.keys(problems)
    .filter(isProblemCode)
    .find((code) => problems[code].status === status);
}
