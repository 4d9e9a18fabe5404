import type { Ctx } from '../context.ts';
import type { DepositEventType } from '../kernel/events.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { decideLook, type Look, nextDeposit } from './deposit.ts';
import { authoriseDeposit, lookAtDeposit, releaseDeposit } from './jobs.ts';
import {
  type Deposit,
  type DepositChange,
  type DepositRow,
  type Hold,
  insertHold,
  loadDeposit,
  updateDeposit,
} from './queries.ts';

/** Job: does what is due about a deposit, and comes back when it has to be looked at next. */
export async function onLookAtDeposit(ctx: Ctx, { bookingId }: { bookingId: BookingId }): Promise<readonly Write[]> {
  const loaded = await loadDeposit(ctx, { bookingId });
  if (loaded === undefined) return [];
  const { deposit, holds } = loaded;
  const look = decideLook(deposit, holds, ctx.now);
  const { change, writes } = doneBy(ctx, loaded, look.does);
  const isSame = look.nextAt?.getTime() === deposit.look_at?.getTime();
  if (look.does === 'nothing' && isSame) return [];
  return [
    updateDeposit(deposit, { ...change, look_at: look.nextAt }, ctx.now),
    ...writes,
    ...(look.nextAt === null || isSame ? [] : [enqueue(ctx, lookAtDeposit, { bookingId }, look.nextAt)]),
  ];
}

/** The event that tells of a deposit, to both sides unless said otherwise. */
export function tellDeposit(ctx: Ctx, type: DepositEventType, deposit: DepositRow, amount = deposit.amount): Write {
  const { id, booking_id: bookingId, guest_id: guestId, host_id: hostId, currency } = deposit;
  return emit(ctx, { type, subject: id, guestId, hostId, data: { bookingId, amount, currency } });
}

/** The writes that give these authorisations free; one that is being made is given free by its maker. */
export function releaseWrites(ctx: Ctx, holds: readonly Hold[]): Write[] {
  return holds
    .filter(({ state }) => state === 'authorised' || state === 'declined')
    .map(({ id }) => enqueue(ctx, releaseDeposit, { holdId: id }));
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
