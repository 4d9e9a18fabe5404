import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { selectPerson } from './queries/people.ts';

/** The person who is signed in. Throws `session-ended` where there is none any more. */
export async function loadMe(ctx: Ctx) {
  const [me] = await ctx.db.all(selectPerson(personOf(ctx.actor).personId));
  if (me === undefined) throw new Problem('session-ended');
  return me;
}

/** The same, who gives the account's password once more. Throws as `provePassword` does. */
export async function loadMeByPassword(ctx: Ctx, currentPassword: string) {
  const me = await loadMe(ctx);
  await provePassword(ctx, me, currentPassword);
  return me;
}

/** Throws `invalid-input` at `/currentPassword` where it is not the one of this person. */
export async function provePassword(ctx: Ctx, me: { password_hash: string }, currentPassword: string): Promise<void> {
  await ctx.admission.admitted();
  if (await ctx.passwords.verify(me.password_hash, currentPassword)) return;
  throw new Problem('invalid-input', {
    errors: [{ pointer: '/currentPassword', code: 'wrong', detail: 'is not the password of the account' }],
  });
}
