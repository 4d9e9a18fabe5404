export { accountJobs } from './jobs.ts';
export { accountsRoutes } from './routes.ts';
