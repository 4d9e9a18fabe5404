import { accountJobs } from './accounts/index.ts';
import type { JobBinding } from './platform/jobs/index.ts';

/** Every kind of job with its handler. */
export const jobTable: readonly JobBinding[] = [...accountJobs];
