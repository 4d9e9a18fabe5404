import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { Created } from './params.ts';

type PageRequest = {
  created?: Created | undefined;
  ending_before?: string | undefined;
  limit?: number | undefined;
  starting_after?: string | undefined;
};

const DEFAULT_LIMIT = 10;

/** One page of `items` (oldest first, as they are stored), newest first. Throws the refusal of an unknown cursor. */
export function listPage<Item extends { id: string; created: number }>(
  url: string,
  items: Iterable<Item>,
  request: PageRequest,
): Stripe.ApiList<Item> {
  const { created, starting_after: after, ending_before: before, limit = DEFAULT_LIMIT } = request;
  const all = [...items].filter((item) => created === undefined || isWithin(item.created, created)).reverse();
  if (before !== undefined) {
    const earlier = all.slice(0, positionOf(all, before, 'ending_before'));
    return { object: 'list', data: earlier.slice(-limit), has_more: earlier.length > limit, url };
  }
  const later = after === undefined ? all : all.slice(positionOf(all, after, 'starting_after') + 1);
  return { object: 'list', data: later.slice(0, limit), has_more: later.length > limit, url };
}

function isWithin(instant: number, range: Created): boolean {
  if (typeof range === 'number') return instant === range;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range;
  return instant > gt && instant >= gte && instant < lt && instant <= lte;
}

function positionOf(items: readonly { id: string }[], id: string, param: string): number {
  const position = items.findIndex((item) => item.id === id);
  if (position === -1) {
    throw invalidRequest(`No such object: '${id}'`, { code: 'resource_missing', param });
  }
  return position;
}
