import { HTTPException } from 'hono/http-exception';
import { isProblemCode, Problem, type ProblemCode, problems } from '../../kernel/problem.ts';
import { errorFields, type Log } from '../log.ts';

/** The answer to what was thrown: a problem as it is; anything else an opaque 500, logged once with the request's id. */
export function problemResponse(error: unknown, requestId: string, log: Log): Response {
  const problem = asProblem(error);
  if (problem.code === 'internal') log.error('request.failed', errorFields(error));
  const { title, status } = problems[problem.code];
  const { detail, errors, retryAfter } = problem.details;
  const body = {
    type: typeOfProblem(problem.code),
    title,
    status,
    code: problem.code,
    detail,
    errors,
    requestId,
  };
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  if (status === 401) headers.set('www-authenticate', 'Bearer');
  return new Response(JSON.stringify(body), { status, headers });
}

/** The URI that names this kind of problem. */
export function typeOfProblem(code: ProblemCode): string {
  return `https://innkeep.dev/problems/${code}`;
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    const code = Object.keys(problems).find(
      (candidate): candidate is ProblemCode => isProblemCode(candidate) && problems[candidate].status === error.status,
    );
    if (code !== undefined) return new Problem(code);
  }
  return new Problem('internal');
}
