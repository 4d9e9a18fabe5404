import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import type { WebhookEndpointId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { addressPolicy } from '../platform/http/address-policy.ts';
import { publicUrl } from '../platform/http/public-address.ts';
import { loadEnabled, loadEndpoint } from './load-endpoint.ts';
import { giveUpPending } from './queries/deliveries.ts';
import {
  deleteEndpoint,
  type Endpoint,
  type EndpointChange,
  guardMayHear,
  updateEndpoint,
} from './queries/endpoints.ts';
import type { SecretRotation, WebhookEndpoint, WebhookEndpointChanges } from './schemas.ts';
import { viewEndpoint } from './views.ts';

type EndpointReply = Promise<Reply<z.input<typeof WebhookEndpoint>>>;

/** Changes the person's endpoint. A disabled one is owed nothing; one that is enabled begins anew. */
export async function changeEndpoint(
  ctx: Ctx,
  id: WebhookEndpointId,
  { url, state, types, description }: z.output<typeof WebhookEndpointChanges>,
): EndpointReply {
  const told = {
    ...(url === undefined ? {} : { url: publicUrl(url, addressPolicy(ctx.config)) }),
    ...(types === undefined ? {} : { types }),
    ...(description === undefined ? {} : { description }),
  };
  return decideAndCommit(ctx, async () => {
    const endpoint = await loadEndpoint(ctx, id);
    const change: EndpointChange = {
      ...told,
      // By what the former address answered nobody knows whether this one fails.
      ...(told.url === undefined || told.url === endpoint.url ? {} : { failing_since: null }),
      ...stateChange(endpoint, state, ctx.now),
    };
    return {
      reply: { status: 200, body: viewEndpoint({ ...endpoint, ...change }) },
      writes: [
        guardMayHear(personOf(ctx.actor)),
        ...updateEndpoint(endpoint, change),
        ...(change.state === 'disabled' ? [giveUpPending(id)] : []),
        audit(ctx, 'webhooks.update', id, { fields: Object.keys(change) }),
      ],
    };
  });
}

/** Signs by a new secret from now on, and by the one before for so long. */
export async function rotateSecret(
  ctx: Ctx,
  id: WebhookEndpointId,
  { oldSignsForHours }: z.output<typeof SecretRotation>,
): EndpointReply {
  const previousUntil = new Date(ctx.now.getTime() + oldSignsForHours * HOUR_MS);
  return decideAndCommit(ctx, async () => {
    const endpoint = await loadEndpoint(ctx, id);
    const change = { secret_number: endpoint.secret_number + 1, previous_until: previousUntil };
    return {
      reply: { status: 200, body: viewEndpoint(endpoint) },
      writes: [...updateEndpoint(endpoint, change), audit(ctx, 'webhooks.rotate-secret', id, { oldSignsForHours })],
    };
  });
}

/** Sends the person's endpoint a test, which is an event like any other, but for it alone. */
export async function testEndpoint(ctx: Ctx, id: WebhookEndpointId): EndpointReply {
  const { personId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const endpoint = await loadEnabled(ctx, id);
    return {
      reply: { status: 202, body: viewEndpoint(endpoint) },
      writes: [emit(ctx, { type: 'webhook.tested', subject: id, hostId: personId, data: {} })],
    };
  });
}

/** Forgets the person's endpoint, with what it is owed and the log of attempts. */
export async function removeEndpoint(ctx: Ctx, id: WebhookEndpointId): Promise<Reply<null>> {
  const by = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [guardMayHear(by), deleteEndpoint(id, by.personId), audit(ctx, 'webhooks.remove', id, {})],
  }));
}

function stateChange({ state: before }: Endpoint, state: Endpoint['state'] | undefined, now: Date): EndpointChange {
  if (state === undefined || state === before) return {};
  if (state === 'disabled') return { state, disabled_reason: 'owner' };
  return { state, disabled_reason: null, enabled_at: now, failing_since: null };
}
