import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { deliverWebhooks } from './jobs.ts';
import { forgetOld, selectForgotten } from './queries/deliveries.ts';

/** Endpoints that are woken in a minute, and rows of a table that are forgotten in one. */
const AT_ONCE = 1_000;
const FORGET_AT_ONCE = 10_000;

/** Wakes endpoints whose job was lost, and forgets what is past its keeping, every minute. */
export async function tendWebhooks(ctx: Ctx): Promise<void> {
  const [forgotten] = await ctx.db.batch([selectForgotten(ctx.now, AT_ONCE), ...forgetOld(ctx.now, FORGET_AT_ONCE)]);
  if (forgotten.length === 0) return;
  await commitOrThrow(
    ctx,
    forgotten.map(({ id }) => enqueue(ctx, deliverWebhooks, { endpointId: id })),
  );
}
