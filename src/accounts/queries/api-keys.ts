import { type Selectable, sql } from 'kysely';
import type { ApiKeyId, PersonId } from '../../kernel/ids.ts';
import { guard, guarded, q, type Write } from '../../platform/db/index.ts';
import type { AccountTables } from '../../platform/db/tables/accounts.ts';

export type ApiKeyRow = Selectable<AccountTables['api_keys']>;

/** Keys of one name that can live at a time: the next one takes over before the last one goes. */
const MAX_OF_A_NAME = 2;
const MAX_KEYS = 20;

/** The live keys of a person, oldest first. */
export function selectLiveKeys(person: PersonId) {
  return q
    .selectFrom('api_keys')
    .where('person_id', '=', person)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .selectAll();
}

/** Refuses a third live key of a name, and a twenty-first of all. The person is locked before. */
export function guardKeyCount(person: PersonId, name: string): Write {
  return guard(
    sql`(select count(*) < ${MAX_KEYS} and count(*) filter (where name = ${name}) < ${MAX_OF_A_NAME}
      from api_keys where person_id = ${person} and revoked_at is null)`,
    'key-limit',
  );
}

export function insertKey(row: ApiKeyRow): Write {
  return q.insertInto('api_keys').values(row);
}

/** Ends a live key of this person. */
export function revokeKey(id: ApiKeyId, person: PersonId, now: Date): Write {
  return guarded(
    q
      .updateTable('api_keys')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('person_id', '=', person)
      .where('revoked_at', 'is', null),
    'not-found',
  );
}

/** Ends all keys of this person. */
export function revokeKeys(person: PersonId, now: Date): Write {
  return q
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('person_id', '=', person)
    .where('revoked_at', 'is', null);
}
