import { type Selectable, sql } from 'kysely';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import type { ListingId, PersonId } from '../../kernel/ids.ts';
import { MAX_HORIZON_DAYS } from '../../kernel/stay-rules.ts';
import { guard, guarded, q, type Write } from '../../platform/db/index.ts';
import type { ChannelTables } from '../../platform/db/tables/channels.ts';
import type { ExportedNights } from '../ical/write-calendar.ts';
import { MAX_CHANNELS } from './feeds.ts';

export type Export = Selectable<ChannelTables['calendar_exports']>;

/** The host's own exports of a listing. */
export function selectOwnExports(listingId: ListingId, hostId: PersonId) {
  return q
    .selectFrom('calendar_exports')
    .innerJoin('listings', 'listings.id', 'calendar_exports.listing_id')
    .where('listing_id', '=', listingId)
    .where('host_id', '=', hostId)
    .selectAll('calendar_exports');
}

/** One page of them by channel, from the one after the cursor's. */
export function selectExportPage(
  listingId: ListingId,
  hostId: PersonId,
  { after, limit }: { after: string | undefined; limit: number },
) {
  return selectOwnExports(listingId, hostId)
    .where('channel', '>', after ?? '')
    .orderBy('channel')
    .limit(limit + 1);
}

/** Refuses one export too many. The listing is locked before. */
export function guardExportCount(listingId: ListingId): Write {
  return guard(
    sql`(select count(*) from calendar_exports where listing_id = ${listingId}) < ${MAX_CHANNELS}`,
    'channel-limit',
  );
}

/** Writes an export; stale when the channel has one already. */
export function insertExport(row: Export): Write {
  return guarded(
    q
      .insertInto('calendar_exports')
      .values(row)
      .onConflict((conflict) => conflict.columns(['listing_id', 'channel']).doNothing()),
  );
}

/** Gives an export another token; the old one opens nothing any more. */
export function rotateToken({ listing_id, channel, token }: Export, next: string, now: Date): Write {
  return guarded(
    q
      .updateTable('calendar_exports')
      .set({ token: next, rotated_at: now })
      .where('listing_id', '=', listing_id)
      .where('channel', '=', channel)
      .where('token', '=', token),
  );
}

export function deleteExport({ listing_id, channel }: Export): Write {
  return guarded(
    q.deleteFrom('calendar_exports').where('listing_id', '=', listing_id).where('channel', '=', channel),
    'not-found',
  );
}

/**
 * All that takes nights of the listing which this token opens, from `from` on, the seasons included in which it is not offered, without what came from the token's own
 * channel: given back, it would keep itself alive, as what another shows again of ours would. An expired hold takes none. What is
 * not agreed yet is a block: shown again as a booking, by its summary, it would be taken for a sale that forbids agreeing to it.
 */
export function selectExported(token: string, from: PlainDate, now: Date) {
  return q
    .selectFrom('calendar_exports as export')
    .where('token', '=', token)
    .select([
      sql<ExportedNights[]>`(
        select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'start', lower(nights), 'end', upper(nights))
          order by nights, id), '[]')
        from (
          select booking_id as id, case when expires_at is null then 'booking' else 'block' end as kind, nights from claims
          where listing_id = export.listing_id and active and (expires_at is null or expires_at > ${now})
            and upper(nights) > ${from}
          union all
          select closures.id, coalesce(feed_kind, 'block'), nights from closures
          left join calendar_feeds on calendar_feeds.id = closures.feed_id
          where closures.listing_id = export.listing_id and upper(nights) > ${from} and not is_echo(closures.id, ${now})
            and (calendar_feeds.channel is null or calendar_feeds.channel <> export.channel)
          union all
          select listing_id || '-' || lower(nights), 'block', nights
          from out_of_season(listing_id, ${from}, ${addDays(from, MAX_HORIZON_DAYS)}) as nights where upper(nights) > ${from}
        ) as taken)`.as('nights'),
    ]);
}
