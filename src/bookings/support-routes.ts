import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { cancelBySupport } from './cancel-booking.ts';
import { listBookings, listOrder } from './list-bookings.ts';
import { BookingQuery, SupportBookingPage } from './list-schemas.ts';
import { loadCancellable, loadToCancel } from './load-booking.ts';
import { payReturned } from './pay-returned.ts';
import { RefundPreview } from './preview-schemas.ts';
import { refundBooking } from './refund-booking.ts';
import {
  PayReturned,
  ReturnedPaid,
  SupportBooking,
  SupportCancellation,
  SupportCancels,
  SupportPreviewQuery,
  SupportRefund,
  SupportRefunds,
} from './support-schemas.ts';
import { viewForSupport, viewPreview, viewSummaryForSupport } from './views.ts';

const tag = 'Support';
const auth = 'support';
const params = idParams('booking');

export const supportRoutes: readonly Route[] = [
  route(
    {
      operationId: 'support_getBooking',
      method: 'get',
      path: '/v1/admin/bookings/{id}',
      tag,
      summary: 'See a booking of others',
      description: 'Who booked what for how much, what became of it, and what each side can still give back.',
      auth,
      limit: 'read',
      params,
      reply: { status: 200, description: 'The booking.', schema: SupportBooking },
      problems: [],
    },
    async (ctx, { params: { id } }) => ok(viewForSupport(ctx, await loadToCancel(ctx, id, 'anybody'))),
  ),
  route(
    {
      operationId: 'support_listBookings',
      method: 'get',
      path: '/v1/admin/people/{id}/bookings',
      tag,
      summary: 'List the bookings of a person',
      description: `As \`GET /v1/bookings\` does for the person, also of one who has left. ${listOrder}`,
      auth,
      limit: 'read',
      params: idParams('person'),
      query: BookingQuery,
      reply: { status: 200, description: 'One page.', schema: SupportBookingPage },
      problems: [],
    },
    async (ctx, { params: { id }, query }) =>
      ok(await listBookings(ctx, id, query, (row) => viewSummaryForSupport(ctx, row))),
  ),
  route(
    {
      operationId: 'support_previewRefund',
      method: 'get',
      path: '/v1/admin/bookings/{id}/refund-preview',
      tag,
      summary: 'See what cancelling a booking would come to, on any terms',
      auth,
      limit: 'read',
      params,
      query: SupportPreviewQuery,
      reply: { status: 200, description: 'If it were cancelled then.', schema: RefundPreview },
      problems: ['invalid-transition'],
    },
    async (ctx, { params: { id }, query: { terms, at } }) => {
      const booking = await loadCancellable(ctx, id, 'anybody');
      return ok(
        viewPreview(booking, 'support', { terms, at: at === undefined ? ctx.now : new Date(at), now: ctx.now }),
      );
    },
  ),
  route(
    {
      operationId: 'support_cancelBooking',
      method: 'post',
      path: '/v1/admin/bookings/{id}/cancel',
      tag,
      summary: 'Cancel a confirmed booking, on the terms of a side or with amounts of its own',
      description: 'The reason goes into the audit trail. Never more goes back than was paid and is left.',
      auth,
      limit: 'write',
      params,
      body: SupportCancels,
      reply: { status: 200, description: 'How the money is divided.', schema: SupportCancellation },
      problems: ['invalid-transition', 'payment-disputed'],
    },
    (ctx, { params: { id }, body }) => cancelBySupport(ctx, id, body),
  ),
  route(
    {
      operationId: 'support_refundBooking',
      method: 'post',
      path: '/v1/admin/bookings/{id}/refunds',
      tag,
      summary: 'Give a part of what was paid back, without cancelling',
      description:
        'At the cost of whom it says. A later cancellation does not give it back again: each keeps what the terms say, ' +
        'or what is left.',
      auth,
      limit: 'write',
      params,
      body: SupportRefunds,
      reply: { status: 201, description: 'What goes back, and what is left.', schema: SupportRefund },
      problems: ['invalid-transition', 'payment-disputed'],
    },
    (ctx, { params: { id }, body }) => refundBooking(ctx, id, body),
  ),
  route(
    {
      operationId: 'support_payReturned',
      method: 'post',
      path: '/v1/admin/bookings/{id}/returned-refunds',
      tag,
      summary: 'Pay once more what came back of refunds that failed',
      description:
        'As when the card was closed: it is owed to the guest as before, of the stay and of its damage deposit. Whoever ' +
        'pays the guest in another way must not do both.',
      auth,
      limit: 'write',
      params,
      body: PayReturned,
      reply: { status: 201, description: 'What goes back again.', schema: ReturnedPaid },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => payReturned(ctx, id, body),
  ),
];
