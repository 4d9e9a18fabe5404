import { personOf } from '../kernel/actor.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { ApiKeys, CreatedApiKey, NewApiKey } from './api-key-schemas.ts';
import { createApiKey, revokeApiKey, viewApiKey } from './api-keys.ts';
import { selectLiveKeys } from './queries/api-keys.ts';

const tag = 'Keys';
const auth = 'person';

export const apiKeyRoutes: readonly Route[] = [
  route(
    {
      operationId: 'apiKeys_create',
      method: 'post',
      path: '/v1/me/api-keys',
      tag,
      summary: 'Make a key for a program of yours',
      description:
        'It acts for you wherever an access token would, as far as its scopes go, until you revoke it. To replace one, ' +
        'make another of the same name, and revoke the old one once nothing uses it.',
      auth,
      limit: 'write',
      body: NewApiKey,
      reply: { status: 201, description: 'The key, shown this once.', schema: CreatedApiKey },
      problems: ['key-limit'],
    },
    (ctx, { body }) => createApiKey(ctx, body),
  ),
  route(
    {
      operationId: 'apiKeys_list',
      method: 'get',
      path: '/v1/me/api-keys',
      tag,
      summary: 'List your keys',
      auth,
      limit: 'read',
      reply: { status: 200, description: 'Those that live, never what they are.', schema: ApiKeys },
      problems: [],
    },
    async (ctx) => {
      const rows = await ctx.db.all(selectLiveKeys(personOf(ctx.actor).personId));
      return ok({ data: rows.map(viewApiKey) });
    },
  ),
  route(
    {
      operationId: 'apiKeys_revoke',
      method: 'delete',
      path: '/v1/me/api-keys/{id}',
      tag,
      summary: 'Revoke a key',
      auth,
      limit: 'write',
      params: idParams('apiKey'),
      reply: { status: 204, description: 'It opens nothing any more.' },
      problems: [],
    },
    (ctx, { params }) => revokeApiKey(ctx, params.id),
  ),
];
