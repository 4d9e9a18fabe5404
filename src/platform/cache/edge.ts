import { type Copy, fromElsewhere } from './copy.ts';

/** Copies that the isolates of one data centre share: Workers' Cache API. */
export interface EdgeCache {
  /** A copy, of whatever age. Never throws. */
  find(name: string): Promise<Copy | undefined>;
  keep(name: string, copy: Copy): Promise<void>;
}

// A second is the shortest that the Cache API keeps; how old a copy is says the copy itself.
const HEADERS = { 'cache-control': 'max-age=1', 'content-type': 'application/json' };

/**
 * The data centre's cache, where there is one: Node and Deno have none, and workerd only where it is told of one.
 * @param origin of the addresses that copies are kept under; they are never served there
 */
export function createEdgeCache(origin: string): EdgeCache | undefined {
  const cache = defaultCache();
  if (cache === undefined) return undefined;
  const addressOf = (name: string) => new URL(`/.copies/${encodeURIComponent(name)}`, origin);
  return {
    async find(name) {
      try {
        const response = await cache.match(addressOf(name));
        return response && fromElsewhere(await response.json());
      } catch {
        return undefined;
      }
    },
    async keep(name, copy) {
      try {
        await cache.put(addressOf(name), new Response(JSON.stringify(copy), { headers: HEADERS }));
      } catch {
        // Without a cache, the next ones answer.
      }
    },
  };
}

// `caches.default` is of Workers alone.
function defaultCache(): globalThis.Cache | undefined {
  const storage: unknown = Reflect.get(globalThis, 'caches');
  if (typeof storage !== 'object' || storage === null || !('default' in storage)) return undefined;
  const cache: unknown = storage.default;
  return isCache(cache) ? cache : undefined;
}

function isCache(value: unknown): value is globalThis.Cache {
  return typeof value === 'object' && value !== null && 'match' in value && 'put' in value;
}
