import { invalidRequest, Refusal } from './errors.ts';
import type { FormHash } from './form.ts';

/** An answer as it is kept for its key: status and bytes. */
type SavedAnswer = { requestId: string; status: number; body: string };

type Entry = { endpoint: string; params: string; since: number; answer: SavedAnswer | undefined };

/** Stripe keeps them for at least 24 hours: what comes exactly a day later may find its key still (seconds). */
const REMEMBERED_FOR = 24 * 60 * 60 + 60;
const LONGEST_KEY = 255;

/** What was answered to each Idempotency-Key in the last day. */
export class IdempotencyKeys {
  readonly #entries = new Map<string, Entry>();

  /**
   * Claims a key for a request, or gives the answer it already had. `now` is in seconds. Refuses a key that another request has
   * (400) or whose request is still being worked on (409).
   */
  claim(key: string, request: { endpoint: string; params: FormHash }, now: number): SavedAnswer | undefined {
    if (key.length > LONGEST_KEY) {
      throw invalidRequest(`The idempotency key can have up to ${LONGEST_KEY} characters.`);
    }
    const params = JSON.stringify(sorted(request.params));
    const entry = this.#entries.get(key);
    if (entry === undefined || now - entry.since >= REMEMBERED_FOR) {
      this.#entries.set(key, { endpoint: request.endpoint, params, since: now, answer: undefined });
      return undefined;
    }
    if (entry.endpoint !== request.endpoint || entry.params !== params)
      throw misused(key, entry.endpoint, request.endpoint);
    if (entry.answer === undefined) {
      throw new Refusal(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      });
    }
    return entry.answer;
  }

  /** Keeps the answer of a claimed key. */
  save(key: string, answer: SavedAnswer): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.answer = answer;
  }
}

function misused(key: string, first: string, now: string): Refusal {
  const message =
    first === now
      ? `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
      : `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${now}' vs '${first}'). Try using a key other than '${key}' if you meant to execute a different request.`;
  return new Refusal(400, { type: 'idempotency_error', message });
}

/** The order in which parameters are sent says nothing. */
function sorted(params: FormHash): FormHash {
  return Object.fromEntries(
    Object.entries(params)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [name, typeof value === 'object' && !Array.isArray(value) ? sorted(value) : value]),
  );
}
