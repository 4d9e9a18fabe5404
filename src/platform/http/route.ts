import type { Ctx } from '../../context.ts';
import type { Role } from '../../kernel/actor.ts';
import type { ProblemCode } from '../../kernel/problem.ts';
import type { z } from '../../kernel/zod.ts';
import type { Cached } from '../cache/index.ts';
import type { Reply } from '../commit.ts';
import type { LimitPolicy } from './rate-limit.ts';
import type { Tag } from './tags.ts';

type Fields = z.ZodObject;
type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;
type BodyOf<S> = S extends z.ZodType ? z.input<S> : null;

/**
 * The contract of one operation, all that `openapi.json` says of it.
 * `problems` lists only what its own decision can refuse; what follows from the shape (bad input, no token, too many
 * requests, …) is added by `declaredProblems`.
 */
interface RouteSpec<
  P extends Fields | undefined,
  Q extends Fields | undefined,
  B extends z.ZodType | undefined,
  R extends z.ZodType | undefined,
> {
  operationId: `${string}_${string}`;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's form: `/v1/listings/{id}`. */
  path: `/${string}`;
  tag: Tag;
  summary: string;
  description?: string;
  /** Who may call: anybody, a signed-in person, or a person with this role (checked in the request's own batch). */
  auth: 'public' | 'person' | Role;
  /**
   * The scope of its chapter that a key needs, where not by its method: to write, for a read that gives away what one
   * could act by; none will do, for what only a person who is signed in can do.
   */
  scope?: 'write' | 'none';
  /** Whether a write takes an Idempotency-Key. Only sign-in and its kin do not. */
  idempotent?: false;
  /** Set where it writes nothing, and is no GET only since what it asks is more than an address says. */
  isSafe?: true;
  limit: LimitPolicy;
  /**
   * Whom or what the operation acts on, such as an e-mail address: it has a limit of its own beside the caller's, so
   * that many callers together cannot guess one person's password.
   */
  limitBy?(body: OutputOf<B>): string;
  /**
   * Set where it tries a secret of who is limited by: each address that calls is counted by itself before all are together,
   * or ten wrong tries from anywhere would keep out who knows the right one.
   */
  isGuess?: true;
  /**
   * Whether copies of the answer may be given, for how long by what it tells: only of a read that is the same for
   * everybody and binds nobody. It carries an ETag then, and a reader that has the same already is answered 304.
   */
  cache?: Cached;
  /** Set where it goes by the real time though it is about a booking. */
  inRealTime?: true;
  params?: P;
  query?: Q;
  body?: B;
  /** `media` is what a text is that isn't JSON. */
  reply: { status: Reply<unknown>['status']; description: string; schema?: R; media?: 'text/csv' | 'text/html' };
  problems: readonly ProblemCode[];
}

/** What a handler is given: each part as its schema made it. */
interface Input<P, Q, B> {
  params: OutputOf<P>;
  query: OutputOf<Q>;
  body: OutputOf<B>;
}

/** An input whose parts have been validated, their types forgotten. */
export interface RawInput {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** A contract and its handler, with the types of its parts forgotten. */
export interface Route {
  spec: RouteSpec<Fields | undefined, Fields | undefined, z.ZodType | undefined, z.ZodType | undefined>;
  run(ctx: Ctx, input: RawInput): Promise<Reply<unknown>>;
}

/** Declares one operation: its contract and, in the same read, its handler. */
export function route<
  P extends Fields | undefined = undefined,
  Q extends Fields | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B, R>, handler: (ctx: Ctx, input: Input<P, Q, B>) => Promise<Reply<BodyOf<R>>>): Route {
  return { spec, run: (ctx, input) => handler(ctx, validatedAs<P, Q, B>(input)) };
}

/** Answers a read: status 200 and what the view made. */
export function ok<T>(body: T): Reply<T> {
  return { status: 200, body };
}

/** Whether the operation takes an Idempotency-Key. */
export function isIdempotentWrite(spec: Route['spec']): boolean {
  return spec.method !== 'get' && spec.idempotent !== false;
}

/** Every problem that the operation can answer with: its own, and those that follow from its shape. */
export function declaredProblems(spec: Route['spec']): ProblemCode[] {
  const codes: ProblemCode[] = [...spec.problems, 'invalid-input', 'rate-limited', 'internal', 'database-unavailable'];
  if (spec.body) codes.push('malformed-json', 'unsupported-media-type', 'body-too-large');
  if (spec.params) codes.push('not-found');
  if (spec.auth !== 'public') codes.push('unauthenticated', 'session-ended', 'scope-missing');
  if (spec.auth === 'admin' || spec.auth === 'support') codes.push('forbidden');
  if (spec.method !== 'get' && !spec.isSafe) codes.push('conflict', 'outcome-unknown');
  if (isIdempotentWrite(spec)) codes.push('idempotency-key-required', 'idempotency-key-reused');
  return [...new Set(codes)].toSorted((a, b) => a.localeCompare(b));
}

// True because `readInput` parsed each part with the schema of the same spec before the handler is called.
function validatedAs<P, Q, B>(input: RawInput): Input<P, Q, B> {
  return input as Input<P, Q, B>;
}
