import { updatePerson } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { moveAllFunds, settleHost } from '../payouts/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { returnWrites } from './jobs.ts';
import { loadPerson } from './load-person.ts';
import { selectSuspended } from './queries.ts';
import type { Account } from './schemas.ts';
import { viewAccount } from './views.ts';

/**
 * Ends a suspension: what was unlisted by it is published again, and what waited to be paid is. Throws
 * `invalid-transition` for who is not suspended.
 */
export function reinstatePerson(ctx: Ctx, id: PersonId, reason: string): Promise<Reply<z.input<typeof Account>>> {
  return decideAndCommit(ctx, async () => {
    const { person, rows: listings, owed } = await loadPerson(ctx, id, selectSuspended(id));
    if (person.suspended_at === null) {
      throw new Problem('invalid-transition', { detail: 'The person is not suspended.' });
    }
    return {
      reply: { status: 200, body: viewAccount({ ...person, suspended_at: null }) },
      writes: [
        updatePerson(id, person.version, { suspended_at: null }),
        emit(ctx, { type: 'person.reinstated', subject: id, data: {} }),
        ...returnWrites(ctx, id, listings),
        moveAllFunds(id),
        ...owed.map(({ currency }) => enqueue(ctx, settleHost, { hostId: id, currency })),
        audit(ctx, 'people.reinstate', id, { reason }),
      ],
    };
  });
}
