import { GraphQLError } from 'graphql';
import { z } from '../kernel/zod.ts';
import type { Cache } from '../platform/cache/index.ts';

/**
 * Documents by their hash (the protocol known as automatic persisted queries): a client sends `sha256Hash` alone, and the
 * document with it once, when it is told that it isn't known. So a query that everybody sends is a short address, which
 * caches between can keep.
 */
const Extension = z.object({
  persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) }),
});
const Body = z.looseObject({ query: z.unknown().optional(), extensions: z.unknown().optional() });
const KEPT_SECONDS = 7 * 86_400;

/** The hash that a request names, if it does. */
export function hashIn(extensions: unknown): string | undefined {
  const read = Extension.safeParse(extensions);
  return read.success ? read.data.persistedQuery.sha256Hash : undefined;
}

/** A request with its document, which it may have named by the hash alone. */
export async function withDocument(
  request: { url: string; body: string },
  find: (hash: string) => Promise<string>,
): Promise<{ url: string; body: string }> {
  const url = new URL(request.url);
  const hash = hashIn(jsonOf(url.searchParams.get('extensions') ?? ''));
  if (hash !== undefined && !url.searchParams.has('query')) url.searchParams.set('query', await find(hash));
  const sent = Body.safeParse(jsonOf(request.body));
  const named = sent.success && sent.data.query === undefined ? hashIn(sent.data.extensions) : undefined;
  if (!sent.success || named === undefined) return { url: url.href, body: request.body };
  return { url: url.href, body: JSON.stringify({ ...sent.data, query: await find(named) }) };
}

/** The document of this hash. Throws when it isn't known, so that the client sends it. */
export async function findDocument(cache: Cache, hash: string): Promise<string> {
  // Redis away is a document that is not known: the client sends it, as it would the first time.
  const found = await cache.get<string>(nameOf(hash)).catch(() => null);
  if (typeof found === 'string') return found;
  throw new GraphQLError('PersistedQueryNotFound', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
}

/**
 * Keeps a document that was found good. Throws when the hash is another's.
 * @param admit throws when whoever sent it has sent too many
 */
export async function keepDocument(
  cache: Cache,
  hash: string,
  document: string,
  admit: () => Promise<void>,
): Promise<void> {
  if ((await sha256Hex(document)) !== hash) {
    throw new GraphQLError('The hash is not that of the document.', {
      extensions: { code: 'persisted-query-mismatch' },
    });
  }
  await admit();
  await cache.set(nameOf(hash), document, { ex: KEPT_SECONDS }).catch(() => {});
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(hash: string): string {
  return `graphql:${hash}`;
}

async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
