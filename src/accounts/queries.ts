import { type RawBuilder, type Selectable, sql } from 'kysely';
import { DAY_MS } from '../kernel/durations.ts';
import type { EmailLinkId, PersonId, SessionId } from '../kernel/ids.ts';
import { guardExists, guarded, q, statement, type Write } from '../platform/db/index.ts';
import type { AccountTables } from '../platform/db/tables/accounts.ts';

type Person = Selectable<AccountTables['people']>;

/** Ended sessions, and the refresh tokens that were used, are remembered for so long. */
const KEEP_ENDED_MS = 30 * DAY_MS;
/** Sessions of a person that live at a time. */
const MAX_SESSIONS = 50;

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

/** A link for this address and purpose; the earlier one is good no more. */
export function putLink(link: Selectable<AccountTables['email_links']>): Write {
  return q
    .insertInto('email_links')
    .values(link)
    .onConflict((conflict) =>
      conflict.constraint('email_links_newest').doUpdateSet({ id: link.id, expires_at: link.expires_at }),
    );
}

/** A link with the person whose address it is for: no row when it was used or replaced, or the address is nobody's. */
export function selectLink(id: EmailLinkId) {
  return q
    .selectFrom('email_links as l')
    .innerJoin('people as p', 'p.email', 'l.email')
    .select(['l.id', 'l.purpose', 'l.expires_at', 'p.id as person_id', 'p.email', 'p.name', 'p.email_verified_at'])
    .select(['p.version', 'p.password_hash'])
    .where('l.id', '=', id);
}

/** Uses a link up. */
export function useLink(id: EmailLinkId): Write {
  return guarded(q.deleteFrom('email_links').where('id', '=', id));
}

/** Drops a link that nobody was sent, where it is still there. */
export function dropLink(id: EmailLinkId): Write {
  return q.deleteFrom('email_links').where('id', '=', id);
}

/** Makes the links that would reset this address's password useless. */
export function dropResetLinks(email: string): Write {
  return q.deleteFrom('email_links').where('email', '=', email).where('purpose', '=', 'reset-password');
}

/** Makes all links that were mailed to these addresses useless. */
export function dropLinks(emails: readonly string[]): Write {
  return q.deleteFrom('email_links').where('email', 'in', emails);
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

export function insertSession(session: Omit<Selectable<AccountTables['sessions']>, 'revoked_at'>): Write {
  return q.insertInto('sessions').values(session);
}

/** Forgets this person's sessions that ended long ago. */
export function forgetEndedSessions(personId: PersonId, now: Date): Write {
  const horizon = new Date(now.getTime() - KEEP_ENDED_MS);
  return q
    .deleteFrom('sessions')
    .where('person_id', '=', personId)
    .where((is) => is.or([is('expires_at', '<', horizon), is('revoked_at', '<', horizon)]));
}

/**
 * Ends those of this person's sessions that were not used for longest, so that with the next one there are no more than can be
 * told at once.
 */
export function endLeastRecentlyUsed(personId: PersonId, now: Date): Write {
  const beyond = q
    .selectFrom('sessions')
    .select('id')
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('expires_at', 'desc')
    .orderBy('id', 'desc')
    .offset(MAX_SESSIONS - 1);
  return q.updateTable('sessions').set({ revoked_at: now }).where('id', 'in', beyond);
}

/** The sessions that can still be used, newest first. */
export function selectLiveSessions(personId: PersonId, now: Date) {
  return q
    .selectFrom('sessions')
    .select(['id', 'created_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('id', 'desc');
}

/** Ends one session of this person; `not-found` unless it was live. */
export function revokeSession(id: SessionId, personId: PersonId, now: Date): Write {
  return guarded(
    q
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now),
    'not-found',
  );
}

/** Ends a session; fine also when it has ended. */
export function endSession(id: SessionId, now: Date): Write {
  return q.updateTable('sessions').set({ revoked_at: now }).where('id', '=', id).where('revoked_at', 'is', null);
}

/** Ends all sessions of this person, but for the one to keep. */
export function revokeSessions(personId: PersonId, now: Date, keep: SessionId | null = null): Write {
  return q
    .updateTable('sessions')
    .set({ revoked_at: now })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('id', 'is distinct from', keep);
}

/** A refresh token by its hash, with its session and whether its person is suspended. */
export function selectRefreshToken(hash: string) {
  return q
    .selectFrom('refresh_tokens as t')
    .innerJoin('sessions as s', 's.id', 't.session_id')
    .innerJoin('people as p', 'p.id', 's.person_id')
    .select(['t.session_id', 't.used_at', 's.person_id', 's.revoked_at', 's.expires_at', 'p.suspended_at'])
    .where('t.hash', '=', hash);
}

export function insertRefreshToken(hash: string, sessionId: SessionId): Write {
  return q.insertInto('refresh_tokens').values({ hash, session_id: sessionId });
}

/** Marks a refresh token used; stale when another request was first. */
export function useRefreshToken(hash: string, now: Date): Write {
  return guarded(
    q.updateTable('refresh_tokens').set({ used_at: now }).where('hash', '=', hash).where('used_at', 'is', null),
  );
}

/** Forgets this session's refresh tokens that were used long ago: one that lives for years would have tens of thousands. */
export function forgetUsedTokens(id: SessionId, now: Date): Write {
  return q
    .deleteFrom('refresh_tokens')
    .where('session_id', '=', id)
    .where('used_at', '<', new Date(now.getTime() - KEEP_ENDED_MS));
}

/** Prolongs a session that has not been revoked meanwhile; else the batch is stale. */
export function prolongSession(id: SessionId, until: Date): Write {
  return guarded(
    q.updateTable('sessions').set({ expires_at: until }).where('id', '=', id).where('revoked_at', 'is', null),
  );
}
