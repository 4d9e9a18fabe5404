import type { Route } from '../platform/http/route.ts';
import { accountRoutes } from './account-routes.ts';
import { apiKeyRoutes } from './api-key-routes.ts';
import { emailChangeRoutes } from './email-change-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** Every operation on accounts, sessions, profiles and keys. */
export const accountsRoutes: readonly Route[] = [
  ...accountRoutes,
  ...sessionRoutes,
  ...profileRoutes,
  ...emailChangeRoutes,
  ...apiKeyRoutes,
];
