export { scheduleRanks, searchJobs } from './jobs.ts';
export { agedRows, renewRows } from './renew-rows.ts';
export { searchRoutes } from './routes.ts';
