import { idOfUuid } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import type { Attempt, Delivery } from './queries/deliveries.ts';
import type { Endpoint } from './queries/endpoints.ts';
import type { WebhookAttempts, WebhookDelivery, WebhookEndpoint } from './schemas.ts';

export function viewEndpoint(endpoint: Endpoint): z.input<typeof WebhookEndpoint> {
  return {
    id: endpoint.id,
    url: endpoint.url,
    types: endpoint.types,
    description: endpoint.description,
    state: endpoint.state,
    disabledReason: endpoint.disabled_reason,
    failingSince: endpoint.failing_since?.toISOString() ?? null,
    createdAt: endpoint.created_at.toISOString(),
  };
}

export function viewDelivery(delivery: Delivery): z.input<typeof WebhookDelivery> {
  return {
    eventId: idOfUuid('event', delivery.key),
    type: delivery.type,
    state: delivery.state,
    attempts: delivery.attempts,
    nextAttemptAt: delivery.next_attempt_at?.toISOString() ?? null,
    deliveredAt: delivery.delivered_at?.toISOString() ?? null,
    createdAt: delivery.created_at.toISOString(),
  };
}

export function viewAttempts(attempts: readonly Attempt[]): z.input<typeof WebhookAttempts> {
  return { data: attempts.map(({ at, ...attempt }) => ({ at: at.toISOString(), ...attempt })) };
}
