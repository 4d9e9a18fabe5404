import { chunksOf, concatBytes } from '../platform/bytes.ts';
import { type AddressPolicy, refuseAddress } from '../platform/http/public-address.ts';

/** Why a feed could not be read whole, as its host is told. */
export type FetchFault = { error: FetchError; detail: string };
type FetchError =
  | 'address-refused'
  | 'unreachable'
  | 'timed-out'
  | 'too-many-redirects'
  | 'http-status'
  | 'too-large'
  | 'internal';

/** What the server is asked, and by what it would know that nothing has changed. */
type FeedRequest = { url: string; etag: string | null; lastModified: string | null };

export type Fetched =
  | { kind: 'failed'; fault: FetchFault }
  | { kind: 'unchanged' }
  /** `fault` says why the bytes are not all; null when they are. */
  | { kind: 'body'; bytes: Uint8Array; etag: string | null; lastModified: string | null; fault: FetchFault | null };

/** What one fetch may cost, all redirects together. */
export const fetchLimits = { milliseconds: 15_000, bytes: 5 * 1024 * 1024, redirects: 3 };

/** Fetches a feed within its limits. Never throws: whatever a server does wrong is an answer. */
export async function fetchFeed(
  { url, etag, lastModified }: FeedRequest,
  policy: AddressPolicy,
  limits: typeof fetchLimits = fetchLimits,
): Promise<Fetched> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  const headers = new Headers({ accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1', 'user-agent': 'Innkeep' });
  if (etag !== null) headers.set('if-none-match', etag);
  if (lastModified !== null) headers.set('if-modified-since', lastModified);
  let address = url;
  try {
    for (let hop = 0; hop <= limits.redirects; hop += 1) {
      const refusal = refuseAddress(address, policy);
      if (refusal !== undefined)
        return failed('address-refused', `The address leads where no feed may be: ${refusal}.`);
      const response = await fetch(address, { headers, signal, redirect: 'manual' });
      const location = response.headers.get('location');
      if (isRedirect(response.status) && location !== null) {
        await response.body?.cancel();
        address = URL.parse(location, address)?.href ?? '';
        continue;
      }
      if (response.status === 200) return await readBody(response, signal, limits.bytes);
      await response.body?.cancel();
      // Unasked, it would hide for ever that nothing was read.
      if (response.status === 304 && (etag ?? lastModified) !== null) return { kind: 'unchanged' };
      return failed('http-status', `The server answered ${response.status}.`);
    }
    return failed('too-many-redirects', `The server redirected more than ${limits.redirects} times.`);
  } catch {
    return { kind: 'failed', fault: brokenOff(signal) };
  }
}

async function readBody(response: Response, signal: AbortSignal, limit: number): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let fault: FetchFault | null = null;
  try {
    for await (const chunk of chunksOf(response.body)) {
      if (size + chunk.byteLength > limit) {
        fault = { error: 'too-large', detail: `The feed has more than ${limit} bytes.` };
        break;
      }
      chunks.push(chunk);
      size += chunk.byteLength;
    }
  } catch {
    fault = brokenOff(signal);
  }
  return {
    kind: 'body',
    bytes: concatBytes(chunks),
    etag: response.headers.get('etag'),
    lastModified: response.headers.get('last-modified'),
    fault,
  };
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function brokenOff(signal: AbortSignal): FetchFault {
  return signal.aborted
    ? { error: 'timed-out', detail: 'The server took too long.' }
    : { error: 'unreachable', detail: 'The server could not be reached, or broke off its answer.' };
}

function failed(error: FetchError, detail: string): Fetched {
  return { kind: 'failed', fault: { error, detail } };
}
