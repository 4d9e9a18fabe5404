export { enqueue, hasOpenJob, type JobKind, pendingJobsOf } from './job.ts';
export { createJobPublisher, type JobPublisher } from './queue.ts';
export { handles, type JobBinding, runJob } from './run.ts';
export { publishJobs, sweep } from './sweep.ts';
