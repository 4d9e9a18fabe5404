import { CurrentPassword } from '../accounts/index.ts';
import { type Route, route } from '../platform/http/route.ts';
import { closeAccount } from './close-account.ts';

export const closingRoutes: readonly Route[] = [
  route(
    {
      operationId: 'accounts_close',
      method: 'post',
      path: '/v1/me/close',
      tag: 'Profile',
      summary: 'Close your account for good',
      description:
        'With the current password. Your listings are closed, and what the account holds of you is erased; records of stays and ' +
        'money, and what you wrote to others, stay under the name "Former member". Refused with `account-in-use` while ' +
        'anything is open, all of it told in `errors`, each with the id of what it is (`subject`) and one of these codes: ' +
        '`booking-held`, `booking-requested`, `booking-confirmed`, `payment-open`, `refund-open`, `dispute-open`, ' +
        '`deposit-open`, `payout-open`, `debt-open`, `operator`. Asked for again once it is done, it is `session-ended`.',
      auth: 'person',
      scope: 'none',
      idempotent: false,
      limit: 'sign-in',
      body: CurrentPassword,
      reply: { status: 204, description: 'The account is closed.' },
      problems: ['account-in-use'],
    },
    (ctx, { body }) => closeAccount(ctx, body.currentPassword),
  ),
];
