import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { claimDeposit, seeDeposit } from './claim-deposit.ts';
import { refundDeposit } from './refund-deposit.ts';
import { ClaimDeposit, Deposit, DepositRefund, RefundDeposit } from './schemas.ts';

const tag = 'Bookings';
const auth = 'person';
const params = idParams('booking');

export const depositRoutes: readonly Route[] = [
  route(
    {
      operationId: 'deposits_get',
      method: 'get',
      path: '/v1/bookings/{id}/damage-deposit',
      tag,
      summary: "See a booking's damage deposit, and how to authorise it",
      description:
        'For its guest or its host. Where the saved card could not be charged the guest finds the secret here by which ' +
        'Stripe.js authorises it, until the check-in opens. Not found where the booking has none.',
      auth,
      scope: 'write',
      limit: 'payment',
      params,
      reply: { status: 200, description: 'The deposit.', schema: Deposit },
      problems: ['payment-unavailable'],
    },
    async (ctx, { params: { id } }) => ok(await seeDeposit(ctx, id)),
  ),
  route(
    {
      operationId: 'deposits_claim',
      method: 'post',
      path: '/v1/bookings/{id}/damage-deposit/claim',
      tag,
      summary: 'Claim a part of the damage deposit, or all of it, as the host',
      description:
        'Once, from when the check-in opens until 48 hours after check-out. So much is taken, the rest is given free, and ' +
        'the host is paid it with the stay.',
      auth,
      limit: 'write',
      params,
      body: ClaimDeposit,
      reply: { status: 200, description: 'The deposit with its claim.', schema: Deposit },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => claimDeposit(ctx, id, body),
  ),
  route(
    {
      operationId: 'support_refundDeposit',
      method: 'post',
      path: '/v1/admin/bookings/{id}/damage-deposit/refunds',
      tag: 'Support',
      summary: 'Give a damage deposit that was taken back, whole or in part',
      description:
        'At the cost of the host, who was awarded it. While the guest disputes it with the bank, it waits for that.',
      auth: 'support',
      limit: 'write',
      params,
      body: RefundDeposit,
      reply: { status: 201, description: 'What goes back, and what is left.', schema: DepositRefund },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => refundDeposit(ctx, id, body),
  ),
];
