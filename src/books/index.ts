export { ledgerRoutes as booksRoutes } from './routes.ts';
