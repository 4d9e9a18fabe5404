import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { findPerson } from './queries.ts';

/** The person who is signed in. */
export async function loadMe(ctx: Ctx) {
  const [me] = await ctx.db.all(findPerson(personOf(ctx.actor).personId));
  if (me === undefined) throw new Problem('session-ended');
  return me;
}
