import { placesOf } from '../contract/operations.ts';
import type { Person } from '../harness/people.ts';

/** What requests can be made of: the people, and every id and text that the service has said so far. */
export interface Known {
  people: Person[];
  /** One of them, who is an operator. */
  staff: Person;
  /** The only one who closes their account, to come back as somebody else: the others' would take all that is played with. */
  leaver: Person;
  /** Ids by their prefix, and by prefix and who was told: `bkg`, `bkg per_…`. */
  ids: Map<string, string[]>;
  /** Texts by the field that takes them, and by that field and who was told: `quote`, `quote per_…`. */
  texts: Map<string, string[]>;
}

const ID = /^([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const MOST_IDS = 100;
// Tokens and cursors are soon good no more.
const MOST_TEXTS = 8;
// What one operation says under a name, another takes under these.
const takenAs: Record<string, readonly string[]> = {
  token: ['quote'],
  mailedToken: ['token'],
  feedUrl: ['url'],
  refreshToken: ['refreshToken'],
  nextCursor: ['cursor'],
  email: ['email'],
};

/** Remembers the ids and texts of an answer to a person; old ones give way to new ones. */
export function learn(known: Known, answer: unknown, by: string | undefined): void {
  for (const { path, value } of placesOf(answer)) {
    if (typeof value !== 'string') continue;
    const prefix = ID.exec(value)?.[1];
    for (const key of prefix === undefined ? [] : [prefix, `${prefix} ${by}`])
      remember(known.ids, key, value, MOST_IDS);
    for (const field of takenAs[String(path.at(-1))] ?? []) {
      remember(known.texts, field, value, MOST_TEXTS);
      remember(known.texts, `${field} ${by}`, value, MOST_TEXTS);
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

function remember(store: Map<string, string[]>, key: string, value: string, most: number): void {
  const values = (store.get(key) ?? []).filter((other) => other !== value);
  store.set(key, [...values, value].slice(-most));
}
