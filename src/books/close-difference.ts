import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { DifferenceId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { type Effect, guardBalance, of, type Postings, post } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { RefundState } from '../platform/db/tables/payments.ts';
import { type Difference, guardBooked, markClosed, selectDifference } from './queries/differences.ts';
import type { ClosedDifference, Difference as DifferenceSchema } from './reconciliation-schemas.ts';
import { stripeSays, viewDifference } from './reconciliation-views.ts';

type Said = Pick<Difference, 'balance' | 'object'> & { refund_state: RefundState | null; is_uncaptured: boolean };
type Parties = { [side in 'guest_id' | 'host_id']: Difference['closed_by'] };

/**
 * An operator closes a difference: the books are corrected to what Stripe says, against the account that has to bear it.
 * Throws `invalid-transition` for one that is not open, one of which the books have changed since they were compared or
 * are going to, a charge whose payment is known since, for an account whose owner nobody knows, and to take more off what a host
 * owes than that is: nothing is paid of the rest.
 */
export function closeDifference(
  ctx: Ctx,
  id: DifferenceId,
  { account, reason }: z.output<typeof ClosedDifference>,
): Promise<Reply<z.input<typeof DifferenceSchema>>> {
  return decideAndCommit(ctx, async () => {
    const [difference] = await ctx.db.all(selectDifference(id));
    if (difference === undefined) throw new Problem('not-found');
    if (difference.state !== 'open')
      throw new Problem('invalid-transition', { detail: 'Only an open one can be closed.' });
    if (difference.booked !== difference.ledger) {
      throw new Problem('invalid-transition', {
        detail: 'The books have changed since they were compared: have the day compared again.',
      });
    }
    if (isUnheard(difference)) {
      throw new Problem('invalid-transition', {
        detail: 'It is being brought in line with what Stripe says of it, which corrects the books.',
      });
    }
    // Reported by the intent, while the payment did not go by it: the books have the charge under the payment by now.
    if (difference.is_of_payment && stripeSays(difference) !== 0) {
      throw new Problem('invalid-transition', {
        detail: 'The payment that was charged is known by now: have the day compared again.',
      });
    }
    const missing = stripeSays(difference) - difference.ledger;
    const owed = account === 'receivables' ? difference.owed - missing : 0;
    if (missing > 0 && owed < 0) {
      throw new Problem('invalid-transition', {
        detail: 'The host does not owe so much: closed against `host` it is paid, less what is owed.',
      });
    }
    const closing = { closed_at: ctx.now, closed_by: personOf(ctx.actor).personId, reason };
    return {
      reply: { status: 200, body: viewDifference({ ...difference, ...closing, state: 'closed' }) },
      writes: [
        markClosed(difference, closing),
        ...post(ctx, effectOf(difference), difference.subject, difference.currency, {
          stripe: missing,
          ...against(account, 0 - missing, difference),
        }),
        guardBooked(id, difference.ledger + missing),
        ...(account === 'receivables'
          ? [guardBalance(known(difference.host_id), account, difference.currency, owed)]
          : []),
        audit(ctx, 'differences.close', id, { account, reason, amount: missing, currency: difference.currency }),
      ],
    };
  });
}

// What has become of the refund or deposit at Stripe is booked with it, once that is heard: a correction would count as well.
function isUnheard({ balance, object, refund_state: state, is_uncaptured: isUncaptured }: Said): boolean {
  const said = balance ?? object;
  if (said === null) return false;
  return said === 0 ? state === 'succeeded' : state === 'pending' || isUncaptured;
}

function effectOf({ id, corrections }: Pick<Difference, 'id'> & { corrections: number }): Effect {
  return corrections === 0 ? `correction:${id}` : `correction:${id}:${corrections + 1}`;
}

function against(account: z.output<typeof ClosedDifference>['account'], amount: number, parties: Parties): Postings {
  switch (account) {
    case 'guest':
    case 'disputes':
    case 'deposits':
      return { [account]: of(known(parties.guest_id), amount) };
    case 'host':
    case 'transfers':
    case 'receivables':
      return { [account]: of(known(parties.host_id), amount) };
    default:
      return { [account]: amount };
  }
}

function known(owner: Difference['closed_by']): NonNullable<Difference['closed_by']> {
  if (owner !== null) return owner;
  throw new Problem('invalid-transition', { detail: 'Nobody knows whose it is: take an account that has no owner.' });
}
