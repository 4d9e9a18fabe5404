import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { RowsOf, Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { pollFeeds } from './jobs.ts';
import { deferPolls, forgetOldFetches, selectDueFeeds } from './queries/feeds.ts';
import { nextPoll } from './timers.ts';

/** Feeds of one job. */
const FEEDS_A_JOB = 50;
/** Jobs of one minute: enough for 150,000 feeds every half hour. */
const JOBS_A_MINUTE = 100;

/** The feeds that are due, as many as a minute has polled. */
export function dueFeeds({ now }: Ctx) {
  return selectDueFeeds(now, FEEDS_A_JOB * JOBS_A_MINUTE);
}

/**
 * Enqueues the polling of all feeds that are due, every minute. Their next poll is put off at once; what a fetch comes
 * to sets it anew.
 */
export async function schedulePolls(ctx: Ctx, due: RowsOf<[ReturnType<typeof dueFeeds>]>[0]): Promise<void> {
  if (due.length === 0) return;
  const feedIds = due.map(({ id }) => id);
  const jobs: Write[] = [];
  for (let first = 0; first < feedIds.length; first += FEEDS_A_JOB) {
    const some = feedIds.slice(first, first + FEEDS_A_JOB);
    jobs.push(enqueue(ctx, pollFeeds, { feedIds: some, enqueuedAt: ctx.now.toISOString() }));
  }
  const polls = feedIds.map((id) => ({ id, at: nextPoll(ctx.now, 0, Math.random()) }));
  await commitOrThrow(ctx, [deferPolls(polls, ctx.now), ...jobs, forgetOldFetches(ctx.now)]);
}
