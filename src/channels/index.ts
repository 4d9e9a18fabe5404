import type { Route } from '../platform/http/route.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { exportRoutes } from './export-routes.ts';
import { feedRoutes } from './feed-routes.ts';
import { pollFeeds } from './jobs.ts';
import { onPollFeeds } from './poll-feeds.ts';

export { calendarFile } from './calendar-file.ts';
export { endChannelsOf } from './queries/feeds.ts';
export { guardNoStaleFeed, hasStaleFeed, selectHasStaleFeed } from './queries/staleness.ts';
export { dueFeeds, schedulePolls } from './schedule-polls.ts';

export const channelRoutes: readonly Route[] = [...feedRoutes, ...exportRoutes];

export const channelJobs: readonly JobBinding[] = [handles(pollFeeds, onPollFeeds)];
