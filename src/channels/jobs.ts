import type { FeedId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Fetches feeds, unless somebody has since the job was enqueued. One message for many: messages are what costs. */
export const pollFeeds: JobKind<{ feedIds: FeedId[]; enqueuedAt: string }> = {
  name: 'poll-feeds',
  payload: z.strictObject({ feedIds: z.array(idField('feed')), enqueuedAt: z.iso.datetime() }),
};
