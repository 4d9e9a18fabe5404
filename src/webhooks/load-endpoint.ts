import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { WebhookEndpointId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type Endpoint, guardMayHear, selectEndpoint } from './queries/endpoints.ts';

/** The acting person's endpoint. Throws `not-found` for anybody else's, and `scope-missing` as `guardMayHear` does. */
export async function loadEndpoint(ctx: Ctx, id: WebhookEndpointId): Promise<Endpoint> {
  const by = personOf(ctx.actor);
  const [, [endpoint]] = await ctx.db.batch([guardMayHear(by), selectEndpoint(id, by.personId)]);
  if (endpoint === undefined) throw new Problem('not-found');
  return endpoint;
}

/** The acting person's endpoint, to send something to. Throws `invalid-transition` while it is disabled. */
export async function loadEnabled(ctx: Ctx, id: WebhookEndpointId): Promise<Endpoint> {
  const endpoint = await loadEndpoint(ctx, id);
  refuseDisabled(endpoint);
  return endpoint;
}

/** Throws `invalid-transition` for an endpoint that nothing is sent to. */
export function refuseDisabled({ state }: Endpoint): void {
  if (state === 'enabled') return;
  throw new Problem('invalid-transition', { detail: 'The endpoint is disabled; enable it first.' });
}
