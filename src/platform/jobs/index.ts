export { enqueue, type JobKind, type PendingJob, pendingJobsOf } from './job.ts';
export { createJobPublisher, JOBS_PATH, type JobPublisher } from './queue.ts';
export { handles, type JobBinding, runJob } from './run.ts';
export { publishJobs, sweep } from './sweep.ts';
