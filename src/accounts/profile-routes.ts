import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { changePassword } from './change-password.ts';
import { loadMe } from './load-me.ts';
import { selectPublicPerson } from './queries/people.ts';
import { Me, PasswordChange, Person, ProfileChanges } from './schemas.ts';
import { updateProfile } from './update-profile.ts';
import { viewMe, viewPerson } from './views.ts';

/** What is known of a person, to that person and to others. */
export const profileRoutes: readonly Route[] = [
  route(
    {
      operationId: 'accounts_get',
      method: 'get',
      path: '/v1/me',
      tag: 'Profile',
      summary: 'Read your own account',
      auth: 'person',
      limit: 'read',
      reply: { status: 200, description: 'Your account.', schema: Me },
      problems: [],
    },
    async (ctx) => ok(viewMe(await loadMe(ctx))),
  ),
  route(
    {
      operationId: 'accounts_update',
      method: 'patch',
      path: '/v1/me',
      tag: 'Profile',
      summary: 'Change your profile',
      auth: 'person',
      limit: 'write',
      body: ProfileChanges,
      reply: { status: 200, description: 'Your account as it is now.', schema: Me },
      problems: [],
    },
    (ctx, { body }) => updateProfile(ctx, body),
  ),
  route(
    {
      operationId: 'accounts_changePassword',
      method: 'put',
      path: '/v1/me/password',
      tag: 'Profile',
      summary: 'Change your password',
      description: 'Ends all your other sessions.',
      auth: 'person',
      scope: 'none',
      idempotent: false,
      limit: 'sign-in',
      body: PasswordChange,
      reply: { status: 204, description: 'The password is changed.' },
      problems: [],
    },
    (ctx, { body }) => changePassword(ctx, body),
  ),
  route(
    {
      operationId: 'people_get',
      method: 'get',
      path: '/v1/people/{id}',
      tag: 'Profile',
      summary: 'Read what a person shows to everyone',
      auth: 'public',
      limit: 'read',
      params: idParams('person'),
      reply: { status: 200, description: 'The person.', schema: Person },
      problems: [],
    },
    async (ctx, { params }) => {
      const [person] = await ctx.db.all(selectPublicPerson(params.id));
      if (person === undefined) throw new Problem('not-found');
      return ok(viewPerson(person));
    },
  ),
];
