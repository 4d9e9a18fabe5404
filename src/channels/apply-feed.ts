import { spanOf } from '../calendar/index.ts';
import type { Ctx } from '../context.ts';
import { type PlainDate, todayIn } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import { lockListing, projectListing } from '../listings/index.ts';
import { commit } from '../platform/commit.ts';
import { guarded, type Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { decideFeed, type FeedChange } from './decide-feed.ts';
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
    const span = changedSpan(change);
    if (span === undefined) return { kind: 'left', health };
    const failure = await commit(ctx, changeWrites(ctx, feed, { change, health, span }));
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

/** Whether a feed has gone stale, and its host was not told of that yet. */
export function goesStale(feed: PolledFeed, health: Health): boolean {
  return feed.stale_told_at === null && health.stale_told_at !== null;
}

function changeWrites(
  ctx: Ctx,
  feed: PolledFeed,
  { change, health, span }: { change: FeedChange; health: Health; span: { start: PlainDate; end: PlainDate } },
): Write[] {
  const { id, version, listing_id: listingId, host_id: hostId, channel } = feed;
  const counts = { added: change.add.length, moved: change.move.length, removed: change.remove.length };
  return [
    lockListing(listingId),
    guarded(recordFetches([{ ...health, id, version }]), 'stale'),
    ...writeChange(feed, change, ctx.now),
    projectListing(listingId),
    emit(ctx, {
      type: 'calendar.changed',
      subject: listingId,
      hostId,
      data: { change: 'imported', feedId: id, channel, ...counts, ...span },
    }),
    renewEchoes([id], ctx.now),
    tellConflicts([id], ctx.now),
    ...(goesStale(feed, health)
      ? [emit(ctx, { type: 'feed.stale', subject: id, hostId, data: { listingId, channel } })]
      : []),
    insertFetches([{ feedId: id, error: health.error, errorDetail: health.error_detail, ...counts }], ctx.now),
  ];
}

/** The first of all nights that change and the day after the last one; undefined when none does. */
function changedSpan({ add, move, remove }: FeedChange): { start: PlainDate; end: PlainDate } | undefined {
  const changed = [...add, ...remove, ...move.flat()];
  if (changed.length === 0) return undefined;
  const [start, end] = spanOf(changed);
  return { start, end };
}
