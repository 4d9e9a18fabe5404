import { Problem } from '../kernel/problem.ts';
import type { ListingState } from '../platform/db/tables/listings.ts';

/** What a host can do to a listing as a whole. */
export type ListingMove = 'publish' | 'unlist' | 'close';

const moves: Record<ListingState, Partial<Record<ListingMove, ListingState>>> = {
  draft: { publish: 'published', close: 'closed' },
  published: { unlist: 'unlisted', close: 'closed' },
  unlisted: { publish: 'published', close: 'closed' },
  closed: {},
};

/** The state that this move leads to. Throws `invalid-transition` where it leads nowhere. */
export function nextState(state: ListingState, move: ListingMove): ListingState {
  const next = moves[state][move];
  if (next === undefined) {
    const possible = Object.keys(moves[state]).join(', ') || 'nothing';
    throw new Problem('invalid-transition', { detail: `The listing is ${state}; possible now: ${possible}.` });
  }
  return next;
}

/** Throws `invalid-transition` for a listing that is closed for good. */
export function refuseClosed(state: ListingState): void {
  if (state === 'closed') throw new Problem('invalid-transition', { detail: 'The listing is closed for good.' });
}
