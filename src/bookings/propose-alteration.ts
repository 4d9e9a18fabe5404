import type { Ctx } from '../context.ts';
import { personOf, type Side, sideOf } from '../kernel/actor.ts';
import { policyFor } from '../kernel/cancellation-policy.ts';
import { daysBetween, todayIn } from '../kernel/dates.ts';
import { DAY_MS } from '../kernel/durations.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import type { PricedStay } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { isChargeable, repriceStay, selectForQuote } from '../pricing/index.ts';
import { obstacleTo, paidPriceOf } from './alteration.ts';
import { openDifference, withSecret } from './alteration-payment.ts';
import type { Alteration, NewAlteration } from './alteration-schemas.ts';
import { viewAlteration } from './alteration-view.ts';
import { eventOfAlteration } from './booking.ts';
import { expireAlteration } from './jobs.ts';
import { selectOwn } from './load-booking.ts';
import { type AlterationRow, insertAlteration, listingOf, proposedBy } from './queries/alterations.ts';
import type { BookingRow } from './queries/bookings.ts';
import { moveBooking, preparationKept } from './queries/nights.ts';
import { isRestOpen } from './rest.ts';
import { clocks } from './state.ts';

type Asked = z.output<typeof NewAlteration>;

/** Proposals by one side for a booking within a day: the other has a letter of each. */
const MOST_A_DAY = 20;

/**
 * Guest or host proposes other dates, guests or price for a confirmed booking. It holds no nights. A guest who would pay
 * more gets the secret of a payment, and the host hears of it once the difference is authorised.
 */
export async function proposeAlteration(
  ctx: Ctx,
  bookingId: BookingId,
  input: Asked,
): Promise<Reply<z.input<typeof Alteration>>> {
  const ids = { alteration: newId('alteration'), payment: newId('payment') };
  const reply = await decideAndCommit(ctx, async () => {
    const [[booking], [listing]] = await ctx.db.batch([
      selectOwn(ctx, bookingId)
        .select(preparationKept.as('preparation'))
        .select(proposedBy(personOf(ctx.actor).personId, new Date(ctx.now.getTime() - DAY_MS)).as('proposed')),
      selectForQuote(listingOf(bookingId), input, { promotionCode: null, displayCurrency: null }, ctx.realNow),
    ]);
    if (booking === undefined || listing === undefined) throw new Problem('not-found');
    if (booking.proposed >= MOST_A_DAY) throw new Problem('proposal-limit');
    refuseUnalterable(booking, input, ctx.now);
    const { checkIn, checkOut, party, nightly = null } = input;
    const booked = {
      id: booking.id,
      price: booking.price,
      stay: { checkIn: booking.check_in, checkOut: booking.check_out },
      party: booking,
      preparation: booking.preparation,
      bookedOn: todayIn(booking.time_zone, booking.created_at),
    };
    const price = repriceStay(listing, booked, { stay: { checkIn, checkOut }, party, nightly }, ctx.now);
    const alteration = decideProposal(booking, sideOf(ctx.actor, booking), { input, price, ids, now: ctx.now });
    const { payment_id: paymentId, expires_at: payableUntil } = alteration;
    return {
      reply: { status: 201, body: viewAlteration(alteration) },
      writes: [
        ...moveBooking(booking),
        insertAlteration(alteration),
        ...(paymentId === null || payableUntil === null
          ? []
          : [openDifference(ctx, booking, { paymentId, totals: price.totals, payableUntil })]),
        ...(alteration.state === 'proposed'
          ? [emit(ctx, eventOfAlteration('alteration.proposed', booking, alteration.id))]
          : []),
        enqueue(ctx, expireAlteration, { alterationId: alteration.id }, alteration.expires_at ?? ctx.now),
        audit(ctx, 'alterations.propose', alteration.id, { bookingId }),
      ],
    };
  });
  return withSecret(ctx, reply);
}

function refuseUnalterable(booking: BookingRow, stay: Asked, now: Date): void {
  if (isRestOpen(booking)) throw new Problem('rest-unpaid');
  const isCapturing = booking.payments.some(({ difference }) => difference === 'capturing');
  const detail = isCapturing
    ? 'What the last alteration costs more is being captured: try again in a moment.'
    : obstacleTo(booking, stay, now);
  if (detail !== undefined) throw new Problem('invalid-transition', { detail });
}

function decideProposal(
  booking: BookingRow,
  by: Side,
  given: {
    input: Asked;
    price: PricedStay;
    ids: { alteration: AlterationRow['id']; payment: NonNullable<AlterationRow['payment_id']> };
    now: Date;
  },
): AlterationRow {
  const { input, price, ids, now } = given;
  const difference = price.totals.guestPays - paidPriceOf(booking).guestPays;
  if (difference > 0 && !isChargeable(difference, price.currency)) {
    throw new Problem('amount-not-chargeable', { detail: `The difference comes to ${difference}.` });
  }
  const isPaidFirst = difference > 0 && by === 'guest';
  return {
    id: ids.alteration,
    booking_id: booking.id,
    proposed_by: by,
    state: isPaidFirst ? 'unpaid' : 'proposed',
    version: 1,
    check_in: input.checkIn,
    check_out: input.checkOut,
    ...input.party,
    price,
    cancellation_policy: policyOf(booking, daysBetween(input.checkIn, input.checkOut)),
    difference,
    payment_id: isPaidFirst ? ids.payment : null,
    expires_at: new Date(now.getTime() + (isPaidFirst ? clocks.hold : clocks.alteration)),
    created_at: now,
    ended_at: null,
    settled_at: null,
  };
}

// The policy stays what it was when booked, unless the stay becomes a long one, or is one no more.
function policyOf({ cancellation_policy: policy, check_in, check_out }: BookingRow, nights: number) {
  const { code } = policy;
  const isSame = policyFor(code, nights) === policyFor(code, daysBetween(check_in, check_out));
  return isSame ? policy : { code, ...policyFor(code, nights) };
}
