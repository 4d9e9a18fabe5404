import type { Ctx } from '../context.ts';
import { personOf, type Side, sideOf } from '../kernel/actor.ts';
import type { BookingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { factsOf, nextActionOf, readIntent } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { guardBooking } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { orUnavailable } from '../platform/stripe/index.ts';
import { decideClaim, depositTimes } from './deposit.ts';
import { captureDeposit } from './jobs.ts';
import { type Deposit as Loaded, loadDeposit, updateDeposit } from './queries.ts';
import type { ClaimDeposit, Deposit } from './schemas.ts';
import { tellDeposit } from './tell-deposit.ts';
import { viewDeposit } from './views.ts';

/**
 * The host claims a part of the deposit, or all of it, once; a job captures it. Throws `not-found` for bookings of others
 * and those without a deposit, and what `decideClaim` says.
 */
export function claimDeposit(
  ctx: Ctx,
  bookingId: BookingId,
  { amount, reason }: z.output<typeof ClaimDeposit>,
): Promise<Reply<z.input<typeof Deposit>>> {
  return decideAndCommit(ctx, async () => {
    const loaded = await loadOwn(ctx, bookingId, 'host');
    const { deposit, holds } = loaded;
    decideClaim(deposit, holds, amount, ctx.now);
    const change = { claim_amount: amount, claim_reason: reason, claimed_at: ctx.now };
    return {
      reply: { status: 200, body: view({ ...loaded, deposit: { ...deposit, ...change } }, 'host') },
      writes: [
        // A cancellation, or other dates, moves no deposit: a job does, later.
        guardBooking({ id: bookingId, version: deposit.booking_version }),
        updateDeposit(deposit, change, ctx.now),
        tellDeposit(ctx, 'deposit.claimed', deposit, amount),
        enqueue(ctx, captureDeposit, { depositId: deposit.id }),
        audit(ctx, 'deposits.claim', bookingId, { amount }),
      ],
    };
  });
}

/**
 * The deposit of a booking as its guest or its host sees it. While it failed, and until the check-in, Stripe is asked
 * what the guest can do about it. Throws `not-found` for strangers, and `payment-unavailable`.
 */
export async function seeDeposit(ctx: Ctx, bookingId: BookingId): Promise<z.input<typeof Deposit>> {
  const loaded = await loadOwn(ctx, bookingId);
  const { deposit, holds } = loaded;
  const side = sideOf(ctx.actor, deposit);
  const open = holds.find(({ state }) => state === 'declined');
  const canPay = side === 'guest' && deposit.state === 'failed' && ctx.now < depositTimes(deposit).checkIn;
  if (!canPay || open === undefined || open.intent_id === null) return view(loaded, side);
  const intent = await orUnavailable(ctx, readIntent(ctx, open.intent_id));
  const nextAction = nextActionOf(intent);
  return {
    ...view(loaded, side),
    error: factsOf(intent).error ?? deposit.error,
    nextAction,
    clientSecret: nextAction === null ? null : intent.client_secret,
  };
}

async function loadOwn(ctx: Ctx, bookingId: BookingId, only?: 'host'): Promise<Loaded> {
  const { personId } = personOf(ctx.actor);
  const loaded = await loadDeposit(ctx, { bookingId });
  const isOwn = loaded?.deposit.host_id === personId || (only === undefined && loaded?.deposit.guest_id === personId);
  if (loaded === undefined || !isOwn) throw new Problem('not-found');
  return loaded;
}

function view({ deposit }: Loaded, side: Side): z.input<typeof Deposit> {
  const stay = { ...deposit, state: deposit.booking_state };
  const { booking_id: bookingId, currency } = deposit;
  return { bookingId, currency, ...viewDeposit(deposit, stay, side), nextAction: null, clientSecret: null };
}
