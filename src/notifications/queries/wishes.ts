import type { PersonId } from '../../kernel/ids.ts';
import { q, type Write } from '../../platform/db/index.ts';
import type { OptionalKind } from '../kinds.ts';

/** The kinds that this person does not want. */
export function selectUnwanted(personId: PersonId) {
  return q.selectFrom('unwanted_notifications').select('kind').where('person_id', '=', personId);
}

/** Notes whether a person wants a kind. */
export function putWish(personId: PersonId, kind: OptionalKind, isWanted: boolean, now: Date): Write {
  if (isWanted) {
    return q.deleteFrom('unwanted_notifications').where('person_id', '=', personId).where('kind', '=', kind);
  }
  return q
    .insertInto('unwanted_notifications')
    .values({ person_id: personId, kind, since: now })
    .onConflict((conflict) => conflict.constraint('unwanted_notifications_pkey').doNothing());
}

/** Forgets what a person does not want to be told. */
export function dropWishes(personId: PersonId): Write {
  return q.deleteFrom('unwanted_notifications').where('person_id', '=', personId);
}
