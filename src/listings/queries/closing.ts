import { sql } from 'kysely';
import type { ListingId, PersonId } from '../../kernel/ids.ts';
import { q, statement, type Write } from '../../platform/db/index.ts';
import { telling } from '../../platform/events.ts';
import { forgetObjects } from '../jobs.ts';

/** All listings of a host, whatever their state. */
export function selectListingsOf(hostId: PersonId) {
  return q.selectFrom('listings').select('id').where('host_id', '=', hostId).orderBy('id');
}

/** Locks all listings of a host until the batch ends, in the order in which all do. */
export function lockListingsOf(hostId: PersonId): Write {
  return statement(sql`select from listings where host_id = ${hostId} order by id for no key update`);
}

/**
 * Closes all listings of a host for good, which are locked, and forgets what the host has written and shown of them: title and
 * place stay, by which a stay there is known. The batch is stale unless these are the listings.
 */
export function closeListingsOf(hostId: PersonId, ids: readonly ListingId[], now: Date): Write[] {
  return [
    telling(sql`
      with closed as (
        update listings set state = 'closed', version = version + 1, updated_at = ${now}
        where host_id = ${hostId} and state <> 'closed'
        returning id
      )
      insert into events (type, occurred_at, subject, host_id, data)
      select 'listing.closed', ${now}, id, ${hostId}, '{"state": "closed"}' from closed order by id`),
    statement(sql`
      with forgotten as (
        update listings set description = '', house_rules = '' where host_id = ${hostId} returning id
      )
      select guard(
        (select count(*) from forgotten) = ${ids.length} and not exists (
          select from forgotten where id <> all (${ids}::text[])), 'stale')`),
    q.updateTable('closures').set({ note: '' }).where('listing_id', 'in', selectListingsOf(hostId).clearOrderBy()),
    q.deleteFrom('suspended_listings').where('listing_id', 'in', selectListingsOf(hostId).clearOrderBy()),
    forgetPhotosOf(hostId, now),
  ];
}

// A job for each listing, as many photos as it can have.
function forgetPhotosOf(hostId: PersonId, now: Date): Write {
  return statement(sql`
    with gone as (
      delete from photos where listing_id in (select id from listings where host_id = ${hostId})
      returning listing_id, served_key
    )
    insert into jobs (id, kind, payload, run_at, created_at)
    select type_id('job', gen_random_uuid()), ${forgetObjects.name},
      jsonb_build_object('keys', jsonb_agg(served_key)), ${now}, ${now}
    from gone where served_key is not null group by listing_id`);
}
