import type { Route } from './route.ts';
import { isTag, type Tag, tags } from './tags.ts';

/** Chapters that no key opens: with one, a program could make itself more keys or lock its person out. */
const FOR_PEOPLE: readonly Tag[] = ['Accounts', 'Sessions', 'Keys'];
/** What only the staff may do has scopes of its own, whatever it is about. */
const OPERATOR = 'operator';

/** Every scope that an API key can have: to read or to write, a chapter of the contract at a time. */
export const scopes: readonly string[] = [
  ...Object.keys(tags)
    .filter(isTag)
    .filter((tag) => !FOR_PEOPLE.includes(tag))
    .map(slugOf),
  OPERATOR,
].flatMap((what) => [`${what}:read`, `${what}:write`]);

/** The scope that a key needs for this operation; undefined for what no key can do, and for what needs none. */
export function scopeOf({ tag, method, auth, scope }: Route['spec']): string | undefined {
  if (auth === 'public' || scope === 'none' || FOR_PEOPLE.includes(tag)) return undefined;
  return `${auth === 'person' ? slugOf(tag) : OPERATOR}:${scope ?? (method === 'get' ? 'read' : 'write')}`;
}

function slugOf(tag: Tag): string {
  return tag.toLowerCase().replaceAll(' ', '-');
}
