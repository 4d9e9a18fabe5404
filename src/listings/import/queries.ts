import { sql } from 'kysely';
import type { ListingId, PersonId } from '../../kernel/ids.ts';
import { json, q, statement, type Write } from '../../platform/db/index.ts';
import { telling } from '../../platform/events.ts';
import type { SourcedListing } from './sourced-listing.ts';

/** The people with these e-mail addresses. */
export function selectHosts(emails: readonly string[]) {
  return q
    .selectFrom('people')
    .select(['id', 'suspended_at', sql<string>`lower(email)`.as('email')])
    .where(sql<boolean>`email = any (${emails}::citext[])`);
}

/** The listings that came from this source before, of those asked for by host and source id. */
export function selectSourced(source: string, listings: readonly SourcedListing[]) {
  const keys = listings.map(({ sourceId, host }) => ({ source_id: sourceId, email: host.email }));
  return q
    .selectFrom('listings')
    .innerJoin('people', 'people.id', 'listings.host_id')
    .innerJoin(
      sql<{ email: string; source_id: string }>`jsonb_to_recordset(${json(keys)})`.as<'given'>(
        sql`given (email citext, source_id text)`,
      ),
      (join) => join.onRef('given.email', '=', 'people.email').onRef('given.source_id', '=', 'listings.source_id'),
    )
    .select(['listings.id', 'listings.version', 'listings.state', 'listings.currency', 'source_hash'])
    .select(['capacity', 'guests_included', 'bedrooms', 'beds', 'baths_tenths', 'amenities'])
    .select(['min_nights', 'max_nights', 'instant_booking', 'description', 'property_type', 'registration_number'])
    .select(['given.source_id', sql<string>`lower(people.email)`.as('email')])
    .where('source', '=', source);
}

/** Accounts for those of these hosts that have none. No password fits `none`; verified, so that no sign-up can take one over. */
export function insertHosts(hosts: readonly { id: PersonId; email: string; name: string }[], now: Date): Write {
  return statement(sql`
    insert into people (id, email, email_verified_at, password_hash, name, created_at)
    select id, email, ${now}, 'none', name, ${now}
    from jsonb_to_recordset(${json(hosts)}) as given (id text, email citext, name text)
    on conflict (email) do nothing`);
}

/** Inserts whole rows, and tells of each that it was created, and published where it is. */
export function insertSourced(rows: readonly object[], source: string, now: Date): Write {
  return telling(sql`
    with inserted as (
      insert into listings select * from jsonb_populate_recordset(null::listings, ${json(rows)})
      on conflict (host_id, source, source_id) do nothing
      returning id, host_id, state
    ), told as (
      insert into events (type, occurred_at, subject, host_id, data)
      select event.type, ${now}, id, host_id, jsonb_build_object('state', event.state, 'source', ${source}::text)
      from inserted join (values (1, 'listing.created', 'draft'), (2, 'listing.published', 'published'))
        as event (position, type, state) on event.state in ('draft', inserted.state)
      order by id, event.position
    )
    select guard((select count(*) from inserted) = ${rows.length}, 'stale')`);
}

/** Sets these columns of listings that are still as they were read, else the batch is stale, and tells of each. */
export function updateSourced(
  rows: readonly { id: ListingId; version: number }[],
  columns: readonly string[],
  source: string,
  now: Date,
): Write {
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`given.${column}`)}`));
  return telling(sql`
    with changed as (
      update listings set ${set}, version = listings.version + 1, updated_at = ${now}
      from jsonb_populate_recordset(null::listings, ${json(rows)}) as given
      where listings.id = given.id and listings.version = given.version
      returning listings.id, listings.host_id
    ), told as (
      insert into events (type, occurred_at, subject, host_id, data)
      select 'listing.updated', ${now}, id, host_id, jsonb_build_object('source', ${source}::text)
      from changed order by id
    )
    select guard((select count(*) from changed) = ${rows.length}, 'stale')`);
}
