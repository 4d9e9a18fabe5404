import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { selectAccount } from './queries.ts';
import { reinstatePerson } from './reinstate-person.ts';
import { restoreEmail } from './restore-email.ts';
import { Account, AccountQuery, EmailRestoration, OperatorReason } from './schemas.ts';
import { suspendPerson } from './suspend-person.ts';
import { viewAccount } from './views.ts';

const tag = 'Support';
const auth = 'support';
const change = { tag, auth, method: 'post', limit: 'write', params: idParams('person'), body: OperatorReason } as const;

export const suspensionRoutes: readonly Route[] = [
  route(
    {
      operationId: 'support_findPerson',
      method: 'get',
      path: '/v1/admin/people',
      tag,
      summary: 'Find the account of an e-mail address, or of an id',
      description:
        'Of an address that nobody has now and has verified, the account that had it last: its owner may write from there. Not one that had it before ' +
        'support gave it its former address back. Nobody who has closed their account.',
      auth,
      limit: 'read',
      query: AccountQuery,
      reply: { status: 200, description: 'The account.', schema: Account },
      problems: ['not-found'],
    },
    async (ctx, { query }) => {
      const [person] = await ctx.db.all(selectAccount(query));
      if (person === undefined) throw new Problem('not-found');
      return ok(viewAccount(person));
    },
  ),
  route(
    {
      ...change,
      operationId: 'support_suspendPerson',
      path: '/v1/admin/people/{id}/suspend',
      summary: 'Suspend a person',
      description:
        'At once their sessions and API keys open nothing, what they have published is unlisted, and nothing is paid out to ' +
        'them; bookings stay. The reason goes into the audit trail. Who is an operator is suspended by an admin, and ' +
        'nobody by themselves: else `forbidden`.',
      reply: { status: 200, description: 'The account as it is now.', schema: Account },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => suspendPerson(ctx, id, body.reason),
  ),
  route(
    {
      ...change,
      operationId: 'support_reinstatePerson',
      path: '/v1/admin/people/{id}/reinstate',
      summary: 'Let a suspended person act again',
      description:
        'What was unlisted with them is published again, a hundred listings at once and more within moments, and what was ' +
        'due to them is paid. The reason goes into the audit trail.',
      reply: { status: 200, description: 'The account as it is now.', schema: Account },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => reinstatePerson(ctx, id, body.reason),
  ),
  route(
    {
      ...change,
      operationId: 'support_restoreEmail',
      path: '/v1/admin/people/{id}/restore-email',
      summary: 'Give an account its former address back',
      description:
        'Of a person whose address somebody else has changed. Whoever has the account meanwhile is out of it: the password opens ' +
        'nothing any more, sessions, API keys and webhook endpoints end. A link that sets a new password is mailed to the ' +
        'address, and the one that is left is told: neither that one nor any that the account had since it left the address ' +
        'can be given back. The reason goes into the audit trail.',
      body: EmailRestoration,
      reply: { status: 200, description: 'The account as it is now.', schema: Account },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => restoreEmail(ctx, id, body),
  ),
];
