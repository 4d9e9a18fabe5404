import type { Route } from '../platform/http/route.ts';

/**
 * How an operation is called in GraphQL, by one rule: `listings_get` → `listing`, `listings_list` → `listings`,
 * `listings_getOwn` → `listingOwn`, `listings_listOwn` → `listingsOwn`, everything else noun and verb:
 * `bookings_cancel` → `bookingCancel`.
 */
export function fieldName({ operationId }: Route['spec']): string {
  const [resource = '', action = ''] = operationId.split('_');
  const [, verb, rest = ''] = /^(get|list)([A-Z]\w*)?$/.exec(action) ?? [];
  if (verb === 'list') return resource + rest;
  return singular(resource) + (verb === 'get' ? rest : capital(action));
}

/** How the part of a path behind a thing is called as its field: `refund-preview` → `refundPreview`. */
export function subFieldName(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '')
    .flatMap((part) => part.split('-'))
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join('');
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function singular(resource: string): string {
  if (resource === 'people') return 'person';
  return resource.replace(/ies$/, 'y').replace(/s$/, '');
}
