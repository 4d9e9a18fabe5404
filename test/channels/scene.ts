import type { Feeds } from '../../local/feeds/index.ts';
import type { ListingId } from '../../src/kernel/ids.ts';
import type { Harness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import { calendar, type MadeEvent } from './calendars.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A listing of this host that reads one feed, and what is asked of it. */
export type Scene = Awaited<ReturnType<typeof listingWithFeed>>;

let count = 0;

/** A published listing with a feed of these events, which has been fetched once. */
export async function listingWithFeed(h: Harness, feeds: Feeds, host: Person, events: readonly MadeEvent[]) {
  count += 1;
  const path = `/${count}.ics`;
  const listingId = await createListing(h, host);
  const ask = asHost(h, host, listingId);
  const created = await ask('POST', '/feeds', { channel: 'airbnb', url: feeds.serve(path, calendar(events)) });
  if (created.status !== 201) throw new Error(`no feed: ${created.text}`);
  const feedId: string = created.body.id;
  await h.drainJobs();

  return {
    path,
    listingId,
    feedId,
    created,
    /** Asks something of the listing, `/feeds`, as its host. */
    ask,
    feed: async () => (await ask('GET', `/feeds/${feedId}`)).body,
    history: async () => (await ask('GET', `/feeds/${feedId}/fetches`)).body.data,
    closed: () => closedByFeeds(ask),
    closureIds: async () => {
      const rows = await h.sql<{ id: string }>('select id from closures where listing_id = $1 order by nights', [
        listingId,
      ]);
      return rows.map(({ id }) => id);
    },
    events: (type: string) => eventsOf(h, listingId, type),
    /** Serves other events, or what was served already, lets time pass, and says what the feed has closed then. */
    async poll(next?: readonly MadeEvent[], after = 35 * MINUTE): Promise<string[]> {
      if (next !== undefined) feeds.serve(path, calendar(next));
      h.clock.advance(after);
      await h.drainJobs();
      return closedByFeeds(ask);
    },
  };
}

export type Ask = ReturnType<typeof asHost>;

/** Asks something of a listing as this person, with a token of the moment. */
export function asHost(h: Harness, host: Person, listingId: ListingId) {
  return async (method: string, to: string, body?: unknown) => {
    const token = await tokenFor(h, host);
    return h.api(method, `/v1/listings/${listingId}${to}`, { token, body });
  };
}

/** What events of this type say of the listing, oldest first. */
export async function eventsOf(h: Harness, listingId: ListingId, type: string): Promise<Record<string, unknown>[]> {
  const rows = await h.sql<{ data: Record<string, unknown> }>(
    `select data from events where type = $1 and (subject = $2 or data->>'listingId' = $2) order by id`,
    [type, listingId],
  );
  return rows.map(({ data }) => data);
}

async function closedByFeeds(ask: Ask): Promise<string[]> {
  const { body } = await ask('GET', '/closures');
  return body.data
    .filter(({ source }: { source: string }) => source === 'feed')
    .map(({ start, end }: { start: string; end: string }) => `${start}/${end}`);
}
