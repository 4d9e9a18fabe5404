export { decideStay, type Reason, reasonCodes } from './decide-stay.ts';
export { viewRules } from './night-rules.ts';
export { closeNights } from './queries/closures.ts';
export { selectSnapshot } from './queries/snapshot.ts';
export { calendarRoutes } from './routes.ts';
export { spanOf } from './segments.ts';
export { nightlyRatesOf, type Snapshot, stayRulesOf } from './snapshot.ts';
export { type StayCalendar, type StayRules, stayCalendarOf } from './stay-calendar.ts';
