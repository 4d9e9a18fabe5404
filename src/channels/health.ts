import type { Selectable } from 'kysely';
import type { ChannelTables } from '../platform/db/tables/channels.ts';
import type { EmptySpell } from './decide-feed.ts';
import type { FetchFault } from './fetch-feed.ts';
import type { FeedProblem, ParsedFeed } from './ical/parse-feed.ts';
import { nextPoll, timers } from './timers.ts';

type Feed = Selectable<ChannelTables['calendar_feeds']>;

/** What is remembered of a feed's fetches. */
export type Health = Pick<
  Feed,
  | 'next_poll_at'
  | 'last_fetch_at'
  | 'last_success_at'
  | 'failures'
  | 'error'
  | 'error_detail'
  | 'problems'
  | 'stale_told_at'
  | 'etag'
  | 'last_modified'
  | 'fingerprint'
  | 'applied_at'
  | 'empty_fetches'
  | 'empty_since'
>;

/** Why a fetch was no success. */
type FeedFault = FetchFault | { error: FeedProblem; detail: string };

/** What a feed is recognised by next time. */
type Recognised = Pick<Health, 'etag' | 'last_modified' | 'fingerprint'>;

/** What a fetch came to. A body that was read says what it is recognised by, and one that was applied how empty it is. */
export type Outcome = {
  fault: FeedFault | null;
  problems?: readonly FeedProblem[];
  recognised?: Recognised;
  applied?: EmptySpell;
};

/** Without a whole feed for long: what it doesn't say must not be relied on. */
export function isStale(feed: Pick<Feed, 'last_success_at' | 'created_at'>, now: Date): boolean {
  return staleAt(feed) < now;
}

/** When the feed is, or was, stale unless a fetch succeeds before. */
export function staleAt({ last_success_at, created_at }: Pick<Feed, 'last_success_at' | 'created_at'>): Date {
  return new Date((last_success_at ?? created_at).getTime() + timers.stale);
}

/**
 * What the server may be asked to leave out when nothing has changed. Nothing once a day, when a server that always
 * says so would be found out, and while an empty feed has to be seen empty again.
 */
export function recognisable(feed: Health, now: Date): Recognised {
  const isFresh = feed.applied_at !== null && now.getTime() - feed.applied_at.getTime() < timers.whole;
  return isFresh && feed.empty_since === null ? feed : { etag: null, last_modified: null, fingerprint: null };
}

/** Why a feed that was fetched is still no success; null when nothing can be missing from it. */
export function faultOf({ complete, problems }: ParsedFeed): FeedFault | null {
  if (complete) return null;
  const error = problems.find((problem) => problem in details) ?? 'cut-off';
  return { error, detail: details[error] ?? '' };
}

/**
 * The feed's health after a fetch.
 * @param random in [0, 1), see `nextPoll`
 */
export function nextHealth(
  feed: Health & Pick<Feed, 'created_at'>,
  { fault, problems, recognised, applied }: Outcome,
  now: Date,
  random: number,
): Health {
  const failures = fault === null ? 0 : feed.failures + 1;
  // What came in part must not be recognised as a whole.
  const known = fault === null ? (recognised ?? feed) : { etag: null, last_modified: null, fingerprint: null };
  const isToldNow = fault !== null && isStale(feed, now);
  return {
    next_poll_at: nextPoll(now, failures, random),
    last_fetch_at: now,
    last_success_at: fault === null ? now : feed.last_success_at,
    failures,
    error: fault?.error ?? null,
    error_detail: fault?.detail ?? null,
    problems: [...(problems ?? feed.problems)],
    stale_told_at: isToldNow ? (feed.stale_told_at ?? now) : null,
    etag: known.etag,
    last_modified: known.last_modified,
    fingerprint: known.fingerprint,
    applied_at: applied === undefined || fault !== null ? feed.applied_at : now,
    empty_fetches: applied?.fetches ?? feed.empty_fetches,
    empty_since: applied === undefined ? feed.empty_since : applied.since,
  };
}

const details: { readonly [problem in FeedProblem]?: string } = {
  'not-a-calendar': 'What the address answers is no iCalendar feed.',
  'cut-off': 'The feed is cut off or torn: nights that it does not name stay closed.',
  'too-many-events': 'The feed has more events than are read: nights that it does not name stay closed.',
  'no-date': 'An event has neither date nor UID: nights that the feed does not name stay closed.',
  'invalid-date': 'An event without UID has no date of the calendar: nights that the feed does not name stay closed.',
  'unknown-recurrence':
    'An event without UID repeats in an unknown way: nights that the feed does not name stay closed.',
};
