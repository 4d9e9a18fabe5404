import { sql } from 'kysely';
import type { FeedId } from '../../kernel/ids.ts';
import { json, statement, type Write } from '../../platform/db/index.ts';
import type { FeedClosure } from '../decide-feed.ts';
import type { Feed } from './feeds.ts';

export type FeedOfListing = Pick<Feed, 'id' | 'listing_id' | 'channel'>;

/** Says of the echoes among the closures of these feeds that their channels are still told of their nights. */
export function renewEchoes(feedIds: readonly FeedId[], now: Date): Write {
  return statement(sql`
    with told as (
      select closure_id from closure_echoes
      join closures on closures.id = closure_id
      join calendar_feeds as feeds on feeds.id = closures.feed_id
      where feeds.id = any (${feedIds}::text[])
        and told_to(feeds.channel, closures.listing_id, nights, ${now})
      order by closure_id for no key update of closure_echoes
    )
    update closure_echoes set told_at = ${now} from told where closure_echoes.closure_id = told.closure_id`);
}

/** Forgets of closures that get other nights, or are sold now, that they were echoes. */
export function forgetEchoes(moved: readonly FeedClosure[]): Write {
  return statement(sql`
    delete from closure_echoes
    using closures, jsonb_to_recordset(${json(moved)}) as moved (id text, kind text, start date, "end" date)
    where closures.id = moved.id and closure_id = moved.id
      and (moved.kind <> 'block' or nights <> daterange(moved.start, moved."end"))`);
}

/** Notes which of these closures of the feed are echoes. A channel calls what it only shows again a block. */
export function noteEchoes(
  { channel, listing_id: listingId }: FeedOfListing,
  ids: readonly string[],
  now: Date,
): Write {
  return statement(sql`
    insert into closure_echoes (closure_id, told_at)
    select id, ${now} from closures
    where id = any (${ids}::text[]) and feed_kind = 'block'
      and told_to(${channel}, ${listingId}, nights, ${now})
    order by id
    on conflict (closure_id) do update set told_at = excluded.told_at`);
}
