export { scheduleRanks, searchJobs } from './jobs.ts';
export { renewRows } from './renew-rows.ts';
export { searchRoutes } from './routes.ts';
