import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { RowsOf } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { deliverWebhooks } from './jobs.ts';
import { forgetOld, selectForgettable, selectForgotten } from './queries/deliveries.ts';

/** Endpoints that are woken in a minute, and rows of a table that are forgotten in one. */
const AT_ONCE = 1_000;
const FORGET_AT_ONCE = 10_000;

/** What `tendWebhooks` goes by: endpoints whose job was lost, and whether anything is past its keeping. */
export function untended({ now }: Ctx) {
  return [selectForgotten(now, AT_ONCE), selectForgettable(now)] as const;
}

/**
 * Wakes endpoints whose job was lost, and forgets what is past its keeping, every minute.
 * @param found the rows of `untended`
 */
export async function tendWebhooks(
  ctx: Ctx,
  [forgotten, forgettable]: RowsOf<ReturnType<typeof untended>>,
): Promise<void> {
  if (forgettable.length > 0) await ctx.db.batch(forgetOld(ctx.now, FORGET_AT_ONCE));
  if (forgotten.length === 0) return;
  await commitOrThrow(
    ctx,
    forgotten.map(({ id }) => enqueue(ctx, deliverWebhooks, { endpointId: id })),
  );
}
