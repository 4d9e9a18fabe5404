import type { Ctx } from '../context.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { decideLook, type Look, nextDeposit } from './deposit.ts';
import { authoriseDeposit, lookAtDeposit } from './jobs.ts';
import { hearDeclined } from './move-hold.ts';
import { type Deposit, type DepositChange, insertHold, loadDeposit, updateDeposit } from './queries.ts';
import { releaseWrites, tellDeposit } from './tell-deposit.ts';

/** Job: does what is due about a deposit, and comes back when it has to be looked at next. */
export async function onLookAtDeposit(ctx: Ctx, { bookingId }: { bookingId: BookingId }): Promise<readonly Write[]> {
  const loaded = await loadDeposit(ctx, { bookingId });
  if (loaded === undefined) return [];
  const { deposit, holds } = loaded;
  const look = decideLook(deposit, holds, ctx.now);
  // What the guest has set aside meanwhile may not have been told yet.
  const declined = look.does === 'tell-missing' ? holds.find(({ state }) => state === 'declined') : undefined;
  const heard = declined === undefined ? [] : await hearDeclined(ctx, loaded, declined);
  if (heard.length > 0) return heard;
  const { change, writes } = doneBy(ctx, loaded, look.does);
  const isSame = look.nextAt?.getTime() === deposit.look_at?.getTime();
  if (look.does === 'nothing' && isSame) return [];
  return [
    updateDeposit(deposit, { ...change, look_at: look.nextAt }, ctx.now),
    ...writes,
    ...(look.nextAt === null || isSame ? [] : [enqueue(ctx, lookAtDeposit, { bookingId }, look.nextAt)]),
  ];
}

function doneBy(
  ctx: Ctx,
  { deposit, holds }: Deposit,
  does: Look['does'],
): { change: DepositChange; writes: readonly Write[] } {
  switch (does) {
    case 'authorise': {
      const holdId = newId('depositHold');
      return {
        change: {},
        writes: [
          insertHold({ id: holdId, deposit_id: deposit.id }, ctx.realNow),
          enqueue(ctx, authoriseDeposit, { holdId }),
        ],
      };
    }
    case 'end':
      return {
        change: {},
        writes: releaseWrites(
          ctx,
          holds.filter(({ id }) => id === deposit.hold_id),
        ),
      };
    case 'release':
      return {
        change: { state: nextDeposit(deposit.state, 'release') },
        writes: [tellDeposit(ctx, 'deposit.released', deposit), ...releaseWrites(ctx, holds)],
      };
    case 'reschedule':
      return {
        change: { state: nextDeposit(deposit.state, 'reschedule'), hold_id: null, error: null },
        writes: [tellDeposit(ctx, 'deposit.rescheduled', deposit), ...releaseWrites(ctx, holds)],
      };
    case 'tell-missing':
      return {
        change: { missing_told_at: ctx.now },
        writes: [tellDeposit(ctx, 'deposit.missing', deposit), ...releaseWrites(ctx, holds)],
      };
    case 'nothing':
      return { change: {}, writes: [] };
  }
}
