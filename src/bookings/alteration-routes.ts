import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { Alteration, Alterations, NewAlteration } from './alteration-schemas.ts';
import { viewAlteration } from './alteration-view.ts';
import { acceptAlteration, declineAlteration, withdrawAlteration } from './answer-alteration.ts';
import { selectOwn } from './load-booking.ts';
import { proposeAlteration } from './propose-alteration.ts';
import { selectAlterationsFor } from './queries/alterations.ts';

const tag = 'Bookings';
const auth = 'person';
const params = idParams('alteration');
const ofBooking = idParams('booking');

const answer = { method: 'post', tag, auth, params, problems: ['invalid-transition'] } as const;
const after = (description: string) => ({ status: 200, description, schema: Alteration }) as const;

export const alterationRoutes: readonly Route[] = [
  route(
    {
      operationId: 'alterations_propose',
      method: 'post',
      path: '/v1/bookings/{id}/alterations',
      tag,
      summary: 'Propose other dates, guests or another price for a confirmed booking',
      description:
        'For the other side to accept within 72 hours; till then no night is held. A guest who would pay more authorises ' +
        'the difference first, with the secret in the answer; the host hears of the proposal once that is done.',
      auth,
      limit: 'payment',
      params: ofBooking,
      body: NewAlteration,
      reply: { status: 201, description: 'The proposal.', schema: Alteration },
      problems: [
        'invalid-transition',
        'alteration-open',
        'proposal-limit',
        'rest-unpaid',
        'listing-not-open',
        'nights-unavailable',
        'stay-not-allowed',
        'amount-not-chargeable',
        'request-in-progress',
        'payment-unavailable',
      ],
    },
    (ctx, { params: { id }, body }) => proposeAlteration(ctx, id, body),
  ),
  route(
    {
      operationId: 'alterations_list',
      method: 'get',
      path: '/v1/bookings/{id}/alterations',
      tag,
      summary: 'List what was proposed for a booking, newest first',
      description: 'A host sees what the guest would pay more for once the difference was authorised.',
      auth,
      limit: 'read',
      params: ofBooking,
      reply: { status: 200, description: 'All of them.', schema: Alterations },
      problems: [],
    },
    async (ctx, { params: { id } }) => {
      const { personId } = personOf(ctx.actor);
      const [[booking], alterations] = await ctx.db.batch([selectOwn(ctx, id), selectAlterationsFor(personId, id)]);
      if (booking === undefined) throw new Problem('not-found');
      return ok({ data: alterations.map(viewAlteration) });
    },
  ),
  route(
    {
      ...answer,
      operationId: 'alterations_accept',
      path: '/v1/alterations/{id}/accept',
      limit: 'payment',
      summary: 'Accept a proposal of the other side',
      description:
        'The booking is what was proposed from then on: what it costs less goes back, what it costs more is captured. A ' +
        'guest who is to pay more authorises the difference with the secret in the answer; the booking changes after that. ' +
        'While who proposed it is suspended it is `invalid-transition`. So is nights more that a guest accepts while the calendar ' +
        'of another channel cannot be read: proposed by the guest, the host can accept them.',
      reply: after('The proposal, accepted, or waiting for the guest to authorise the difference.'),
      problems: [
        'invalid-transition',
        'nights-unavailable',
        'payment-disputed',
        'request-in-progress',
        'payment-unavailable',
      ],
    },
    (ctx, { params: { id } }) => acceptAlteration(ctx, id),
  ),
  route(
    {
      ...answer,
      operationId: 'alterations_decline',
      path: '/v1/alterations/{id}/decline',
      limit: 'write',
      summary: 'Decline a proposal of the other side',
      reply: after('The proposal, declined; an authorised difference is given free.'),
    },
    (ctx, { params: { id } }) => declineAlteration(ctx, id),
  ),
  route(
    {
      ...answer,
      operationId: 'alterations_withdraw',
      path: '/v1/alterations/{id}/withdraw',
      limit: 'write',
      summary: 'Take an own proposal back',
      reply: after('The proposal, withdrawn; an authorised difference is given free.'),
    },
    (ctx, { params: { id } }) => withdrawAlteration(ctx, id),
  ),
];
