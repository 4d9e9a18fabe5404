import type { Route } from './platform/http/route.ts';

/** Every operation of the service. */
export const routes: readonly Route[] = [];
