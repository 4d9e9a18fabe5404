export { hideContacts } from './hide-contacts.ts';
export { messagingRoutes } from './routes.ts';
