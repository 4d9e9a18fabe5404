import type { Config } from '../../config.ts';
import { sha256 } from '../hash.ts';
import { CLOCKS_MS, type Copy, type CopyOf, fromElsewhere, MAX_AGE_MS } from './copy.ts';
import type { createCache } from './redis.ts';

/** Milliseconds that an answer waits for copies in Redis. */
const PATIENCE_MS = 100;
/** Milliseconds that Redis is not asked for copies after it has failed: not every answer is to wait for it. */
const REST_MS = 1_000;
/** Longer than any copy lives, and than Redis is waited for. */
const REVISION_LIFE_MS = 5_000;

/** What Redis said: a copy that no commit has ended, of whatever age, and the revision that a new one is kept under. */
export interface Shared {
  copy: Copy | undefined;
  revision: string;
}

/** Copies that all isolates share, in Redis. A copy carries the revision of its scope, which commits move. */
export interface SharedCache {
  /** Undefined when Redis doesn't say; never throws. */
  find(of: CopyOf): Promise<Shared | undefined>;
  /** @param revision of before the data were read, so that a commit meanwhile ends the copy */
  keep(of: CopyOf, copy: Copy, revision: string): Promise<void>;
  /** Moves the revisions of these scopes. */
  move(scopes: readonly string[]): Promise<void>;
}

/** @param cacheOf how Redis is reached */
export function createSharedCache(config: Config, cacheOf: typeof createCache): SharedCache {
  const redis = cacheOf(config, PATIENCE_MS);
  let restsUntil = 0;

  async function ask<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (Date.now() < restsUntil) return undefined;
    try {
      return await command();
    } catch {
      restsUntil = Date.now() + REST_MS;
      return undefined;
    }
  }

  return {
    async find({ name, scope }) {
      const found = await ask(async () => redis.mget<unknown[]>(await keyOf(name), revisionKey(scope)));
      if (!Array.isArray(found) || found.length !== 2) return undefined;
      const [kept, current] = found;
      const revision = typeof current === 'string' ? current : '';
      return { copy: revisionIn(kept) === revision ? fromElsewhere(kept) : undefined, revision };
    },
    async keep({ name }, copy, revision) {
      // By a duration besides the instant in it: should the clocks differ by more than they may.
      const px = Math.floor(copy.readAt + MAX_AGE_MS - CLOCKS_MS - Date.now());
      if (px <= 0) return;
      await ask(async () => redis.set(await keyOf(name), JSON.stringify({ ...copy, revision }), { px }));
    },
    async move(scopes) {
      const revision = `r${crypto.randomUUID()}`;
      await ask(() => {
        const commands = redis.pipeline();
        for (const scope of scopes) commands.set(revisionKey(scope), revision, { px: REVISION_LIFE_MS });
        return commands.exec();
      });
    },
  };
}

async function keyOf(name: string): Promise<string> {
  return `copy:${await sha256(name)}`;
}

function revisionKey(scope: string): string {
  return `revision:${scope}`;
}

function revisionIn(kept: unknown): unknown {
  return typeof kept === 'object' && kept !== null && 'revision' in kept ? kept.revision : undefined;
}
