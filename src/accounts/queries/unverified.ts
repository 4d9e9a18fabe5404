import { sql } from 'kysely';
import { q, type Write } from '../../platform/db/index.ts';
import { FORMER } from './closing.ts';

/** What is left of a sign-up that is forgotten: its id stands in place of the address, which is nobody's. */
const forgotten = { email: sql<string>`id`, name: FORMER, password_hash: '', version: sql<number>`version + 1` };

/**
 * Takes the address from an account that has not verified it, for somebody who has: nobody could ever use that one, nor close
 * it. Nothing is left of who has signed up.
 */
export function vacate(email: string): Write {
  return q.updateTable('people').set(forgotten).where('email', '=', email).where('email_verified_at', 'is', null);
}

/**
 * Forgets sign-ups from before then which nobody has verified, and can verify no more by a link that is good, so many at a time.
 * Locked first: what is verified, signed up anew or given a listing at the same moment is seen by what comes after. Nothing of who
 * is suspended is forgotten, or whoever has the address would be in again.
 */
export function forgetUnverified({ before, now, limit }: { before: Date; now: Date; limit: number }): Write[] {
  const old = q
    .selectFrom('people')
    .where('email_verified_at', 'is', null)
    .where('password_hash', '<>', '')
    .where('created_at', '<', before)
    .where('suspended_at', 'is', null)
    .where(
      sql<boolean>`not exists (select from email_links where email_links.email = people.email and expires_at > ${now})`,
    )
    .where(sql<boolean>`not exists (select from listings where host_id = people.id)`)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit);
  return [
    old.select('id').forUpdate(),
    q.deleteFrom('email_links').where('email', 'in', old.select('email')),
    q.updateTable('people').set(forgotten).where('id', 'in', old.select('id')),
  ];
}
