import type { Session } from './session.ts';

/** How a call is sent again that did not come through, or that the service asks to repeat. */
export interface Retries {
  /** Sendings at most, the first included. */
  attempts: number;
  /** Milliseconds before the second sending, doubled for each next one; what is waited is drawn between half and all. */
  firstDelay: number;
  /** Milliseconds that are waited at most, whatever the service asks for: a call that would have to wait longer fails. */
  longestDelay: number;
  /** Milliseconds that one sending may take. */
  timeout: number;
}

export const usualRetries: Retries = { attempts: 4, firstDelay: 250, longestDelay: 20_000, timeout: 30_000 };

export type Send = (request: Request) => Promise<Response>;

/**
 * Sends again what may have been lost: reads, and writes with an Idempotency-Key, which the service does once however
 * often it gets them. Anything else is only sent again when it was turned away at the door (429). What is told to read is
 * no write, whatever its method.
 */
export function retrying(send: Send, retries: Retries): (request: Request, reads?: boolean) => Promise<Response> {
  return async (request, reads = false) => {
    const repeatable = reads || request.method === 'GET' || request.headers.has('idempotency-key');
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt >= retries.attempts;
      const outcome = await sent(send, request, retries.timeout);
      if ('response' in outcome) {
        const { response } = outcome;
        if (last || !(await asksAgain(response, repeatable))) return response;
        const delay = delayBefore(attempt, retries, response.headers.get('retry-after'));
        if (delay > retries.longestDelay) return response;
        await response.body?.cancel();
        await pause(delay, request.signal);
      } else {
        if (last || !repeatable || request.signal.aborted) throw outcome.error;
        await pause(delayBefore(attempt, retries, null), request.signal);
      }
    }
  };
}

/** Sends a call that was refused for its access token once more, with another one. */
export function renewing(send: Send, session: Session): Send {
  return async (request) => {
    const again = request.clone();
    const response = await send(request);
    const token = request.headers.get('authorization')?.replace(/^Bearer /, '');
    if (token === undefined || response.status !== 401 || (await codeOf(response)) !== 'unauthenticated')
      return response;
    const next = await session.renew(token);
    again.headers.set('authorization', `Bearer ${next}`);
    return send(again);
  };
}

async function sent(
  send: Send,
  request: Request,
  timeout: number,
): Promise<{ response: Response } | { error: unknown }> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]);
  try {
    return { response: await whole(await send(new Request(request.clone(), { signal }))) };
  } catch (error) {
    return { error };
  }
}

// One that breaks off half-way is as lost as one that never came.
async function whole(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

async function asksAgain(response: Response, repeatable: boolean): Promise<boolean> {
  if (response.status === 429) return true;
  if (!repeatable) return false;
  if ([502, 503, 504].includes(response.status)) return true;
  // Of the conflicts only these mend themselves: a lost race, and the first sending that is still being worked on.
  return response.status === 409 && ['conflict', 'request-in-progress'].includes(await codeOf(response));
}

/** The code of the problem in an answer, which stays readable; empty when it tells none. */
async function codeOf(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.clone().json();
    if (typeof problem === 'object' && problem !== null && 'code' in problem) return String(problem.code);
  } catch {
    // Something between us and the service answered.
  }
  return '';
}

function delayBefore(attempt: number, { firstDelay, longestDelay }: Retries, asked: string | null): number {
  const seconds = Number(asked ?? Number.NaN);
  if (asked !== null && Number.isFinite(seconds)) return seconds * 1000;
  const full = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1));
  return full / 2 + Math.random() * (full / 2);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
