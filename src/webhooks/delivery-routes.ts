import { personOf } from '../kernel/actor.ts';
import { idOfUuid } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { z } from '../kernel/zod.ts';
import { idField, idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { selectAttempts, selectDelivery, selectDeliveryPage } from './queries/deliveries.ts';
import { guardEndpoint } from './queries/endpoints.ts';
import { redeliverEvent, redeliverSince } from './redeliver.ts';
import {
  DeliveryParams,
  DeliveryQuery,
  Redelivery,
  WebhookAttempts,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookEndpoint,
} from './schemas.ts';
import { viewAttempts, viewDelivery } from './views.ts';

const tag = 'Webhooks';
const auth = 'person';
const path = '/v1/webhook-endpoints/{id}/deliveries';
const params = idParams('webhookEndpoint');
const DeliveryKey = z.tuple([idField('event')]);
const ATTEMPTS_SHOWN = 100;

export const deliveryRoutes: readonly Route[] = [
  route(
    {
      operationId: 'webhookDeliveries_list',
      method: 'get',
      path,
      tag,
      summary: 'List what was sent to an endpoint, or is to be',
      description: 'Of thirty days, the newest event first.',
      auth,
      limit: 'read',
      params,
      query: DeliveryQuery,
      reply: { status: 200, description: 'A page of deliveries.', schema: WebhookDeliveryPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor, limit, state } }) => {
      const [before] = decodeCursor(cursor, DeliveryKey) ?? [];
      const [, , rows] = await ctx.db.batch([
        ...guardEndpoint(personOf(ctx.actor), id),
        selectDeliveryPage(id, { before, state, limit }),
      ]);
      return ok(page(rows, limit, viewDelivery, ({ key }) => [idOfUuid('event', key)]));
    },
  ),
  route(
    {
      operationId: 'webhookDeliveries_listAttempts',
      method: 'get',
      path: `${path}/{eventId}/attempts`,
      tag,
      summary: 'See every attempt to deliver an event',
      auth,
      limit: 'read',
      params: DeliveryParams,
      reply: { status: 200, description: 'What each came to.', schema: WebhookAttempts },
      problems: [],
    },
    async (ctx, { params: { id, eventId } }) => {
      const [, , [delivery], attempts] = await ctx.db.batch([
        ...guardEndpoint(personOf(ctx.actor), id),
        selectDelivery(id, eventId),
        selectAttempts(id, eventId, ATTEMPTS_SHOWN),
      ]);
      if (delivery === undefined) throw new Problem('not-found');
      return ok(viewAttempts(attempts));
    },
  ),
  route(
    {
      operationId: 'webhookDeliveries_redeliver',
      method: 'post',
      path: `${path}/{eventId}/redeliver`,
      tag,
      summary: 'Send an event again, now',
      auth,
      limit: 'write',
      params: DeliveryParams,
      reply: { status: 202, description: 'The delivery, pending anew.', schema: WebhookDelivery },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id, eventId } }) => redeliverEvent(ctx, id, eventId),
  ),
  route(
    {
      operationId: 'webhookEndpoints_redeliver',
      method: 'post',
      path: '/v1/webhook-endpoints/{id}/redeliver',
      tag,
      summary: 'Send again what has happened since',
      description: 'In the background, in no particular order; what happens from now on is not held up.',
      auth,
      limit: 'write',
      params,
      body: Redelivery,
      reply: { status: 202, description: 'It has begun; see the deliveries.', schema: WebhookEndpoint },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => redeliverSince(ctx, id, body),
  ),
];
