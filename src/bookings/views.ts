import type { PayingCard } from '../cards/index.ts';
import type { Ctx } from '../context.ts';
import { newlyAgreed, viewDeposit } from '../deposits/index.ts';
import type { Side } from '../kernel/actor.ts';
import type { BookingId, PaymentId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { viewCover } from '../listings/index.ts';
import {
  type Canceller,
  cancellationTerms,
  type QuoteContent,
  refundSteps,
  type Split,
  stayOfQuote,
} from '../pricing/index.ts';
import { bookedStayOf, refundedOf } from './booking.ts';
import { type Division, divisionAt } from './cancellation.ts';
import { givableOf, wasPaid } from './left.ts';
import type { BookingSummary, SupportBookingSummary } from './list-schemas.ts';
import type { RefundPreview } from './preview-schemas.ts';
import type { BookingRow, BookingToCancel, BookingWithShares } from './queries/bookings.ts';
import type { ListedBooking } from './queries/lists.ts';
import { foretoldStayOf, inTwoParts, viewAgreed, viewRest } from './rest.ts';
import type { Booking, HeldBooking } from './schemas.ts';
import type { SupportBooking } from './support-schemas.ts';

/** A hold as it was just made of its quote; the secret is filled in once Stripe has said it. */
export function viewHeld(
  quote: QuoteContent,
  held: {
    bookingId: BookingId;
    paymentId: PaymentId;
    createdAt: Date;
    expiresAt: Date;
    card: PayingCard | undefined;
    split: Split | null;
  },
): z.input<typeof HeldBooking> {
  const { stay, price } = quote;
  const { split } = held;
  const booked = stayOfQuote(quote, held.createdAt);
  const heldStay = {
    state: 'held',
    check_in: stay.checkIn,
    check_in_from: quote.checkInFrom,
    check_out: stay.checkOut,
    check_out_by: quote.checkOutBy,
    time_zone: quote.timeZone,
  } as const;
  return {
    id: held.bookingId,
    listingId: quote.listingId,
    state: 'held',
    mode: quote.mode,
    checkIn: stay.checkIn,
    checkOut: stay.checkOut,
    party: quote.party,
    currency: price.currency,
    lines: price.lines,
    totals: price.totals,
    damageDeposit:
      quote.damageDeposit === null ? null : viewDeposit(newlyAgreed(quote.damageDeposit), heldStay, 'guest'),
    rest: split && viewAgreed(split),
    cancellation: {
      policy: quote.cancellationPolicy.code,
      terms: viewTerms(split ? inTwoParts(booked, split) : booked),
    },
    expiresAt: held.expiresAt.toISOString(),
    createdAt: held.createdAt.toISOString(),
    payment: {
      id: held.paymentId,
      amount: split?.first.guestPays ?? price.totals.guestPays,
      paymentMethod: held.card?.payment_method_id ?? null,
      clientSecret: null,
    },
  };
}

/** A booking as its guest or its host sees it. */
export function viewBooking(ctx: Shown, booking: BookingRow, side: Side): z.input<typeof Booking> {
  const { house_rules: houseRules } = booking;
  return { ...viewFields(ctx, booking, side), side, houseRules, cancellation: viewCancellation(booking) };
}

/** The same in a list, without house rules and cancellation terms. */
export function viewSummary(ctx: Shown, booking: ListedBooking, side: Side): z.input<typeof BookingSummary> {
  return { ...viewFields(ctx, booking, side), side, reviewableUntil: instant(booking.reviewable_until) };
}

/** A booking in a list, as support sees it. */
export function viewSummaryForSupport(ctx: Shown, booking: BookingRow): z.input<typeof SupportBookingSummary> {
  return viewFields(ctx, booking, 'support');
}

/** A booking as support sees it: who can give back how much, and what cancelling it comes to. */
export function viewForSupport(ctx: Shown, booking: BookingWithShares): z.input<typeof SupportBooking> {
  return {
    ...viewFields(ctx, booking, 'support'),
    houseRules: booking.house_rules,
    refundable: wasPaid(booking) ? givableOf(booking) : null,
    cancellation: viewCancellation(booking),
  };
}

function viewFields(ctx: Shown, booking: BookingRow, viewer: Viewer) {
  const { price, adults, children, infants, pets } = booking;
  // How a card was refused is no matter of the host's.
  const as = viewer === 'host' ? 'host' : 'guest';
  const [payment] = booking.payments;
  const uncaptured = booking.payments.find(({ difference }) => difference !== null);
  return {
    id: booking.id,
    listingId: booking.listing_id,
    state: booking.state,
    mode: booking.mode,
    checkIn: booking.check_in,
    checkOut: booking.check_out,
    timeZone: booking.time_zone,
    checkInFrom: booking.check_in_from,
    checkOutBy: booking.check_out_by,
    party: { adults, children, infants, pets },
    currency: price.currency,
    lines: price.lines,
    totals: price.totals,
    damageDeposit: booking.deposit === null ? null : viewDeposit(booking.deposit, booking, as),
    rest: viewRest(booking, as),
    listing: viewListing(ctx, booking, viewer),
    guest: { id: booking.guest_id, name: booking.guest_name, avatarUrl: booking.guest_avatar },
    host: { id: booking.host_id, name: booking.host_name, avatarUrl: booking.host_avatar },
    payment: {
      id: booking.payment_id,
      state: payment.state,
      // An alteration can have made the price less than the rest was, or more than was captured.
      amount: Math.max(0, price.totals.guestPays - (booking.rest?.amount ?? 0) - (uncaptured?.amount ?? 0)),
      refunded: refundedOf(booking),
      refundState: booking.refund_state,
      error: as === 'guest' ? payment.last_error : null,
    },
    expiresAt: instant(booking.expires_at),
    createdAt: booking.created_at.toISOString(),
    requestedAt: instant(booking.requested_at),
    acceptedAt: instant(booking.accepted_at),
    confirmedAt: instant(booking.confirmed_at),
    endedAt: instant(booking.ended_at),
    endedBy: booking.ended_by,
    refund: booking.refund,
    hostFee: viewer === 'guest' ? null : booking.host_fee,
    payout: viewer === 'guest' ? null : viewPayout(booking),
    openAlteration: viewOpen(booking, viewer),
    isNoShow: booking.is_no_show,
    isDisputed: booking.is_disputed,
  };
}

/** What a cancellation on these terms comes to, at that instant and over time. */
export function viewPreview(
  booking: BookingToCancel,
  side: Viewer,
  { terms, at, now }: { terms: Canceller; at: Date; now: Date },
): z.input<typeof RefundPreview> {
  const foretold = foretoldStayOf(booking);
  const steps = refundSteps(foretold, terms, booking.per_dollar);
  const stay = at > now ? foretold : bookedStayOf(booking);
  return {
    at: at.toISOString(),
    terms,
    currency: booking.price.currency,
    ...viewDivision(divisionAt(booking, terms, at, stay), side),
    steps: steps.map((step) => ({ until: instant(step.until), ...viewDivision(step, side) })),
    cancellation: viewCancellation(booking),
  };
}

/** Who looks at a booking. */
type Viewer = Side | 'support';

/** What knows the addresses of photos. */
type Shown = Pick<Ctx, 'storage'>;

export function viewDivision({ refund, kept, hostFee, nightsStayed }: Division, side: Viewer) {
  return { refund, kept, hostFee: side === 'guest' ? null : hostFee, nightsStayed };
}

// The exact place is for who lives there or is about to.
function viewListing(ctx: Shown, booking: BookingRow, viewer: Viewer): z.input<typeof Booking>['listing'] {
  const isExact = viewer === 'host' || (viewer === 'guest' && booking.state === 'confirmed');
  const [latitude, longitude] = isExact
    ? [booking.latitude, booking.longitude]
    : [booking.shown_latitude, booking.shown_longitude];
  return {
    title: booking.listing_title,
    coverPhotoUrl: viewCover(ctx, booking.cover_key),
    place: booking.place,
    checkInUntil: booking.check_in_until,
    location: latitude === null || longitude === null ? null : { latitude, longitude, isExact },
    address: isExact ? booking.address : null,
  };
}

function viewPayout({ payout }: BookingRow) {
  if (payout === null) return null;
  const { coming, in_transfer: inTransfer, paid, next_at: nextAt } = payout;
  return { coming, inTransfer, paid, nextAt: nextAt === null ? null : new Date(nextAt).toISOString() };
}

// A proposal that its guest does not pay for is none to the host; it ends with the booking.
function viewOpen({ open_alteration: open, state }: BookingRow, viewer: Viewer) {
  if (open === null || state !== 'confirmed' || (viewer === 'host' && open.state === 'unpaid')) return null;
  const { id, proposed_by: proposedBy, expires_at: expiresAt } = open;
  return { id, state: open.state, proposedBy, expiresAt: new Date(expiresAt).toISOString() };
}

function viewCancellation(booking: BookingRow) {
  return { policy: booking.cancellation_policy.code, terms: viewTerms(foretoldStayOf(booking)) };
}

function viewTerms(booked: Parameters<typeof cancellationTerms>[0]) {
  return cancellationTerms(booked).map(({ until, refund }) => ({ until: instant(until), refund }));
}

function instant(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
