import type { ProblemCode } from './generated/contract.gen.ts';
import type { Mistake, Problem } from './generated/types.gen.ts';

/** What a call of the client resolves with. */
export interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response?: Response | undefined;
}

/** A refusal of the service: an RFC 9457 problem. Decide by its `code`. */
export class ProblemError<Code extends string = ProblemCode> extends Error {
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  /** What to do about it, for people. */
  readonly detail: string | undefined;
  /** Every mistake of the input. */
  readonly errors: readonly Mistake[];
  /** Names the request in the service's logs. */
  readonly requestId: string;
  /** Seconds after which a retry can succeed, where the service says so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem & { code: Code }, response?: Response) {
    super(problem.detail === undefined ? `${problem.code}: ${problem.title}` : `${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId;
    const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }
}

/** No answer of the service came: the network failed, the time ran out, or something in between answered. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
  /** Of what answered instead, if anything did. */
  readonly status: number | undefined;

  constructor(cause: unknown, status: number | undefined) {
    super(status === undefined ? 'the service did not answer' : `no answer of the service, but status ${status}`, {
      cause,
    });
    this.status = status;
  }
}

/** The value of a call. Throws `ProblemError` when the service refused and `NoAnswerError` when it did not answer. */
export async function unwrap<T>(call: PromiseLike<Outcome<T>>): Promise<Exclude<T, undefined>> {
  const { data, error, response } = await call;
  if (error === undefined) return given(data);
  throw isProblemBody(error) ? new ProblemError(error, response) : new NoAnswerError(error, response?.status);
}

/** Whether something that was thrown is a refusal, of one of these codes if any are named. */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ProblemError<Code> {
  return error instanceof ProblemError && (codes.length === 0 || codes.some((code) => code === error.code));
}

function isProblemBody(error: unknown): error is Problem & { code: ProblemCode } {
  return typeof error === 'object' && error !== null && 'code' in error && 'requestId' in error && 'status' in error;
}

// True because the client resolves with data wherever there is no error.
function given<T>(data: T | undefined): Exclude<T, undefined> {
  return data as Exclude<T, undefined>;
}
