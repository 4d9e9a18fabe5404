export { readableEvents } from './queries.ts';
export { eventRoutes } from './routes.ts';
export { type EventRow, viewEvent } from './view-event.ts';
