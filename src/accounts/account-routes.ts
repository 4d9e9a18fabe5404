import { type Route, route } from '../platform/http/route.ts';
import { resetPassword } from './reset-password.ts';
import { Accepted, EmailAddress, EmailVerification, PasswordReset, SignUp } from './schemas.ts';
import { requestLink } from './send-link.ts';
import { signUp } from './sign-up.ts';
import { verifyEmail } from './verify-email.ts';

const accepted = {
  status: 202,
  description: 'The same answer for every address, known or not.',
  schema: Accepted,
} as const;

/**
 * Opening an account and getting back into it. What carries a password takes no Idempotency-Key: a fast hash of the
 * body is stored with a key. All of it can safely be sent again.
 */
export const accountRoutes: readonly Route[] = [
  route(
    {
      operationId: 'accounts_signUp',
      method: 'post',
      path: '/v1/accounts',
      tag: 'Accounts',
      summary: 'Sign up',
      description:
        'Mails a link to verify the address; after that the account can be signed in to. Until then a newer sign-up for the address replaces this one. A verified address gets a mail that says so, and nothing changes.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ email }) => email.toLowerCase(),
      body: SignUp,
      reply: accepted,
      problems: [],
    },
    (ctx, { body }) => signUp(ctx, body),
  ),
  route(
    {
      operationId: 'accounts_verifyEmail',
      method: 'post',
      path: '/v1/accounts/verify-email',
      tag: 'Accounts',
      summary: 'Verify an e-mail address',
      description:
        'With the token of the mailed link, which is good for one use within 24 hours, and the password of the sign-up: ' +
        'so nobody confirms what another has signed up for in their name.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ token }) => token,
      body: EmailVerification,
      reply: { status: 204, description: 'The address is verified.' },
      problems: ['invalid-token'],
    },
    (ctx, { body }) => verifyEmail(ctx, body),
  ),
  route(
    {
      operationId: 'accounts_resendVerification',
      method: 'post',
      path: '/v1/accounts/resend-verification',
      tag: 'Accounts',
      summary: 'Have the verification mailed again',
      description: 'The links mailed before are good no more.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ email }) => email.toLowerCase(),
      body: EmailAddress,
      reply: accepted,
      problems: [],
    },
    (ctx, { body }) => requestLink(ctx, 'verify-email', body.email),
  ),
  route(
    {
      operationId: 'passwordResets_request',
      method: 'post',
      path: '/v1/password-resets',
      tag: 'Accounts',
      summary: 'Have a link mailed that sets a new password',
      description: 'The links mailed before are good no more.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ email }) => email.toLowerCase(),
      body: EmailAddress,
      reply: accepted,
      problems: [],
    },
    (ctx, { body }) => requestLink(ctx, 'reset-password', body.email),
  ),
  route(
    {
      operationId: 'passwordResets_complete',
      method: 'post',
      path: '/v1/password-resets/complete',
      tag: 'Accounts',
      summary: 'Set a new password',
      description:
        'With the token of the mailed link, which is good for one use within an hour. Ends every session of the account, revokes its API keys and disables its webhook endpoints. What was tried from here to sign in before counts no more.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      body: PasswordReset,
      reply: { status: 204, description: 'The password is set.' },
      problems: ['invalid-token'],
    },
    (ctx, { body }) => resetPassword(ctx, body),
  ),
];
