import { sha256 } from '../hash.ts';

/**
 * What an answer is made of, and so how old a copy of it may be:
 * - `listing`: one listing and its nights, named in the path, as they were within the last second;
 * - `search`: listings by what they offer, as they were within the last second;
 * - `text`: words that decide nothing. Readers may keep them for minutes, and are shown them while they ask again.
 */
export type Cached = 'listing' | 'search' | 'text';

/** `Cache-Control`: what has to be true within a second is kept by us alone, since ages add up. */
export const cacheControl: Readonly<Record<Cached, string>> = {
  listing: 'private, no-cache',
  search: 'private, no-cache',
  text: 'public, max-age=300, stale-while-revalidate=3600',
};

/** Milliseconds that a copy may be served, counted from before its data were read: a second, less what serving takes. */
export const MAX_AGE_MS = 900;
/** Milliseconds by which the clocks of two machines may differ: a copy that came from elsewhere is taken for so much older. */
export const CLOCKS_MS = 200;

/** An answer that may be given again. */
export interface Copy {
  /** The body, as it is sent. */
  text: string;
  /** Tells it apart from others, for the ETag. */
  version: string;
  /** Before its data were read, by the clock of who read them (ms). */
  readAt: number;
  /** The instant that it was decided at (ms): of tests' clocks, which stand still, it tells what time alone changes. */
  decidedAt: number;
}

/** Which answer a copy is one of. */
export interface CopyOf {
  /** The operation and its whole input; nothing else may decide over the answer. */
  name: string;
  /** What moves when the answer may have changed: a listing's id, or `search` for them all. */
  scope: string;
}

/**
 * The name of this operation's answer to this input. The schema has read the input: whatever order and notation it came
 * in, the same is the same.
 */
export function copyOf(operationId: string, cached: Cached, input: { params: unknown; query: unknown }): CopyOf {
  const name = `${operationId} ${JSON.stringify([input.params ?? null, sorted(input.query)])}`;
  const { params } = input;
  const isOfListing = cached === 'listing' && typeof params === 'object' && params !== null && 'id' in params;
  return { name, scope: isOfListing ? String(params.id) : SEARCH };
}

/** The scope of what any listing's change may change. */
export const SEARCH = 'search';

/** Makes the copy of a body that was read just now. */
export async function copied(body: unknown, read: Pick<Copy, 'readAt' | 'decidedAt'>): Promise<Copy> {
  const text = JSON.stringify(body);
  return { text, version: await sha256(text), ...read };
}

/** Whether a copy is young enough for a request that is decided at `now`, by this machine's clock. */
export function isFresh({ readAt, decidedAt }: Copy, now: Date): boolean {
  const age = Date.now() - readAt;
  return age >= 0 && age <= MAX_AGE_MS && Math.abs(now.getTime() - decidedAt) <= MAX_AGE_MS;
}

/** What came from another machine, if it is a copy: older by what the clocks may differ. */
export function fromElsewhere(value: unknown): Copy | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { text, version, readAt, decidedAt }: Partial<Record<keyof Copy, unknown>> = value;
  const isWhole =
    typeof text === 'string' &&
    typeof version === 'string' &&
    typeof readAt === 'number' &&
    typeof decidedAt === 'number';
  return isWhole ? { text, version, readAt: readAt - CLOCKS_MS, decidedAt } : undefined;
}

function sorted(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return null;
  return Object.entries(query).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
