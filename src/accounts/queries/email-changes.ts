import { type Insertable, type Selectable, sql } from 'kysely';
import type { EmailLinkId, PersonId } from '../../kernel/ids.ts';
import { guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { AccountTables } from '../../platform/db/tables/accounts.ts';

/** A change of an address, with what says whether its link is good. */
type EmailChangeRow = Pick<Selectable<AccountTables['email_changes']>, 'expires_at' | 'made_at'> & {
  is_newest: boolean;
  holder_id: PersonId | null;
};

/**
 * What has become of a change: `made`; `over`, since the link expired or a newer one was asked for; `taken`, where somebody
 * has the new address and has verified it; else its link is good.
 */
export function stateOfChange(
  { expires_at, made_at, is_newest, holder_id }: EmailChangeRow,
  now: Date,
): 'made' | 'over' | 'taken' | 'open' {
  if (made_at !== null) return 'made';
  if (!is_newest || expires_at <= now) return 'over';
  return holder_id === null ? 'open' : 'taken';
}

// Ids made later sort later: of two that are asked for at once one is the newest, too.
const isNewest = sql<boolean>`not exists (
  select from email_changes later where later.person_id = c.person_id and later.id > c.id)`;

/** A change with its person, and with who has the new address and has verified it. */
export function selectEmailChange(id: EmailLinkId) {
  return q
    .selectFrom('email_changes as c')
    .innerJoin('people as p', 'p.id', 'c.person_id')
    .selectAll('c')
    .select(['p.version', 'p.password_hash', 'p.email_verified_at', 'p.suspended_at', isNewest.as('is_newest')])
    .select(holderOf('c.new_email').as('holder_id'))
    .where('c.id', '=', id);
}

/**
 * That this person has left this address since then, and does not have it: how it was written, and who has it, verified. Not
 * one that was come by after an address that support has given back: it was a thief's.
 */
export function selectLeftEmail(personId: PersonId, email: string, since: Date) {
  return q
    .selectFrom('email_changes as c')
    .innerJoin('people as p', 'p.id', 'c.person_id')
    .select(['c.old_email', holderOf('c.old_email').as('holder_id')])
    .where('c.person_id', '=', personId)
    .where('c.old_email', '=', email)
    .where('c.made_at', '>', since)
    .where('c.restored_by', 'is', null)
    .where('p.email', '!=', email)
    .limit(1);
}

// Who has an address, and has verified it.
function holderOf(email: string) {
  return sql<PersonId | null>`(
    select id from people where email = ${sql.ref(email)} and email_verified_at is not null)`;
}

/** Writes a change, one that is made at once with when. */
export function insertEmailChange(change: Insertable<AccountTables['email_changes']>): Write {
  return q.insertInto('email_changes').values(change);
}

/** Notes that a restoration has undone all changes since this person first left the address: ids made later sort later. */
export function undoChanges(personId: PersonId, email: string, restoredBy: EmailLinkId): Write {
  return q
    .updateTable('email_changes as c')
    .set({ restored_by: restoredBy })
    .where('person_id', '=', personId)
    .where('made_at', 'is not', null)
    .where('restored_by', 'is', null)
    .where(
      'id',
      '>=',
      sql<EmailLinkId>`(
        select min(id) from email_changes
        where person_id = c.person_id and old_email = ${email} and made_at is not null and restored_by is null)`,
    );
}

/** Notes that a change was made whose link is good still; else the batch is stale. */
export function useEmailChange(id: EmailLinkId, now: Date): Write {
  return guarded(
    q
      .updateTable('email_changes as c')
      .set({ made_at: now })
      .where('id', '=', id)
      .where('made_at', 'is', null)
      .where('expires_at', '>', now)
      .where(isNewest),
  );
}

/** Makes the links useless by which this person's address would be changed. */
export function dropEmailChanges(personId: PersonId, now: Date): Write {
  return q
    .updateTable('email_changes')
    .set({ expires_at: now })
    .where('person_id', '=', personId)
    .where('made_at', 'is', null)
    .where('expires_at', '>', now);
}

/** Forgets changes whose link ended before then, of which nothing has come or is left, so many at a time. */
export function deleteOverEmailChanges(before: Date, limit: number): Write {
  return statement(sql`
    delete from email_changes where id = any (array(
      select id from email_changes where (made_at is null or restored_by is not null) and expires_at < ${before}
      order by expires_at limit ${limit}))`);
}
