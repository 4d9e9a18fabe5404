import { sql } from 'kysely';
import { FIRST_DATE, LAST_DATE, type PlainDate } from '../../kernel/dates.ts';
import type { ListingId } from '../../kernel/ids.ts';
import { q } from '../../platform/db/index.ts';

/** How often the calendar of the listing at hand has changed; for a statement that reads `listings`. */
export const calendarVersion = sql<number>`coalesce((
  select version from calendar_versions where calendar_versions.listing_id = listings.id), 0)`;

/** The nights of a published listing that changed after this version; null: all may have. */
export function selectChanges(listingId: ListingId, since: number) {
  // A version that is not known any more, or not yet, says nothing of what its reader has.
  const isKnown = sql`${since} between ${calendarVersion} - 1000 and ${calendarVersion}`;
  const isAfter = sql`calendar_changes.listing_id = listings.id and calendar_changes.version > ${since}`;
  // Who has a night also decides who can leave so many nights before it, and arrive after it. A calendar ends where dates do.
  const touched = sql`daterange(
    greatest(${FIRST_DATE}, lower(nights) - greatest(${mostPreparation('preparation_after')}, 1) + 1),
    least(${LAST_DATE}, upper(nights) + ${mostPreparation('preparation_before')}))`;
  return q
    .selectFrom('listings')
    .where('listings.id', '=', listingId)
    .where('state', '=', 'published')
    .select([
      calendarVersion.as('version'),
      sql<{ start: PlainDate; end: PlainDate }[] | null>`
        case when ${isKnown} and not exists (select from calendar_changes where ${isAfter} and nights is null) then (
          select coalesce(json_agg(json_build_object('start', lower(span), 'end', upper(span)) order by span), '[]')
          from (select unnest(range_agg(${touched})) as span from calendar_changes where ${isAfter}) as spans)
        end`.as('ranges'),
    ]);
}

// The most nights that stays keep free by any rule of the listing.
function mostPreparation(name: 'preparation_before' | 'preparation_after') {
  const column = sql.ref(name);
  return sql`greatest(listings.${column}, (select max(${column}) from night_rules where listing_id = listings.id))`;
}
