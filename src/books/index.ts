import type { Route } from '../platform/http/route.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onCompareBooks } from './compare-books.ts';
import { documentRoutes } from './document-routes.ts';
import { compareBooks, readStripePage } from './jobs.ts';
import { onReadStripePage } from './read-stripe-page.ts';
import { reconciliationRoutes } from './reconciliation-routes.ts';
import { ledgerRoutes } from './routes.ts';

export { scheduleReconciliations } from './begin-reconciliation.ts';

export const booksRoutes: readonly Route[] = [...ledgerRoutes, ...reconciliationRoutes, ...documentRoutes];

export const booksJobs: readonly JobBinding[] = [
  handles(compareBooks, onCompareBooks),
  handles(readStripePage, onReadStripePage),
];
