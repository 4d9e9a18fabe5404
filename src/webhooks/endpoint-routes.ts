import { personOf } from '../kernel/actor.ts';
import { z } from '../kernel/zod.ts';
import { idField, idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { changeEndpoint, removeEndpoint, rotateSecret, testEndpoint } from './change-endpoint.ts';
import { createEndpoint } from './create-endpoint.ts';
import { loadEndpoint } from './load-endpoint.ts';
import { selectEndpointPage } from './queries/endpoints.ts';
import {
  ListQuery,
  NewWebhookEndpoint,
  SecretRotation,
  WebhookEndpoint,
  WebhookEndpointChanges,
  WebhookEndpointPage,
  WebhookSecrets,
} from './schemas.ts';
import { liveSecrets } from './signature.ts';
import { viewEndpoint } from './views.ts';

const tag = 'Webhooks';
const auth = 'person';
const path = '/v1/webhook-endpoints/{id}';
const params = idParams('webhookEndpoint');
const EndpointKey = z.tuple([idField('webhookEndpoint')]);

export const endpointRoutes: readonly Route[] = [
  route(
    {
      operationId: 'webhookEndpoints_create',
      method: 'post',
      path: '/v1/webhook-endpoints',
      tag,
      summary: 'Have events sent to an address of yours',
      description:
        'What you may read in the feed of events is sent, from now on, signed as Standard Webhooks says; operators are ' +
        'sent everything. Its secrets are read on their own. Twenty endpoints are the most.',
      auth,
      limit: 'write',
      body: NewWebhookEndpoint,
      reply: { status: 201, description: 'The endpoint.', schema: WebhookEndpoint },
      problems: ['webhook-limit'],
    },
    (ctx, { body }) => createEndpoint(ctx, body),
  ),
  route(
    {
      operationId: 'webhookEndpoints_list',
      method: 'get',
      path: '/v1/webhook-endpoints',
      tag,
      summary: 'List your endpoints',
      auth,
      limit: 'read',
      query: ListQuery,
      reply: { status: 200, description: 'A page of endpoints, oldest first.', schema: WebhookEndpointPage },
      problems: [],
    },
    async (ctx, { query: { cursor, limit } }) => {
      const [after] = decodeCursor(cursor, EndpointKey) ?? [];
      const rows = await ctx.db.all(selectEndpointPage(personOf(ctx.actor).personId, { after, limit }));
      return ok(page(rows, limit, viewEndpoint, ({ id }) => [id]));
    },
  ),
  route(
    {
      operationId: 'webhookEndpoints_get',
      method: 'get',
      path,
      tag,
      summary: 'See an endpoint',
      auth,
      limit: 'read',
      params,
      reply: { status: 200, description: 'The endpoint.', schema: WebhookEndpoint },
      problems: [],
    },
    async (ctx, { params: { id } }) => ok(viewEndpoint(await loadEndpoint(ctx, id))),
  ),
  route(
    {
      operationId: 'webhookEndpoints_update',
      method: 'patch',
      path,
      tag,
      summary: 'Change, disable or enable an endpoint',
      description:
        'While it is disabled nothing is sent and what was pending is given up; `redeliver` brings it back once it is ' +
        'enabled.',
      auth,
      limit: 'write',
      params,
      body: WebhookEndpointChanges,
      reply: { status: 200, description: 'The endpoint as it is now.', schema: WebhookEndpoint },
      problems: [],
    },
    (ctx, { params: { id }, body }) => changeEndpoint(ctx, id, body),
  ),
  route(
    {
      operationId: 'webhookEndpoints_remove',
      method: 'delete',
      path,
      tag,
      summary: 'Remove an endpoint',
      auth,
      limit: 'write',
      params,
      reply: { status: 204, description: 'It is gone, with what it was owed and its log.' },
      problems: [],
    },
    (ctx, { params: { id } }) => removeEndpoint(ctx, id),
  ),
  route(
    {
      operationId: 'webhookSecrets_list',
      method: 'get',
      path: `${path}/secrets`,
      tag,
      summary: 'Read the secrets that messages are signed by',
      auth,
      scope: 'write',
      limit: 'read',
      params,
      reply: { status: 200, description: 'One secret, or two after a rotation.', schema: WebhookSecrets },
      problems: [],
    },
    async (ctx, { params: { id } }) =>
      ok({ data: await liveSecrets(ctx.config.integrationSecret, await loadEndpoint(ctx, id), ctx.now) }),
  ),
  route(
    {
      operationId: 'webhookSecrets_rotate',
      method: 'post',
      path: `${path}/secrets/rotate`,
      tag,
      summary: 'Sign by a new secret',
      description: 'The one before signs as well for as long as you say, so that your receiver can learn the new one.',
      auth,
      limit: 'write',
      params,
      body: SecretRotation,
      reply: { status: 200, description: 'The endpoint; read its secrets.', schema: WebhookEndpoint },
      problems: [],
    },
    (ctx, { params: { id }, body }) => rotateSecret(ctx, id, body),
  ),
  route(
    {
      operationId: 'webhookEndpoints_test',
      method: 'post',
      path: `${path}/test`,
      tag,
      summary: 'Have a test sent',
      description: 'An event `webhook.tested`, sent to this endpoint alone, whatever types it asks for.',
      auth,
      limit: 'write',
      params,
      reply: { status: 202, description: 'It is on its way; see the deliveries.', schema: WebhookEndpoint },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id } }) => testEndpoint(ctx, id),
  ),
];
