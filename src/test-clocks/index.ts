import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { advanceClock } from './jobs.ts';
import { onAdvanceClock } from './run-clock.ts';

export { testClockRoutes } from './routes.ts';

/** The job that moves a booking's time on, given all others, which it runs on the way. */
export const testClockJob = (table: readonly JobBinding[]): JobBinding =>
  handles(advanceClock, (ctx, payload) => onAdvanceClock(ctx, table, payload));
