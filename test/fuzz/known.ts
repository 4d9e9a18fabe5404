import { placesOf } from '../contract/operations.ts';
import type { Person } from '../harness/people.ts';

/** What requests can be made of: the people, and every id and text that the service has said so far. */
export interface Known {
  people: Person[];
  /** Ids by their prefix, and by prefix and who was told: `bkg`, `bkg per_…`. */
  ids: Map<string, string[]>;
  /** Texts by the field that takes them, and by that field and who was told: `quote`, `quote per_…`. */
  texts: Map<string, string[]>;
}

const ID = /^([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const MOST = 200;
// What one operation says under a name, another takes under these.
const takenAs: Record<string, readonly string[]> = {
  token: ['token', 'quote'],
  refreshToken: ['refreshToken'],
  nextCursor: ['cursor'],
  email: ['email'],
};

/** Remembers the ids and texts of an answer to a person; old ones give way to new ones. */
export function learn(known: Known, answer: unknown, by: string | undefined): void {
  for (const { path, value } of placesOf(answer)) {
    if (typeof value !== 'string') continue;
    const prefix = ID.exec(value)?.[1];
    for (const key of prefix === undefined ? [] : [prefix, `${prefix} ${by}`]) remember(known.ids, key, value);
    for (const field of takenAs[String(path.at(-1))] ?? []) {
      remember(known.texts, field, value);
      remember(known.texts, `${field} ${by}`, value);
    }
  }
}

/** Lets the ids of this kind be these alone. */
export function narrow({ ids }: Known, prefix: string, kept: readonly string[]): void {
  for (const [key, values] of ids) {
    if (key.startsWith(prefix))
      ids.set(
        key,
        values.filter((id) => kept.includes(id)),
      );
  }
}

function remember(store: Map<string, string[]>, key: string, value: string): void {
  const values = store.get(key) ?? [];
  if (values.includes(value)) return;
  // The first half stays: it is the world's own, which has a history.
  if (values.length >= MOST) values.splice(MOST / 2, 1);
  values.push(value);
  store.set(key, values);
}
