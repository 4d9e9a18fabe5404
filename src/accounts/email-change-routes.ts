import { type Route, route } from '../platform/http/route.ts';
import { completeEmailChange } from './complete-email-change.ts';
import { requestEmailChange } from './request-email-change.ts';
import { Accepted, EmailChange, EmailChangeConfirmation } from './schemas.ts';

/** Having another e-mail address. Both carry a password, so neither takes an Idempotency-Key; both can be sent again. */
export const emailChangeRoutes: readonly Route[] = [
  route(
    {
      operationId: 'emailChanges_request',
      method: 'post',
      path: '/v1/email-changes',
      tag: 'Profile',
      summary: 'Have a link mailed that changes your e-mail address',
      description:
        'To the new address; the links mailed before are good no more. The address that you have now is told. Nothing changes until the link is followed. If the new address is the verified one of an account, only its owner is told.',
      auth: 'person',
      scope: 'none',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ email }) => email.toLowerCase(),
      body: EmailChange,
      reply: { status: 202, description: 'The same answer for every other address, known or not.', schema: Accepted },
      problems: [],
    },
    (ctx, { body }) => requestEmailChange(ctx, body),
  ),
  route(
    {
      operationId: 'emailChanges_complete',
      method: 'post',
      path: '/v1/email-changes/complete',
      tag: 'Accounts',
      summary: 'Confirm a new e-mail address',
      description:
        'With the token of the mailed link, which is good for one use within 24 hours, and the password of the account. ' +
        'The address that it had is told, and links that were mailed there before are good no more; sessions go on. ' +
        'A password that was changed or reset since has ended the change.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ token }) => token,
      body: EmailChangeConfirmation,
      reply: { status: 204, description: 'The account has the new address, verified.' },
      problems: ['invalid-token'],
    },
    (ctx, { body }) => completeEmailChange(ctx, body),
  ),
];
