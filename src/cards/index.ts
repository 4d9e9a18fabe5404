import { syncCustomer } from '../payments/index.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onForgetCustomer } from './forget-customer.ts';
import { detachCard, forgetCustomer, syncCard } from './jobs.ts';
import { onDetachCard, onSyncCard } from './sync-card.ts';
import { onSyncCustomer } from './sync-customer.ts';

export { loadPayingCard, type PayingCard } from './change-cards.ts';
export { forgetCustomer } from './jobs.ts';
export { onCardEvent } from './on-stripe-event.ts';
export { chargedBy, guardCardIsThere } from './queries.ts';
export { cardRoutes } from './routes.ts';

export const cardJobs: readonly JobBinding[] = [
  handles(detachCard, onDetachCard),
  handles(forgetCustomer, onForgetCustomer),
  handles(syncCard, onSyncCard),
  handles(syncCustomer, onSyncCustomer),
];
