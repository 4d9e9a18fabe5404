import { selectPerson } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { PersonId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { selectOpenCurrencies } from '../payouts/index.ts';
import type { Query } from '../platform/db/index.ts';

/**
 * A person whose account the operator who acts may judge, with rows of theirs and the currencies in which they
 * are owed, in one round trip. Throws `not-found`, `invalid-transition` for who has closed their account, and `forbidden` for oneself
 * and, unless by an admin, for an operator.
 */
export async function loadPerson<Row>(ctx: Ctx, id: PersonId, more: Query<Row>) {
  const { personId: operatorId } = personOf(ctx.actor);
  const [[person], [operator], rows, owed] = await ctx.db.batch([
    selectPerson(id),
    selectPerson(operatorId),
    more,
    selectOpenCurrencies(id),
  ]);
  if (person === undefined) throw new Problem('not-found');
  if (person.left_at !== null) {
    throw new Problem('invalid-transition', { detail: 'The account was closed by its owner, for good.' });
  }
  if (id === operatorId) throw new Problem('forbidden', { detail: 'Another operator has to do this to you.' });
  if (person.roles.length > 0 && !operator?.roles.includes('admin')) {
    throw new Problem('forbidden', { detail: 'This is an operator: an admin has to do it.' });
  }
  return { person, rows, owed };
}
