import { sql } from 'kysely';
import { selectPerson } from '../accounts/index.ts';
import type { ListingId, PersonId } from '../kernel/ids.ts';
import { q, statement, type Write } from '../platform/db/index.ts';
import { telling } from '../platform/events.ts';

/** Listings that are published again at a time. */
export const LISTINGS_AT_ONCE = 100;

/** The account that is asked for: of who has not left, by one of the two. */
export function selectAccount({ email, id }: { email?: string | undefined; id?: PersonId | undefined }) {
  return id === undefined ? selectPersonAt(email ?? '') : selectPerson(id).where('left_at', 'is', null);
}

/**
 * Who has this address; where nobody has, who left it last, unless support took the account from whoever had it there. A sign-up
 * with it that nobody has verified comes after them: else anybody could hide the account by one.
 */
function selectPersonAt(email: string) {
  const leaver = q
    .selectFrom('email_changes')
    .select('person_id')
    .where('old_email', '=', email)
    .where('made_at', 'is not', null)
    .where('restored_by', 'is', null)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1);
  return q
    .selectFrom('people')
    .selectAll()
    .where((is) => is.or([is('email', '=', email), is('id', '=', leaver)]))
    .orderBy(sql`case when email <> ${email} then 1 when email_verified_at is null then 2 else 0 end`)
    .limit(1);
}

/** What this host has published. */
export function selectPublished(hostId: PersonId) {
  return q
    .selectFrom('listings')
    .select('id')
    .where('host_id', '=', hostId)
    .where('state', '=', 'published')
    .orderBy('id');
}

/** What this host had published when they were suspended: so many, and one more where there is more. */
export function selectSuspended(hostId: PersonId) {
  return q
    .selectFrom('suspended_listings')
    .innerJoin('listings', 'listings.id', 'suspended_listings.listing_id')
    .select('listings.id')
    .where('host_id', '=', hostId)
    .orderBy('listings.id')
    .limit(LISTINGS_AT_ONCE + 1);
}

/** Locks listings until the batch ends, in the order in which all do. */
export function lockListings(ids: readonly ListingId[]): Write {
  return statement(sql`select from listings where id = any (${ids}::text[]) order by id for no key update`);
}

/** Unlists all that the host has published, and remembers it; the batch is stale unless that is just these. */
export function unlistAll(hostId: PersonId, ids: readonly ListingId[], now: Date): Write {
  return telling(sql`
    with unlisted as (
      update listings set state = 'unlisted', version = version + 1, updated_at = ${now}
      where host_id = ${hostId} and state = 'published'
      returning id, host_id
    ), remembered as (
      insert into suspended_listings select id from unlisted on conflict do nothing
    ), told as (
      insert into events (type, occurred_at, subject, host_id, data)
      select 'listing.unlisted', ${now}, id, host_id, '{"state": "unlisted"}' from unlisted order by id
    )
    select guard(
      (select count(*) from unlisted) = ${ids.length} and not exists (
        select from unlisted where id <> all (${ids}::text[])), 'stale')`);
}

/** Publishes these again, where they were unlisted with their host and are still. */
export function publishAgain(ids: readonly ListingId[], now: Date): Write {
  return telling(sql`
    with remembered as (
      delete from suspended_listings where listing_id = any (${ids}::text[]) returning listing_id
    ), published as (
      update listings set state = 'published', version = version + 1, updated_at = ${now}
      from remembered where id = listing_id and state = 'unlisted'
      returning id, host_id
    )
    insert into events (type, occurred_at, subject, host_id, data)
    select 'listing.published', ${now}, id, host_id, '{"state": "published"}' from published order by id`);
}
