import { lockPerson } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { addressPolicy } from '../platform/http/address-policy.ts';
import { publicUrl } from '../platform/http/public-address.ts';
import { guardEndpointCount, guardMayHear, insertEndpoint, newEndpoint } from './queries/endpoints.ts';
import type { NewWebhookEndpoint, WebhookEndpoint } from './schemas.ts';
import { viewEndpoint } from './views.ts';

/** Has events sent to an address of the person's own from now on. The address must be public. */
export async function createEndpoint(
  ctx: Ctx,
  input: z.output<typeof NewWebhookEndpoint>,
): Promise<Reply<z.input<typeof WebhookEndpoint>>> {
  const { personId } = personOf(ctx.actor);
  const endpoint = newEndpoint({
    id: newId('webhookEndpoint'),
    owner_id: personId,
    url: publicUrl(input.url, addressPolicy(ctx.config)),
    description: input.description,
    types: input.types,
    enabled_at: ctx.now,
    created_at: ctx.now,
  });
  return decideAndCommit(ctx, async () => ({
    reply: { status: 201, body: viewEndpoint(endpoint) },
    writes: [
      lockPerson(personId),
      guardMayHear(personOf(ctx.actor)),
      guardEndpointCount(personId),
      ...insertEndpoint(endpoint),
      audit(ctx, 'webhooks.create', endpoint.id, {}),
    ],
  }));
}
