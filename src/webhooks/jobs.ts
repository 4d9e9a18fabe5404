import type { WebhookEndpointId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Sends what an endpoint is owed and is due. */
export const deliverWebhooks: JobKind<{ endpointId: WebhookEndpointId }> = {
  name: 'deliver-webhooks',
  payload: z.strictObject({ endpointId: idField('webhookEndpoint') }),
  runsAlone: true,
};

export type RedeliveryJob = {
  endpointId: WebhookEndpointId;
  from: string;
  requestedAt: string;
  which: 'undelivered' | 'all';
  after: number | null;
};

/** Owes an endpoint again what happened since `from`, a thousand events at a time, from the number `after` on. */
export const redeliverWebhooks: JobKind<RedeliveryJob> = {
  name: 'redeliver-webhooks',
  payload: z.strictObject({
    endpointId: idField('webhookEndpoint'),
    from: z.iso.datetime(),
    requestedAt: z.iso.datetime(),
    which: z.enum(['undelivered', 'all']),
    after: z.int().nullable(),
  }),
};
