import { sql } from 'kysely';
import type { PersonId } from '../../kernel/ids.ts';
import { guardExists, q, type Write } from '../../platform/db/index.ts';
import { updatePerson } from './people.ts';

/** What everybody who was met by them reads in place of the name of somebody who has closed their account. */
export const FORMER = 'Former member';

/** Somebody who closes their account, as they were read. */
interface ClosingPerson {
  id: PersonId;
  email: string;
  version: number;
}

/** Addresses that a person has left since then, and nobody has by now; none of a thief's, from whom support has taken the account. */
export function selectLeftEmails(personId: PersonId, since: Date) {
  return q
    .selectFrom('email_changes')
    .select('old_email')
    .distinct()
    .where('person_id', '=', personId)
    .where('made_at', '>', since)
    .where('restored_by', 'is', null)
    .where(sql<boolean>`not exists (select from people where email = old_email and email_verified_at is not null)`);
}

/**
 * Locks who closes their account for the rest of the batch, as it was read; else it is stale. Nothing is booked by them, and
 * no session, key or listing of theirs is made, until it ends.
 */
export function lockLeaving({ id, version }: ClosingPerson): Write {
  return guardExists(
    q.selectFrom('people').select('id').where('id', '=', id).where('version', '=', version).forNoKeyUpdate(),
    'stale',
  );
}

/**
 * Shuts an account for good, as suspending does, and leaves nothing of the person in it. The id takes the place of the
 * address, since it is nobody's: whoever signs up with the address is somebody else. The person is locked before; and since
 * the address is a key, this waits for whatever is being written of them.
 */
export function erasePerson({ id, version }: ClosingPerson, now: Date): Write {
  return updatePerson(id, version, {
    left_at: now,
    suspended_at: now,
    email: id,
    email_verified_at: null,
    password_hash: '',
    name: FORMER,
    about: '',
    languages: [],
    avatar_url: null,
    locale: 'en',
    time_zone: 'UTC',
    currency: 'USD',
  });
}

/** Ends all by which the account could be got into, and forgets what its requests were answered. */
export function endAccess({ id, email }: ClosingPerson): Write[] {
  return [
    // With their refresh tokens.
    q.deleteFrom('sessions').where('person_id', '=', id),
    q.deleteFrom('api_keys').where('person_id', '=', id),
    q.deleteFrom('email_links').where('email', '=', email),
    q.deleteFrom('email_changes').where('person_id', '=', id),
    q.deleteFrom('idempotency_keys').where('caller', '=', id),
  ];
}
