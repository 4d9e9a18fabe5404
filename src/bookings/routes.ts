import { personOf, sideOf } from '../kernel/actor.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { acceptBooking } from './accept-booking.ts';
import { cancelBooking, reportNoShow } from './cancel-booking.ts';
import { createBooking } from './create-booking.ts';
import { declineBooking, releaseBooking, withdrawBooking } from './end-unconfirmed.ts';
import { listBookings, listOrder } from './list-bookings.ts';
import { BookingPage, BookingQuery } from './list-schemas.ts';
import { loadBooking, loadCancellable } from './load-booking.ts';
import { PreviewQuery, RefundPreview } from './preview-schemas.ts';
import { Booking, HeldBooking, NewBooking } from './schemas.ts';
import { viewBooking, viewPreview, viewSummary } from './views.ts';

const tag = 'Bookings';
const auth = 'person';
const params = idParams('booking');

/** What every move of one booking has in common. */
const move = { method: 'post', tag, auth, limit: 'write', params, problems: ['invalid-transition'] } as const;
const after = (description: string) => ({ status: 200, description, schema: Booking }) as const;

export const bookingRoutes: readonly Route[] = [
  route(
    {
      operationId: 'bookings_create',
      method: 'post',
      path: '/v1/bookings',
      tag,
      summary: 'Book a quoted stay',
      description:
        'Holds the nights for 15 minutes and answers with the secret of the payment, to be confirmed with Stripe.js. ' +
        'An instant booking is confirmed once it is paid; a request once the host has accepted it, till when the amount ' +
        'is authorised only. After `payment-unavailable` the hold stands: try again with the same Idempotency-Key.',
      auth,
      limit: 'payment',
      body: NewBooking,
      reply: { status: 201, description: 'The hold, and what pays for it.', schema: HeldBooking },
      problems: [
        'quote-invalid',
        'quote-not-yours',
        'quote-expired',
        'quote-used',
        'own-listing',
        'card-unknown',
        'card-required',
        'split-unavailable',
        'email-unverified',
        'too-many-holds',
        'listing-not-open',
        'nights-unavailable',
        'request-in-progress',
        'payment-unavailable',
      ],
    },
    (ctx, { body }) => createBooking(ctx, body),
  ),
  route(
    {
      operationId: 'bookings_list',
      method: 'get',
      path: '/v1/bookings',
      tag,
      summary: 'List the own bookings',
      description: listOrder,
      auth,
      limit: 'read',
      query: BookingQuery,
      reply: { status: 200, description: 'One page.', schema: BookingPage },
      problems: [],
    },
    async (ctx, { query }) =>
      ok(await listBookings(ctx, personOf(ctx.actor).personId, query, (row) => viewSummary(ctx, row, query.as))),
  ),
  route(
    {
      operationId: 'bookings_get',
      method: 'get',
      path: '/v1/bookings/{id}',
      tag,
      summary: 'See a booking, as its guest or its host',
      auth,
      limit: 'read',
      params,
      reply: { status: 200, description: 'The booking.', schema: Booking },
      problems: [],
    },
    async (ctx, { params: { id } }) => {
      const booking = await loadBooking(ctx, id);
      return ok(viewBooking(ctx, booking, sideOf(ctx.actor, booking)));
    },
  ),
  route(
    {
      operationId: 'bookings_previewRefund',
      method: 'get',
      path: '/v1/bookings/{id}/refund-preview',
      tag,
      summary: 'See what a cancellation would give back',
      auth,
      limit: 'read',
      params,
      query: PreviewQuery,
      reply: { status: 200, description: 'If it were cancelled then.', schema: RefundPreview },
      problems: ['invalid-transition'],
    },
    async (ctx, { params: { id }, query: { at, terms } }) => {
      const booking = await loadCancellable(ctx, id, 'party');
      const side = sideOf(ctx.actor, booking);
      const when = at === undefined ? ctx.now : new Date(at);
      return ok(viewPreview(booking, side, { terms: terms ?? side, at: when, now: ctx.now }));
    },
  ),
  route(
    {
      ...move,
      operationId: 'bookings_release',
      path: '/v1/bookings/{id}/release',
      summary: 'Give up a hold before paying, as its guest',
      reply: after('The booking, expired.'),
    },
    (ctx, { params: { id } }) => releaseBooking(ctx, id),
  ),
  route(
    {
      ...move,
      operationId: 'bookings_withdraw',
      path: '/v1/bookings/{id}/withdraw',
      summary: 'Take a request back, as its guest',
      reply: after('The booking, withdrawn; the authorised amount is given free.'),
    },
    (ctx, { params: { id } }) => withdrawBooking(ctx, id),
  ),
  route(
    {
      ...move,
      operationId: 'bookings_accept',
      path: '/v1/bookings/{id}/accept',
      summary: 'Accept a request, as its host',
      description:
        'Stops its clock. The booking is confirmed once the authorised amount is captured. `nights-unavailable`: another ' +
        'channel has sold a night of it meanwhile, and its calendar still says so. While its guest is suspended it is ' +
        '`invalid-transition`.',
      reply: after('The booking, accepted.'),
      problems: ['invalid-transition', 'nights-unavailable'],
    },
    (ctx, { params: { id } }) => acceptBooking(ctx, id),
  ),
  route(
    {
      ...move,
      operationId: 'bookings_decline',
      path: '/v1/bookings/{id}/decline',
      summary: 'Decline a request, as its host',
      reply: after('The booking, declined; the authorised amount is given free.'),
    },
    (ctx, { params: { id } }) => declineBooking(ctx, id),
  ),
  route(
    {
      ...move,
      operationId: 'bookings_cancel',
      path: '/v1/bookings/{id}/cancel',
      summary: 'Cancel a confirmed booking, as its guest or its host',
      description:
        'The guest gets back what the cancellation terms say, from the host everything. Nights that the host takes ' +
        'away stay closed, and the host owes a fee.',
      reply: after('The booking, cancelled, with what is refunded.'),
      problems: ['invalid-transition', 'payment-disputed'],
    },
    (ctx, { params: { id } }) => cancelBooking(ctx, id),
  ),
  route(
    {
      ...move,
      operationId: 'bookings_reportNoShow',
      path: '/v1/bookings/{id}/report-no-show',
      summary: 'Report that the guest did not come, as the host',
      description: 'From when the check-in opens on. The booking ends as if the guest had cancelled it now.',
      reply: after('The booking, cancelled, with what is refunded.'),
      problems: ['invalid-transition', 'payment-disputed'],
    },
    (ctx, { params: { id } }) => reportNoShow(ctx, id),
  ),
];
