import { type InputError, Problem } from '../kernel/problem.ts';
import type { ListingColumns } from './listing-columns.ts';

type Needed = Pick<ListingColumns, 'latitude' | 'place' | 'base_nightly'>;

/** All that publishing needs and the listing lacks, as pointers into the body of an edit. */
function missingToPublish(listing: Needed): InputError[] {
  const needs = [
    { pointer: '/location', isThere: listing.latitude !== null, detail: 'is needed: where the listing is' },
    { pointer: '/place', isThere: listing.place !== '', detail: 'is needed: the name of the area that everybody sees' },
    { pointer: '/pricing/nightly', isThere: listing.base_nightly !== null, detail: 'is needed: the price of a night' },
  ];
  return needs.filter(({ isThere }) => !isThere).map(({ pointer, detail }) => ({ pointer, code: 'missing', detail }));
}

/** Throws `listing-incomplete`, with all that is missing, for what cannot be published. */
export function refuseIncomplete(listing: Needed): void {
  const errors = missingToPublish(listing);
  if (errors.length > 0) throw new Problem('listing-incomplete', { errors });
}
