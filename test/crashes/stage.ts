import { randomUUID } from 'node:crypto';
import type { Answer } from '../harness/api.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';

/** Where a story is played: the world, and people with clients as one would write them against a service that may fail. */
export interface Stage {
  h: Harness;
  /** Sends until there is an answer that is no "try again", with one Idempotency-Key and the clock going on meanwhile. */
  call(person: Person, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Lets webhooks, cron and queue bring about all that is under way, with the retries that this needs. */
  settle(): Promise<void>;
  /** Keeps Stripe's webhooks back until `hear`. */
  deafen(): void;
  hear(): void;
  /**
   * Keeps a request back: whoever waits for what it is part of gives up and tries again, and only when that has come to
   * an end does this resolve, for the request to be acted on after all.
   */
  delay(): Promise<void>;
  /** Resolves when a Worker that was killed is there again. */
  recovered: Promise<void>;
}

/** How webhooks, cron and queue come round. */
type Turn = (h: Harness) => Promise<void>;

const TRIES = 12;
const ROUNDS = 20;
const SHORT_ROUNDS = 16;
const MINUTE = 60_000;

export function createStage(h: Harness, turn: Turn = inTurn): Stage {
  const patience = createPatience();
  let isDeaf = false;
  const stage: Stage = {
    h,
    delay: patience.delay,
    recovered: Promise.resolve(),
    async call(person, method, path, body) {
      const key = randomUUID();
      let wait = 1_000;
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const token = await tokenFor(h, person);
        const request = h.api(method, path, { token, key, body });
        const answer = await patience.waitFor(unlessCutOff(request));
        if (answer !== undefined && !isTryAgain(answer)) {
          await patience.letGo();
          return answer;
        }
        await stage.recovered;
        h.clock.advance(wait);
        wait *= 2;
      }
      throw new Error(`${method} ${path} was never answered`);
    },
    async settle() {
      for (let round = 1; round <= ROUNDS; round += 1) {
        const done = await patience.waitFor(
          turn(h).then(
            () => true,
            () => false,
          ),
        );
        await stage.recovered;
        if (done) await patience.letGo();
        if (done && (await isQuiet(h)) && (isDeaf || h.stripe.webhooks.waiting === 0)) return;
        h.clock.advance(pauseAfter(round));
      }
      const left = await h.sql('select kind, attempts, last_error from jobs where done_at is null and attempts > 0');
      throw new Error(`the story did not settle: ${JSON.stringify(left)}`);
    },
    deafen() {
      isDeaf = true;
      h.stripe.webhooks.pause();
    },
    hear() {
      isDeaf = false;
      h.stripe.webhooks.resume();
    },
  };
  return stage;
}

/** Webhooks, then the sweep, then the queue. */
const inTurn: Turn = async (h) => {
  await h.stripe.drain();
  await h.worker.runCron('* * * * *', h.clock.now());
  await h.qstash.drain();
};

/** The same all at the same time, and two sweeps. */
export const atOnce: Turn = async (h) => {
  const sweep = () => h.worker.runCron('* * * * *', h.clock.now());
  await Promise.all([h.stripe.drain(), sweep(), sweep(), h.qstash.drain()]);
};

/** Waits for work, but not for work of which a request is kept back. */
function createPatience() {
  let lost = Promise.withResolvers<void>();
  let kept: PromiseWithResolvers<void> | undefined;
  let givenUp: Promise<unknown> | undefined;
  return {
    delay() {
      kept ??= Promise.withResolvers<void>();
      lost.resolve();
      return kept.promise;
    },
    async waitFor<T>(work: Promise<T>): Promise<T | undefined> {
      if (kept !== undefined) return work;
      const answer = await Promise.race([work, lost.promise.then(() => undefined)]);
      if (answer === undefined) givenUp = work;
      return answer;
    },
    async letGo() {
      if (kept === undefined) return;
      kept.resolve();
      kept = undefined;
      lost = Promise.withResolvers<void>();
      await givenUp;
    },
  };
}

// A job that was killed again and again waits for most of an hour.
function pauseAfter(round: number): number {
  if (round < 3) return MINUTE / 4;
  return round < SHORT_ROUNDS ? MINUTE : 15 * MINUTE;
}

// A job that has been tried waits for its next try.
async function isQuiet(h: Harness): Promise<boolean> {
  const [open] = await h.sql<{ jobs: number }>(
    'select count(*)::int as jobs from jobs where done_at is null and (run_at <= $1 or attempts > 0)',
    [new Date(h.clock.now())],
  );
  return open?.jobs === 0;
}

function isTryAgain({ status, body }: Answer): boolean {
  return status === 503 || status === 429 || (status === 409 && TRANSIENT.has(body.code));
}

const TRANSIENT = new Set(['request-in-progress', 'conflict']);

// `fetch` rejects with a TypeError when the connection was refused or cut off.
async function unlessCutOff(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
