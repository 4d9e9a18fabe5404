export { enqueue, type JobKind, type PendingJob, pendingJobsOf } from './job.ts';
export { createJobPublisher, JOBS_PATH, type JobPublisher } from './queue.ts';
export { handles, type JobBinding, type JobHandler } from './run.ts';
export { publishJobs, sweep } from './sweep.ts';
