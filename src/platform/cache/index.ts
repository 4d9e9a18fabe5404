export { changing, scopesChangedBy } from './changes.ts';
export { type Copies, createCopies } from './copies.ts';
export { type Cached, type Copy, cacheControl, copyOf } from './copy.ts';
export { createEdgeCache } from './edge.ts';
export { type Cache, createCache } from './redis.ts';
export { createRevisions, type Revisions } from './revision.ts';
export { createSharedCache } from './shared.ts';
