import { guardActive } from '../accounts/index.ts';
import { guardNoStaleFeed, selectHasStaleFeed } from '../channels/index.ts';
import type { Ctx } from '../context.ts';
import { personOf, sideOf } from '../kernel/actor.ts';
import { type AlterationId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { cancelPayment } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { accepted, acceptWrites, addsNights, stayOf } from './accept-alteration.ts';
import { costsWhatItSays, moverOf, nextAlteration, obstacleTo } from './alteration.ts';
import { openDifference, withSecret } from './alteration-payment.ts';
import type { Alteration } from './alteration-schemas.ts';
import { viewAlteration } from './alteration-view.ts';
import { eventOfAlteration } from './booking.ts';
import { expireAlteration } from './jobs.ts';
import { selectOwn } from './load-booking.ts';
import { type AlterationRow, bookingOf, listingOf, selectAlteration, updateAlteration } from './queries/alterations.ts';
import { type BookingRow, withShares } from './queries/bookings.ts';
import { moveBooking } from './queries/nights.ts';
import { clocks } from './state.ts';

type Answer = Promise<Reply<z.input<typeof Alteration>>>;

/**
 * The other side accepts in time: the booking is what was proposed from now on. A guest who is to pay more has the
 * difference authorised first: the answer holds the secret, and the booking changes once that is done. Throws
 * `invalid-transition` for what cannot be agreed any more, while the side that proposed it is suspended, and for nights that
 * a guest would get while a feed is stale.
 */
export async function acceptAlteration(ctx: Ctx, alterationId: AlterationId): Answer {
  const paymentId = newId('payment');
  const reply = await decideAndCommit(ctx, async () => {
    const { alteration, booking, hasStaleFeed } = await loadAlteration(ctx, alterationId);
    refuseLate(booking, alteration, ctx.now);
    const isToPay = alteration.difference > 0 && alteration.proposed_by === 'host';
    const side = sideOf(ctx.actor, booking);
    const { to } = nextAlteration(alteration, isToPay ? 'pay' : 'accept', moverOf(alteration, side));
    const mayBeSold = side === 'guest' && addsNights(booking, alteration);
    if (mayBeSold && hasStaleFeed) throw new Problem('invalid-transition', { detail: unseen });
    const areActive = [
      guardActive([personOf(ctx.actor).personId], 'session-ended'),
      guardActive([side === 'guest' ? booking.host_id : booking.guest_id], 'invalid-transition'),
    ];
    const noted = [
      ...(mayBeSold ? [guardNoStaleFeed(booking.listing_id, ctx.realNow)] : []),
      audit(ctx, 'alterations.accept', alterationId),
    ];
    if (to === 'accepted') {
      const body = viewAlteration(accepted(alteration, ctx.now));
      return {
        reply: { status: 200, body },
        writes: [...areActive, ...acceptWrites(ctx, booking, alteration), ...noted],
      };
    }
    const payableUntil = new Date(ctx.now.getTime() + clocks.hold);
    const change = { state: to, payment_id: paymentId, expires_at: payableUntil };
    return {
      reply: { status: 200, body: viewAlteration({ ...alteration, ...change }) },
      writes: [
        ...areActive,
        ...moveBooking(booking),
        updateAlteration(alteration, change),
        openDifference(ctx, booking, { paymentId, totals: alteration.price.totals, payableUntil }),
        emit(ctx, eventOfAlteration('alteration.accepting', booking, alterationId)),
        enqueue(ctx, expireAlteration, { alterationId }, payableUntil),
        ...noted,
      ],
    };
  });
  return withSecret(ctx, reply);
}

/** The other side declines; an authorised difference is given free. */
export function declineAlteration(ctx: Ctx, alterationId: AlterationId): Answer {
  return end(ctx, alterationId, 'decline');
}

/** Who proposed it takes it back; an authorised difference is given free. */
export function withdrawAlteration(ctx: Ctx, alterationId: AlterationId): Answer {
  return end(ctx, alterationId, 'withdraw');
}

/** The writes that end a proposal without the booking having changed. */
export function endAlterationWrites(
  ctx: Ctx,
  booking: BookingRow,
  alteration: AlterationRow,
  move: ReturnType<typeof nextAlteration>,
): Write[] {
  return [...moveBooking(booking), ...fallWrites(ctx, booking, alteration, move)];
}

/** Those of them that are the proposal's own, for a batch in which the booking moves as well. */
export function fallWrites(
  ctx: Ctx,
  booking: BookingRow,
  alteration: AlterationRow,
  { to, tells }: ReturnType<typeof nextAlteration>,
): Write[] {
  const { id, state, payment_id: paymentId } = alteration;
  const told = eventOfAlteration(tells, booking, id);
  const { hostId: _, ...toGuest } = told;
  return [
    updateAlteration(alteration, { state: to, expires_at: null, ended_at: ctx.now }),
    // Of one that is not paid the host has not heard.
    emit(ctx, state === 'unpaid' ? toGuest : told),
    ...(paymentId === null ? [] : [enqueue(ctx, cancelPayment, { paymentId })]),
  ];
}

function end(ctx: Ctx, alterationId: AlterationId, name: 'decline' | 'withdraw'): Answer {
  return decideAndCommit(ctx, async () => {
    const { alteration, booking } = await loadAlteration(ctx, alterationId);
    const move = nextAlteration(alteration, name, moverOf(alteration, sideOf(ctx.actor, booking)));
    const ended = { ...alteration, state: move.to, expires_at: null, ended_at: ctx.now };
    return {
      reply: { status: 200, body: viewAlteration(ended) },
      writes: [...endAlterationWrites(ctx, booking, alteration, move), audit(ctx, `alterations.${name}`, alterationId)],
    };
  });
}

// What the host has said yes to is up to three days old, as only the host's own answer is not.
const unseen =
  'The calendar of another channel cannot be read, and nights of it may be sold there: what you propose the host can accept.';

async function loadAlteration(ctx: Ctx, alterationId: AlterationId) {
  const [[booking], [alteration], [feeds]] = await ctx.db.batch([
    withShares(selectOwn(ctx, bookingOf(alterationId))),
    selectAlteration(alterationId),
    selectHasStaleFeed(listingOf(bookingOf(alterationId)), ctx.realNow),
  ]);
  if (booking === undefined || alteration === undefined) throw new Problem('not-found');
  return { booking, alteration, hasStaleFeed: feeds?.is_stale === true };
}

function refuseLate(booking: BookingRow, alteration: AlterationRow, now: Date): void {
  const { expires_at, payment_id } = alteration;
  const refuse = (detail: string) => new Problem('invalid-transition', { detail });
  if (expires_at !== null && expires_at <= now) throw refuse('The time to answer this proposal is up.');
  const isFree = booking.payments.some(({ id, state }) => id === payment_id && state === 'cancelled');
  if (isFree) throw refuse('What was authorised for this proposal is free again.');
  if (!costsWhatItSays(alteration, booking)) throw refuse('What was paid has changed since this was proposed.');
  const obstacle = obstacleTo(booking, stayOf(alteration), now);
  if (obstacle !== undefined) throw refuse(obstacle);
}
