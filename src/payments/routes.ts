import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { Payment } from './schemas.ts';
import { seePayment } from './see-payment.ts';

export const paymentRoutes: readonly Route[] = [
  route(
    {
      operationId: 'payments_get',
      method: 'get',
      path: '/v1/payments/{id}',
      tag: 'Payments',
      summary: 'See a payment of yours, and how to go on paying it',
      description:
        'For who closed the page, whose card was refused or whose bank asks for 3-D Secure: while it can be paid, the ' +
        'answer has its secret and says what is to be done next. Stripe is asked each time.',
      auth: 'person',
      scope: 'write',
      limit: 'payment',
      params: idParams('payment'),
      reply: { status: 200, description: 'The payment.', schema: Payment },
      // A read that may make the intent, which is a write.
      problems: ['payment-unavailable', 'request-in-progress', 'conflict', 'outcome-unknown'],
    },
    async (ctx, { params: { id } }) => ok(await seePayment(ctx, id)),
  ),
];
