import { spanOf } from '../calendar/index.ts';
import type { Ctx } from '../context.ts';
import { type PlainDate, todayIn } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import { lockListing, projectListing } from '../listings/index.ts';
import { commit } from '../platform/commit.ts';
import { guarded, type Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { decideFeed, type FeedChange, nightsKey } from './decide-feed.ts';
import type { Health } from './health.ts';
import type { ParsedFeed } from './ical/parse-feed.ts';
import { idOfUid } from './ical/write-calendar.ts';
import { selectFeedClosures, tellConflicts, writeChange } from './queries/closures.ts';
import { renewEchoes } from './queries/echoes.ts';
import { insertFetches, type PolledFeed, recordFetches } from './queries/feeds.ts';

/** What applying a feed came to: `left` for its health still to be written, `done` when it is, or is no more ours. */
type Applied = { kind: 'left'; health: Health } | { kind: 'done' };

const ATTEMPTS = 3;

/**
 * Brings the closures of a feed in line with what was read of it: all changes in one batch under the listing's lock,
 * with the feed's health, the events and the search row. Nothing to change writes nothing.
 * @param healthWith the feed's health once it has been applied
 */
export async function applyFeed(
  ctx: Ctx,
  feed: PolledFeed,
  parsed: ParsedFeed,
  healthWith: (change: FeedChange) => Health,
): Promise<Applied> {
  const today = todayIn(feed.time_zone, ctx.now);
  const host = new URL(ctx.config.publicUrl).hostname;
  const history = { fetches: feed.empty_fetches, since: feed.empty_since };
  const exported = parsed.events.flatMap(({ uid }) => idOfUid(uid, host) ?? []);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const [stored] = await ctx.db.all(selectFeedClosures(feed, today, exported));
    // Removed, or fetched by another run of the job, which knows better than this one.
    if (stored?.version !== feed.version) return { kind: 'done' };
    const change = decideFeed(stored.closures, withoutOurs(parsed, host, stored.others), history, {
      today,
      now: ctx.now,
    });
    const health = healthWith(change);
    if (change.add.length + change.move.length + change.remove.length === 0) return { kind: 'left', health };
    const failure = await commit(ctx, changeWrites(ctx, feed, { change, health, today }));
    if (failure === undefined) return { kind: 'done' };
    if (failure.kind === 'unknown') throw new Problem('outcome-unknown');
    if (failure.kind === 'problem') throw failure.problem;
  }
  throw new Problem('conflict');
}

// What we have told of this listing's nights tells us nothing; of another's it may, as where one is a part of the other.
function withoutOurs(parsed: ParsedFeed, host: string, others: readonly string[]): ParsedFeed {
  const isOurs = (id: string | undefined) => id !== undefined && !others.includes(id);
  return { ...parsed, events: parsed.events.filter(({ uid }) => !isOurs(idOfUid(uid, host))) };
}

/** Whether a fetch is told in the feed's history that has changed nothing: as it failed, or was the first that did not. */
export function isInHistory(feed: PolledFeed, health: Health): boolean {
  return health.failures > 0 || feed.failures > 0;
}

/** Whether a feed has gone stale, and its host was not told of that yet. */
export function goesStale(feed: PolledFeed, health: Health): boolean {
  return feed.stale_told_at === null && health.stale_told_at !== null;
}

function changeWrites(
  ctx: Ctx,
  feed: PolledFeed,
  { change, health, today }: { change: FeedChange; health: Health; today: PlainDate },
): Write[] {
  const { id, version, listing_id: listingId, host_id: hostId, channel } = feed;
  const { add, remove } = change;
  const move = change.move.filter(([closure, event]) => nightsKey(closure, today) !== nightsKey(event, today));
  const counts = { added: add.length, moved: move.length, removed: remove.length };
  const span = spanOfAll([...add, ...remove, ...move.flat()]);
  return [
    lockListing(listingId),
    guarded(recordFetches([{ ...health, id, version }])),
    ...writeChange(feed, change, ctx.now),
    ...(span === undefined
      ? []
      : [
          projectListing(listingId),
          emit(ctx, {
            type: 'calendar.changed',
            subject: listingId,
            hostId,
            data: { change: 'imported', feedId: id, channel, ...counts, ...span },
          }),
        ]),
    renewEchoes([id], ctx.now),
    tellConflicts([id], ctx.now),
    ...(goesStale(feed, health)
      ? [emit(ctx, { type: 'feed.stale', subject: id, hostId, data: { listingId, channel } })]
      : []),
    ...(span === undefined && !isInHistory(feed, health)
      ? []
      : [insertFetches([{ feedId: id, error: health.error, errorDetail: health.error_detail, ...counts }], ctx.now)]),
  ];
}

/** The first of all these nights and the day after the last one; undefined when there are none, as where events have other UIDs. */
function spanOfAll(
  changed: readonly { start: PlainDate; end: PlainDate }[],
): { start: PlainDate; end: PlainDate } | undefined {
  if (changed.length === 0) return undefined;
  const [start, end] = spanOf(changed);
  return { start, end };
}
