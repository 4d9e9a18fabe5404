import { chunksOf } from '../platform/bytes.ts';
import { type AddressPolicy, refuseAddress } from '../platform/http/public-address.ts';

/** What one attempt may cost: the whole of it, and how much of the answer is looked at. */
export const sendLimits = { milliseconds: 15_000, bytes: 64 * 1024 };
/** Bytes of an answer that the log of attempts keeps. */
const EXCERPT = 1024;

/** Why nothing was answered. */
type SendFault = 'address-refused' | 'timed-out' | 'unreachable';

/** What came of one attempt. `answer` is how the body begins; `retryAfter` is in milliseconds. */
export type Sent = {
  milliseconds: number;
  status: number | null;
  error: SendFault | null;
  answer: string | null;
  retryAfter: number | undefined;
};

/**
 * Sends one message. Never throws: whatever a receiver does wrong is an outcome. The status alone decides; the body is
 * only read for the log, as far as the limits allow, and a redirect is not followed.
 */
export async function sendWebhook(
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  policy: AddressPolicy,
  limits: typeof sendLimits = sendLimits,
): Promise<Sent> {
  const started = performance.now();
  const sent = (part: Partial<Sent>): Sent => ({
    milliseconds: Math.round(performance.now() - started),
    status: null,
    error: null,
    answer: null,
    retryAfter: undefined,
    ...part,
  });
  const refusal = refuseAddress(url, policy);
  if (refusal !== undefined) return sent({ error: 'address-refused', answer: refusal });
  const signal = AbortSignal.timeout(limits.milliseconds);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Innkeep' },
      body,
      redirect: 'manual',
      signal,
    });
    const retryAfter = millisecondsOf(response.headers.get('retry-after'), response.headers.get('date'));
    const answer = await beginningOf(response, limits.bytes);
    return sent({ status: response.status, answer, retryAfter });
  } catch {
    return sent({ error: signal.aborted ? 'timed-out' : 'unreachable' });
  }
}

async function beginningOf(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for await (const chunk of chunksOf(response.body)) {
      if (size < EXCERPT) text += decoder.decode(chunk.subarray(0, EXCERPT - size), { stream: true });
      size += chunk.byteLength;
      if (size >= limit) break;
    }
  } catch {
    // It broke off or took too long: what has come is enough for the log.
  }
  // The database's text holds no NUL.
  return text.replaceAll('\0', '\ufffd');
}

// In seconds, or as a date, of which the receiver's own clock tells how far away it is.
function millisecondsOf(retryAfter: string | null, date: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const wait = Date.parse(retryAfter) - Date.parse(date ?? '');
  return Number.isNaN(wait) || wait < 0 ? undefined : wait;
}
