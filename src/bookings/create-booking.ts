import { guardCardIsThere, loadPayingCard, type PayingCard } from '../cards/index.ts';
import { guardNoStaleFeed, selectHasStaleFeed } from '../channels/index.ts';
import type { Ctx } from '../context.ts';
import { insertDeposit } from '../deposits/index.ts';
import { personOf } from '../kernel/actor.ts';
import { asId, type BookingId, newId, type PaymentId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { shareColumns, sharesOf } from '../kernel/shares.ts';
import type { z } from '../kernel/zod.ts';
import { clientSecretAgain, firstClientSecret, openPayment } from '../payments/index.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { type QuoteContent, verifyQuote } from '../pricing/index.ts';
import { eventOf } from './booking.ts';
import { timerWrites } from './move.ts';
import { guardHolds, insertBooking, lockVerifiedGuest, redeemQuote } from './queries/bookings.ts';
import { freeExpired, guardNotClosed, insertClaim, lockNightsOnSale, nightsOfQuote } from './queries/nights.ts';
import { insertRest } from './queries/rests.ts';
import { decideSplit } from './rest.ts';
import type { HeldBooking, NewBooking } from './schemas.ts';
import { clocks } from './state.ts';
import { viewHeld } from './views.ts';

type Ids = { bookingId: BookingId; paymentId: PaymentId };

/**
 * Holds the nights of a quote for 15 minutes, in one round trip, and opens its payment. The client secret is Stripe's,
 * asked for after the commit; a retry with the same Idempotency-Key gets it for as long as it can be paid.
 * Throws `payment-unavailable` when Stripe does not answer: the hold stands, and the retry goes on from there.
 */
export async function createBooking(
  ctx: Ctx,
  input: z.output<typeof NewBooking>,
): Promise<Reply<z.input<typeof HeldBooking>>> {
  const { personId: guestId } = personOf(ctx.actor);
  const ids: Ids = { bookingId: newId('booking'), paymentId: newId('payment') };
  let attempts = 0;
  let card: PayingCard | undefined;
  const reply = await decideAndCommit(ctx, async () => {
    const signed = await verifyQuote(ctx.config, input.quote, guestId, ctx.now);
    attempts += 1;
    const quote = attempts === 1 ? signed : await asItCanBeBooked(ctx, signed);
    if (quote.hostId === guestId) throw new Problem('own-listing');
    card = input.card === undefined ? undefined : await loadPayingCard(ctx, input.card);
    if (quote.damageDeposit !== null && card === undefined) throw new Problem('card-required');
    const split = decideSplit(quote, input.split, card !== undefined);
    const expiresAt = new Date(ctx.now.getTime() + clocks.hold);
    return {
      reply: { status: 201, body: viewHeld(quote, { ...ids, createdAt: ctx.now, expiresAt, card, split }) },
      writes: holdNights(ctx, quote, ids, { expiresAt, card, split }),
    };
  });
  const { mode, currency, payment } = reply.body;
  const clientSecret = reply.replayed
    ? await clientSecretAgain(ctx, asId('payment', payment.id))
    : await firstClientSecret(ctx, {
        id: ids.paymentId,
        subject: ids.bookingId,
        amount: payment.amount,
        currency,
        capture: captureFor(mode),
        customer_id: card?.customer_id ?? null,
        created_at: ctx.now,
      });
  return { ...reply, body: { ...reply.body, payment: { ...payment, clientSecret } } };
}

// A feed gone stale since the quote makes it a request. The batch finds that out first, so that it costs nothing else.
async function asItCanBeBooked(ctx: Ctx, quote: QuoteContent): Promise<QuoteContent> {
  const [feeds] = await ctx.db.all(selectHasStaleFeed(quote.listingId, ctx.now));
  return feeds?.is_stale ? { ...quote, mode: 'request' } : quote;
}

// The order is the order of locks: quote, guest, listing. Each check comes in a statement after the lock it relies on.
function holdNights(
  ctx: Ctx,
  quote: QuoteContent,
  { bookingId, paymentId }: Ids,
  { expiresAt, card, split }: { expiresAt: Date; card: PayingCard | undefined; split: QuoteContent['split'] },
): Write[] {
  const { personId: guestId, listingId, hostId, price } = quote;
  const { checkIn, checkOut } = quote.stay;
  const nights = nightsOfQuote(listingId, quote.stay, quote.preparation);
  const booking = { id: bookingId, listing_id: listingId, guest_id: guestId, host_id: hostId };
  const first = split?.first ?? price.totals;
  return [
    redeemQuote(quote.quoteId, bookingId, ctx.now),
    lockVerifiedGuest(guestId),
    lockNightsOnSale(listingId, 'listing-not-open'),
    ...(quote.mode === 'instant' ? [guardNoStaleFeed(listingId, ctx.now)] : []),
    guardHolds(guestId, ctx.now),
    freeExpired(nights, ctx.now),
    guardNotClosed(nights),
    insertBooking({
      ...booking,
      ...quote.party,
      state: 'held',
      mode: quote.mode,
      check_in: checkIn,
      check_out: checkOut,
      time_zone: quote.timeZone,
      check_in_from: quote.checkInFrom,
      check_out_by: quote.checkOutBy,
      price,
      kept: split?.first ?? null,
      cancellation_policy: quote.cancellationPolicy,
      payment_id: paymentId,
      expires_at: expiresAt,
      created_at: ctx.now,
    }),
    insertClaim(bookingId, nights, quote.preparation, expiresAt),
    ...(card === undefined ? [] : [guardCardIsThere(card.id)]),
    ...depositOf(ctx, quote, bookingId, card),
    ...restOf(bookingId, split, card),
    openPayment(ctx, {
      id: paymentId,
      subject: bookingId,
      payer_id: guestId,
      payee_id: hostId,
      amount: first.guestPays,
      currency: price.currency,
      ...shareColumns(sharesOf(first)),
      capture: captureFor(quote.mode),
      payable_until: expiresAt,
      customer_id: card?.customer_id ?? null,
    }),
    emit(ctx, eventOf('booking.held', { ...booking, check_in: checkIn, check_out: checkOut })),
    ...timerWrites(ctx, 'held', {
      id: bookingId,
      expires_at: expiresAt,
      check_out: checkOut,
      check_out_by: quote.checkOutBy,
      time_zone: quote.timeZone,
    }),
  ];
}

// The card is there: a stay with a deposit is refused without one.
function depositOf(ctx: Ctx, quote: QuoteContent, bookingId: BookingId, card: PayingCard | undefined): Write[] {
  const { damageDeposit: amount, personId, hostId, price } = quote;
  if (amount === null || card === undefined) return [];
  const parties = { booking_id: bookingId, guest_id: personId, host_id: hostId, card_id: card.id };
  return [insertDeposit({ id: newId('deposit'), ...parties, amount, currency: price.currency }, ctx.now)];
}

// The card is there: a stay paid in two parts is refused without one. What is confirmed has it charged when it is due.
function restOf(bookingId: BookingId, split: QuoteContent['split'], card: PayingCard | undefined): Write[] {
  if (split === null || card === undefined) return [];
  return [
    insertRest({
      booking_id: bookingId,
      card_id: card.id,
      amount: split.rest.guestPays,
      ...shareColumns(sharesOf(split.rest)),
      due_at: split.dueAt,
      pay_by: split.payBy,
    }),
  ];
}

function captureFor(mode: QuoteContent['mode']): 'automatic' | 'manual' {
  return mode === 'instant' ? 'automatic' : 'manual';
}
