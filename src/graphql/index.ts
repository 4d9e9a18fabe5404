export { createGraph } from './schema.ts';
export { mountGraphql } from './server.ts';
