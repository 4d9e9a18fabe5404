export { decideStay, HORIZON_DAYS, MAX_STAY_NIGHTS, type Reason, type StayRules } from './decide-stay.ts';
export { closeNights, selectSnapshot } from './queries.ts';
export { calendarRoutes } from './routes.ts';
export { nightlyRatesOf, type Snapshot, stayRulesOf } from './snapshot.ts';
