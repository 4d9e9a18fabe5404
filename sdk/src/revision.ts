import type { Send } from './retries.ts';

/** For so long a read is answered past copies after a write (ms). */
const SHOWN_MS = 10_000;

/** Sends the revision that the last write was answered back with the reads after it, so that they show it. */
export function showingOwnWrites(send: Send): Send {
  let last = { revision: '', until: 0 };
  return async (request) => {
    if (request.method === 'GET' && Date.now() < last.until && !request.headers.has('innkeep-revision')) {
      request.headers.set('innkeep-revision', last.revision);
    }
    const response = await send(request);
    const revision = response.headers.get('innkeep-revision');
    if (revision !== null) last = { revision, until: Date.now() + SHOWN_MS };
    return response;
  };
}
