import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { publishReviews } from './jobs.ts';
import { onPublishReviews } from './publish.ts';

export { reviewRoutes } from './routes.ts';
export { type Reviewable, reviewWindow } from './window.ts';

export const reviewJobs: readonly JobBinding[] = [handles(publishReviews, onPublishReviews)];
