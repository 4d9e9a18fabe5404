import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { PersonId } from '../../kernel/ids.ts';
import { guardExists, guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { AccountTables } from '../../platform/db/tables/accounts.ts';

type Person = Selectable<AccountTables['people']>;

/** A new account; one whose address nobody has verified is replaced, one that is verified stays as it is. */
export function insertOrReplaceUnverified(
  person: Pick<Person, 'id' | 'email' | 'password_hash' | 'name' | 'locale' | 'created_at'>,
): Write {
  const { email, password_hash, name, locale, created_at } = person;
  return q
    .insertInto('people')
    .values(person)
    .onConflict((conflict) =>
      conflict
        .column('email')
        .doUpdateSet({ email, password_hash, name, locale, created_at, version: sql`people.version + 1` })
        .where('people.email_verified_at', 'is', null),
    );
}

/** What signing in with this address is decided on. */
export function selectCredentials(email: string) {
  return q
    .selectFrom('people')
    .select(['id', 'password_hash', 'email_verified_at', 'suspended_at', 'version'])
    .where('email', '=', email);
}

/** Locks a person who may act until the batch ends, so that what they have can be counted. */
export function lockPerson(id: PersonId): Write {
  const active = q.selectFrom('people').select('id').where('id', '=', id).where('suspended_at', 'is', null);
  return guardExists(active.forNoKeyUpdate(), 'session-ended');
}

/** Fails the batch as stale unless the person is as it was read; until the commit nobody changes it. */
export function guardUnchanged(id: PersonId, version: number): Write {
  return guardExists(
    q.selectFrom('people').select('id').where('id', '=', id).where('version', '=', version).forShare(),
    'stale',
  );
}

/**
 * Fails the batch with `problem` unless none of these people is suspended; until the commit nobody suspends one. What must
 * not be done after a suspension, even if it was asked for before, does so first: publishing a listing, or accepting.
 */
export function guardActive(
  ids: readonly PersonId[],
  problem: 'session-ended' | 'invalid-transition' | 'stale',
): Write {
  return statement(sql`
    with active as (
      select id from people
      where id = any (${ids}::text[]) and suspended_at is null order by id for share)
    select guard((select count(*) from active) = ${new Set(ids).size}, ${problem})`);
}

/** A person whole, for who it is. */
export function selectPerson(id: PersonId) {
  return q.selectFrom('people').selectAll().where('id', '=', id);
}

/** What anybody may see of a person: no row for one who has not verified the address, or is suspended. */
export function selectPublicPerson(id: PersonId) {
  return q
    .selectFrom('people')
    .select(['id', 'name', 'about', 'languages', 'avatar_url', 'created_at'])
    .where('id', '=', id)
    .where('email_verified_at', 'is not', null)
    .where('suspended_at', 'is', null);
}

/** The picture of a person wherever they are named, as SQL beside a select of `people` under this name: of who is suspended none. */
export function shownAvatar(people: string): RawBuilder<string | null> {
  return sql`case when ${sql.ref(`${people}.suspended_at`)} is null then ${sql.ref(`${people}.avatar_url`)} end`;
}

/** Columns of a person that an account's verbs change. */
export type PersonChange = Partial<Omit<Person, 'id' | 'roles' | 'created_at' | 'version'>>;

/** Changes a person who is still as it was read; else the batch is stale. */
export function updatePerson(id: PersonId, version: number, change: PersonChange): Write {
  return guarded(
    q
      .updateTable('people')
      .set({ ...change, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version),
  );
}
