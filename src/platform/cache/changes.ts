import type { ListingId } from '../../kernel/ids.ts';
import type { Write } from '../db/index.ts';
import { MAX_AGE_MS, SEARCH } from './copy.ts';

type Changing = Write & { readonly changes: readonly ListingId[] };

/** Marks a write that stands in every batch which changes what is shown of these listings: their copies end by it. */
export function changing(listingIds: readonly ListingId[], write: Write): Write {
  const marked: Changing = { compile: () => write.compile(), changes: listingIds };
  return marked;
}

/** The scopes of copies that these writes have ended. */
export function scopesChangedBy(writes: readonly Write[]): string[] {
  const listings = writes.filter(isChanging).flatMap(({ changes }) => changes);
  return listings.length === 0 ? [] : [...new Set<string>([...listings, SEARCH])];
}

/** What this isolate has changed of late, by scope. */
interface Changes {
  note(scopes: readonly string[]): void;
  /** Whether what was read at this instant (ms) may be without a change that this isolate has committed. */
  since(scope: string, readAt: number): boolean;
}

export function createChanges(): Changes {
  // In the order of their instants, so that the oldest are found first.
  const changedAt = new Map<string, number>();
  return {
    note(scopes) {
      const now = Date.now();
      for (const scope of scopes) {
        changedAt.delete(scope);
        changedAt.set(scope, now);
      }
      for (const [scope, at] of changedAt) {
        // No copy is as old as that.
        if (now - at <= 2 * MAX_AGE_MS) break;
        changedAt.delete(scope);
      }
    },
    since: (scope, readAt) => readAt <= (changedAt.get(scope) ?? -1),
  };
}

function isChanging(write: Write): write is Changing {
  return 'changes' in write;
}
