import { sessionOf } from '../kernel/actor.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { selectLiveSessions } from './queries/sessions.ts';
import { refreshSession } from './refresh-session.ts';
import { Refresh, Sessions, SignIn, Tokens } from './schemas.ts';
import { SIGN_IN, signIn } from './sign-in.ts';
import { signOut, signOutEverywhere } from './sign-out.ts';
import { viewSessions } from './views.ts';

/** Signing in and out. */
export const sessionRoutes: readonly Route[] = [
  route(
    {
      operationId: SIGN_IN,
      method: 'post',
      path: '/v1/sessions',
      tag: 'Sessions',
      summary: 'Sign in',
      description:
        'Opens a session, which ends when it is not refreshed for 30 days. Fifty are the most that live at a time: one more ' +
        'ends the one that was not used for longest.',
      auth: 'public',
      idempotent: false,
      limit: 'sign-in',
      limitBy: ({ email }) => email.toLowerCase(),
      isGuess: true,
      body: SignIn,
      reply: { status: 201, description: 'The tokens of the new session.', schema: Tokens },
      problems: ['invalid-credentials'],
    },
    (ctx, { body }) => signIn(ctx, body),
  ),
  route(
    {
      operationId: 'sessions_refresh',
      method: 'post',
      path: '/v1/sessions/refresh',
      tag: 'Sessions',
      summary: 'Trade a refresh token for the next tokens',
      description:
        'Each refresh token is good for one use; sent again within 10 seconds it brings the same successor, and after that it ends the session, since it is in two hands; a month after its use it is no token any more.',
      auth: 'public',
      idempotent: false,
      limit: 'write',
      body: Refresh,
      reply: { status: 200, description: 'The next tokens of the session.', schema: Tokens },
      problems: ['invalid-token', 'session-ended'],
    },
    (ctx, { body }) => refreshSession(ctx, body.refreshToken),
  ),
  route(
    {
      operationId: 'sessions_signOut',
      method: 'delete',
      path: '/v1/sessions/current',
      tag: 'Sessions',
      summary: 'Sign out',
      auth: 'person',
      idempotent: false,
      limit: 'write',
      reply: { status: 204, description: 'The session has ended.' },
      problems: [],
    },
    (ctx) => signOut(ctx),
  ),
  route(
    {
      operationId: 'sessions_list',
      method: 'get',
      path: '/v1/me/sessions',
      tag: 'Sessions',
      summary: 'List where you are signed in',
      auth: 'person',
      limit: 'read',
      reply: { status: 200, description: 'Your live sessions.', schema: Sessions },
      problems: [],
    },
    async (ctx) => {
      const { personId, sessionId } = sessionOf(ctx.actor);
      return ok(viewSessions(await ctx.db.all(selectLiveSessions(personId, ctx.now)), sessionId));
    },
  ),
  route(
    {
      operationId: 'sessions_revoke',
      method: 'delete',
      path: '/v1/me/sessions/{id}',
      tag: 'Sessions',
      summary: 'Sign out elsewhere',
      auth: 'person',
      idempotent: false,
      limit: 'write',
      params: idParams('session'),
      reply: { status: 204, description: 'That session has ended.' },
      problems: [],
    },
    (ctx, { params }) => signOut(ctx, params.id),
  ),
  route(
    {
      operationId: 'sessions_revokeAll',
      method: 'delete',
      path: '/v1/me/sessions',
      tag: 'Sessions',
      summary: 'Sign out everywhere, here too',
      auth: 'person',
      idempotent: false,
      limit: 'write',
      reply: { status: 204, description: 'All your sessions have ended.' },
      problems: [],
    },
    (ctx) => signOutEverywhere(ctx),
  ),
];
