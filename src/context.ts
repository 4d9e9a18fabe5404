import type { Config } from './config.ts';
import type { Actor } from './kernel/actor.ts';
import type { Cache, Copies, Revisions } from './platform/cache/index.ts';
import type { Db } from './platform/db/index.ts';
import type { AccessTokens } from './platform/http/access-token.ts';
import type { Admission } from './platform/http/rate-limit.ts';
import type { JobPublisher } from './platform/jobs/index.ts';
import type { Log } from './platform/log.ts';
import type { Mail } from './platform/mail/index.ts';
import type { PasswordHasher } from './platform/password.ts';
import type { Storage } from './platform/storage/index.ts';
import type { StripeClient } from './platform/stripe/index.ts';

/** The outside world, made once per isolate from the configuration. */
export interface Services {
  config: Config;
  cache: Cache;
  /** Public answers that may be given again, for less than a second. */
  copies: Copies;
  /** What leads a read past copies. */
  revisions: Revisions;
  jobs: JobPublisher;
  stripe: StripeClient;
  mail: Mail;
  storage: Storage;
  passwords: PasswordHasher;
  tokens: AccessTokens;
  /** Numbers the events that were committed and hands them to those who follow them. */
  relay(ctx: Ctx): Promise<void>;
  /**
   * The same once a batch was committed that tells of something. Returns at once where another is about to begin, which
   * goes for this batch as well. What it misses is found every minute.
   */
  relaySoon(ctx: Ctx): Promise<void>;
}

/** The Idempotency-Key that a write came with, and what it is bound to. */
export interface IdempotencyClaim {
  caller: string;
  operation: string;
  key: string;
  /** SHA-256 of path parameters and body, base64url: the same key with another one is refused. */
  bodyHash: string;
}

/** A booking in a sandbox, named by things of it: by how many milliseconds its time is ahead of the real one. */
export interface World {
  things: readonly string[];
  ahead: number;
}

/** All that a verb needs to know of its request. Made per request (or job); nothing in it outlives that. */
export interface Ctx extends Services {
  db: Db;
  actor: Actor;
  /** The instant that this request or job is decided at, in SQL too: of the booking's own time, where it has one. */
  now: Date;
  /** The instant everywhere else: for others' bookings, for keys and leases, for what Stripe does, for the records of all that. */
  realNow: Date;
  /** In a sandbox: the booking that this is about, and its time. */
  world?: World;
  requestId: string;
  log: Log;
  idempotency?: IdempotencyClaim;
  /** Resolves once the rate limit has admitted the request; rejects with `rate-limited`. Asked beside the load. */
  admission: Admission;
  /**
   * Counts no longer what was guessed from here of whom this operation acts on (`isGuess`). A caller who can prove who they
   * are is not held to what they tried before.
   */
  forgive(operationId: string, whom: string): Promise<void>;
  /**
   * Runs work after the answer, with a context and meter of its own. It may be lost in a crash: no guarantee depends
   * on it, the sweep finds what it left undone.
   */
  after(work: (ctx: Ctx) => Promise<void>): void;
}
