import { endMadeBefore } from '../accounts/index.ts';
import type { Route } from '../platform/http/route.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onDeliverWebhooks } from './deliver.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { endpointRoutes } from './endpoint-routes.ts';
import { deliverWebhooks, redeliverWebhooks } from './jobs.ts';
import { disableMadeBefore } from './queries/deliveries.ts';
import { onRedeliverWebhooks } from './redeliver.ts';

export { fanOut } from './queries/deliveries.ts';
export { deleteEndpointsOf } from './queries/endpoints.ts';
export { tendWebhooks, untended } from './schedule.ts';

export const webhookRoutes: readonly Route[] = [...endpointRoutes, ...deliveryRoutes];

export const webhookJobs: readonly JobBinding[] = [
  handles(deliverWebhooks, onDeliverWebhooks),
  handles(redeliverWebhooks, onRedeliverWebhooks),
  handles(endMadeBefore, async (ctx, { personId, resetAt }) => [
    disableMadeBefore(personId, new Date(resetAt), ctx.now),
  ]),
];
