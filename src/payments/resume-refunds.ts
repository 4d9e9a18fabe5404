import type { Ctx } from '../context.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { payRefund } from './jobs.ts';
import { selectForgottenRefunds } from './queries/refunds.ts';

const AT_ONCE = 100;

/** Has jobs pay refunds that wait for none, every hour: an isolate that does not know their kind ends their jobs undone. */
export async function resumeRefunds(ctx: Ctx): Promise<void> {
  const forgotten = await ctx.db.all(selectForgottenRefunds(new Date(ctx.now.getTime() - HOUR_MS), AT_ONCE));
  if (forgotten.length === 0) return;
  await commitOrThrow(
    ctx,
    forgotten.map(({ id: refundId }) => enqueue(ctx, payRefund, { refundId })),
  );
  ctx.log.warn('refunds.resumed', { refunds: forgotten.length });
}
