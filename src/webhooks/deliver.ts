import type { Ctx } from '../context.ts';
import { viewEvent } from '../events/index.ts';
import type { WebhookEndpointId } from '../kernel/ids.ts';
import { atOnce } from '../platform/at-once.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { addressPolicy } from '../platform/http/address-policy.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { deliverWebhooks } from './jobs.ts';
import {
  type AskedEndpoint,
  type AttemptRecord,
  arriveAt,
  CLAIMED_AT_ONCE,
  type ClaimedDelivery,
  claimDue,
  disable,
  noteHealth,
  recordAttempts,
} from './queries/deliveries.ts';
import { type Sent, sendWebhook } from './send-webhook.ts';
import { liveKeys, signedHeaders } from './signature.ts';
import { nextAttempt } from './timers.ts';

/** Messages that are sent at a time: a Worker has six connections, one is the database's. */
const AT_ONCE = 5;
/** No more is claimed after so long: the next job goes on. */
const RUN_FOR_MS = 30_000;
const GONE = 410;

/**
 * Job: sends what one endpoint is owed and is due, and writes down what came of it. Other endpoints have jobs of their
 * own, so that a slow one holds up nobody else. A twin of this job finds nothing that this one has claimed.
 */
export async function onDeliverWebhooks(
  ctx: Ctx,
  { endpointId }: { endpointId: WebhookEndpointId },
): Promise<readonly Write[]> {
  const started = performance.now();
  const instant = () => new Date(ctx.now.getTime() + Math.round(performance.now() - started));
  while (performance.now() - started < RUN_FOR_MS) {
    const [, claimed] = await ctx.db.batch([arriveAt(endpointId), claimDue(endpointId, instant())]);
    const owed = claimed.filter(({ state }) => state === 'pending');
    const [first] = owed;
    if (first !== undefined) {
      const records = await sendAll(ctx, endpointId, owed, instant);
      await commitOrThrow(ctx, outcomeWrites(ctx, { id: endpointId, url: first.url }, records, instant()));
    }
    if (claimed.length < CLAIMED_AT_ONCE) return [];
  }
  return [enqueue(ctx, deliverWebhooks, { endpointId })];
}

async function sendAll(
  ctx: Ctx,
  endpointId: WebhookEndpointId,
  claimed: readonly ClaimedDelivery[],
  instant: () => Date,
): Promise<AttemptRecord[]> {
  const records: AttemptRecord[] = [];
  await atOnce(AT_ONCE, claimed, async (delivery) => {
    const at = instant();
    records.push(recordOf(delivery, at, await send(ctx, endpointId, delivery, at), instant()));
  });
  return records;
}

async function send(ctx: Ctx, endpointId: WebhookEndpointId, delivery: ClaimedDelivery, at: Date): Promise<Sent> {
  const keys = await liveKeys(ctx.config.integrationSecret, { ...delivery, id: endpointId }, at);
  const event = viewEvent(delivery);
  const body = JSON.stringify(event);
  const headers = await signedHeaders(
    keys.map(({ key }) => key),
    { id: event.id, at, body },
  );
  return sendWebhook({ url: delivery.url, headers, body }, addressPolicy(ctx.config));
}

/** What is written of an attempt: 2xx is success. What an endpoint that is gone is owed is given up as it is disabled. */
function recordOf({ event_id, attempts }: ClaimedDelivery, at: Date, sent: Sent, ended: Date): AttemptRecord {
  const { milliseconds, status, error, answer, retryAfter } = sent;
  const isDelivered = status !== null && status >= 200 && status < 300;
  const next = isDelivered ? undefined : nextAttempt(ended, attempts, Math.random(), retryAfter);
  const state = isDelivered ? 'delivered' : next === undefined ? 'failed' : 'pending';
  return { event_id, attempts, at, milliseconds, status, error, answer, state, next_attempt_at: next ?? null };
}

// All that is claimed at a time is sent to the address that the endpoint had then.
function outcomeWrites(ctx: Ctx, endpoint: AskedEndpoint, records: readonly AttemptRecord[], now: Date): Write[] {
  const { id: endpointId } = endpoint;
  const isGone = records.some(({ status }) => status === GONE);
  const gotThrough = records.some(({ state }) => state === 'delivered');
  const firstAt = new Date(Math.min(...records.map(({ at }) => at.getTime())));
  const retries = new Set(records.flatMap(({ next_attempt_at: next }) => next?.getTime() ?? []));
  return [
    recordAttempts(endpointId, records),
    noteHealth(endpoint, gotThrough ? null : firstAt),
    ...(isGone ? [disable(endpoint, 'gone', now)] : []),
    ...(records.some(({ state }) => state === 'failed') ? [disable(endpoint, 'failing', now)] : []),
    ...[...retries].map((time) => enqueue(ctx, deliverWebhooks, { endpointId }, new Date(time))),
  ];
}
