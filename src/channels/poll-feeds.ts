import type { Ctx } from '../context.ts';
import { todayIn } from '../kernel/dates.ts';
import type { FeedId } from '../kernel/ids.ts';
import { atOnce } from '../platform/at-once.ts';
import type { Write } from '../platform/db/index.ts';
import { sha256 } from '../platform/hash.ts';
import { addressPolicy } from '../platform/http/address-policy.ts';
import { errorFields } from '../platform/log.ts';
import { applyFeed, goesStale, isInHistory } from './apply-feed.ts';
import { type Fetched, fetchFeed } from './fetch-feed.ts';
import { faultOf, type Health, nextHealth, type Outcome, recognisable } from './health.ts';
import { parseFeed } from './ical/parse-feed.ts';
import { tellConflicts } from './queries/closures.ts';
import { renewEchoes } from './queries/echoes.ts';
import { insertFetches, type PolledFeed, recordFetchesAndTell, selectFeedsToPoll } from './queries/feeds.ts';

/** Feeds that are fetched at a time: a Worker has six connections, one is the database's. */
const AT_ONCE = 5;

type Polled = { feed: PolledFeed; health: Health };

/** Job: fetches feeds. Those that change closures are committed one by one, the health of the others at the end. */
export async function onPollFeeds(
  ctx: Ctx,
  { feedIds, enqueuedAt }: { feedIds: readonly FeedId[]; enqueuedAt: string },
): Promise<readonly Write[]> {
  const waiting = await ctx.db.all(selectFeedsToPoll(feedIds, new Date(enqueuedAt)));
  const polled: Polled[] = [];
  await atOnce(AT_ONCE, waiting, async (feed) => {
    const health = await pollFeed(ctx, feed);
    if (health !== undefined) polled.push({ feed, health });
  });
  return polled.length === 0 ? [] : recordWrites(ctx, polled);
}

/** The feed's health after a fetch; undefined when it is written already, together with what it changed. */
async function pollFeed(ctx: Ctx, feed: PolledFeed): Promise<Health | undefined> {
  const random = Math.random();
  const healthAfter = (outcome: Outcome) => nextHealth(feed, outcome, ctx.now, random);
  try {
    return await takeFeed(ctx, feed, healthAfter);
  } catch (error) {
    // What is wrong with one feed must not keep the others' health from being written.
    ctx.log.error('feed.failed', { feedId: feed.id, ...errorFields(error) });
    return healthAfter({ fault: { error: 'internal', detail: 'The feed was fetched and could not be stored.' } });
  }
}

async function takeFeed(
  ctx: Ctx,
  feed: PolledFeed,
  healthAfter: (outcome: Outcome) => Health,
): Promise<Health | undefined> {
  const { etag, last_modified: lastModified } = recognisable(feed, ctx.now);
  const fetched = await fetchFeed({ url: feed.url, etag, lastModified }, addressPolicy(ctx.config));
  if (fetched.kind === 'failed') return healthAfter({ fault: fetched.fault });
  if (fetched.kind === 'unchanged') return healthAfter({ fault: null });

  const { parsed, outcome } = await readFetched(fetched, feed, ctx.now);
  const isKnown = outcome.recognised.fingerprint === recognisable(feed, ctx.now).fingerprint;
  if (outcome.fault === null && isKnown) return healthAfter(outcome);
  const applied = await applyFeed(ctx, feed, parsed, ({ empty, isFull }) => {
    const problems = new Set(outcome.problems);
    if (isFull) problems.add('too-many-events');
    return healthAfter({ ...outcome, problems: [...problems], applied: empty });
  });
  return applied.kind === 'left' ? applied.health : undefined;
}

async function readFetched(fetched: Extract<Fetched, { kind: 'body' }>, feed: PolledFeed, now: Date) {
  const { bytes, etag, lastModified: last_modified } = fetched;
  const read = parseFeed(bytes, { timeZone: feed.time_zone, today: todayIn(feed.time_zone, now) });
  const parsed = { ...read, complete: read.complete && fetched.fault === null };
  const fingerprint = await sha256(JSON.stringify(parsed));
  const outcome = {
    fault: fetched.fault ?? faultOf(parsed),
    problems: parsed.problems,
    recognised: { etag, last_modified, fingerprint },
  };
  return { parsed, outcome };
}

function recordWrites(ctx: Ctx, polled: readonly Polled[]): Write[] {
  const ids = polled.map(({ feed }) => feed.id);
  const records = polled
    .filter(({ feed, health }) => isInHistory(feed, health))
    .map(({ feed, health }) => ({
      feedId: feed.id,
      error: health.error,
      errorDetail: health.error_detail,
      added: 0,
      moved: 0,
      removed: 0,
    }));
  return [
    recordFetchesAndTell(
      polled.map(({ feed: { id, version }, health }) => ({ ...health, id, version })),
      polled
        .filter(({ feed, health }) => goesStale(feed, health))
        .map(({ feed: { id, listing_id, channel, host_id } }) => ({ id, listing_id, channel, host_id })),
      ctx.realNow,
    ),
    insertFetches(records, ctx.now),
    renewEchoes(ids, ctx.now),
    tellConflicts(ids, ctx.now),
  ];
}
