import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { EventId, WebhookEndpointId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { EVENTS_AT_ONCE } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { deliverWebhooks, type RedeliveryJob, redeliverWebhooks } from './jobs.ts';
import { loadEnabled, refuseDisabled } from './load-endpoint.ts';
import { oweAgain, selectDelivery } from './queries/deliveries.ts';
import { guardMayHear, selectEndpoint } from './queries/endpoints.ts';
import { lockEnabled, oweEvents, selectBefore, selectReader, selectStep } from './queries/redelivery.ts';
import type { Redelivery, WebhookDelivery, WebhookEndpoint } from './schemas.ts';
import { timers } from './timers.ts';
import { viewDelivery, viewEndpoint } from './views.ts';

/**
 * Sends one event to the owner's endpoint again, now, whatever became of it before. Throws `not-found`, and
 * `invalid-transition` while the endpoint is disabled.
 */
export async function redeliverEvent(
  ctx: Ctx,
  endpointId: WebhookEndpointId,
  event: EventId,
): Promise<Reply<z.input<typeof WebhookDelivery>>> {
  const by = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const [, [endpoint], [delivery]] = await ctx.db.batch([
      guardMayHear(by),
      selectEndpoint(endpointId, by.personId),
      selectDelivery(endpointId, event),
    ]);
    if (endpoint === undefined || delivery === undefined) throw new Problem('not-found');
    refuseDisabled(endpoint);
    const again = { state: 'pending', attempts: 0, next_attempt_at: ctx.now, delivered_at: null } as const;
    return {
      reply: { status: 202, body: viewDelivery({ ...delivery, ...again }) },
      writes: [
        lockEnabled(endpointId),
        oweAgain(endpointId, delivery.event_id, ctx.now),
        enqueue(ctx, deliverWebhooks, { endpointId }),
        audit(ctx, 'webhooks.redeliver', endpointId, { event }),
      ],
    };
  });
}

/**
 * Has everything since an instant sent to the owner's endpoint again, in the background. Throws `invalid-input` for one
 * before what is kept.
 */
export async function redeliverSince(
  ctx: Ctx,
  endpointId: WebhookEndpointId,
  { from, which }: z.output<typeof Redelivery>,
): Promise<Reply<z.input<typeof WebhookEndpoint>>> {
  return decideAndCommit(ctx, async () => {
    const endpoint = await loadEnabled(ctx, endpointId);
    refuseBefore(from, new Date(ctx.now.getTime() - timers.history));
    const job = { endpointId, from, requestedAt: ctx.now.toISOString(), which, after: null };
    return {
      reply: { status: 202, body: viewEndpoint(endpoint) },
      writes: [
        lockEnabled(endpointId),
        enqueue(ctx, redeliverWebhooks, job),
        audit(ctx, 'webhooks.redeliver', endpointId, { from, which }),
      ],
    };
  });
}

function refuseBefore(from: string, first: Date): void {
  if (new Date(from) >= first) return;
  const detail = `is more than thirty days ago; send ${first.toISOString()} or later`;
  throw new Problem('invalid-input', { errors: [{ pointer: '/from', code: 'too-early', detail }] });
}

/** Job: owes an endpoint the next thousand events of its owner's, wakes it, and has itself go on from there. */
export async function onRedeliverWebhooks(ctx: Ctx, job: RedeliveryJob): Promise<readonly Write[]> {
  const { endpointId, which } = job;
  const [from, requestedAt] = [new Date(job.from), new Date(job.requestedAt)];
  const [[reader], [before]] = await ctx.db.batch([selectReader(endpointId), selectBefore(from)]);
  if (reader === undefined) return [];
  const span = { after: job.after ?? before?.seq ?? 0, from, requestedAt };
  const [step] = await ctx.db.all(selectStep(reader, span));
  if (step === undefined || step.last === null) return [];
  return [
    lockEnabled(endpointId),
    oweEvents(endpointId, reader, span, which, ctx.now),
    enqueue(ctx, deliverWebhooks, { endpointId }),
    ...(step.count === EVENTS_AT_ONCE ? [enqueue(ctx, redeliverWebhooks, { ...job, after: step.last })] : []),
  ];
}
