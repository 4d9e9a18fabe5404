import { Problem } from '../kernel/problem.ts';
import type { ReviewState } from '../platform/db/tables/reviews.ts';

type MoveName = 'edit' | 'publish' | 'reply' | 'remove';

/** The whole life of a review. What isn't here does not happen. */
const life: Readonly<Record<ReviewState, { readonly [name in MoveName]?: ReviewState }>> = {
  submitted: { edit: 'submitted', publish: 'published' },
  published: { reply: 'published', remove: 'removed' },
  removed: {},
};

/** The one way to move a review. Throws `invalid-transition` for a move that cannot be made from here. */
export function nextState(from: ReviewState, name: MoveName): ReviewState {
  const to = life[from][name];
  if (to !== undefined) return to;
  throw new Problem('invalid-transition', { detail: `A review that is ${from} does not allow this: ${name}.` });
}
