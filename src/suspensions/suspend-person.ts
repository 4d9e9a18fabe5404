import { updatePerson } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { projectListings } from '../listings/index.ts';
import { moveAllFunds } from '../payouts/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { loadPerson } from './load-person.ts';
import { lockListings, selectPublished, unlistAll } from './queries.ts';
import type { Account } from './schemas.ts';
import { viewAccount } from './views.ts';

/**
 * Suspends a person: whatever asks who calls refuses them from then on. What they have published is unlisted, and what was
 * decided to pay them is decided again. Throws `invalid-transition` for who is suspended.
 */
export function suspendPerson(ctx: Ctx, id: PersonId, reason: string): Promise<Reply<z.input<typeof Account>>> {
  return decideAndCommit(ctx, async () => {
    const { person, rows: listings } = await loadPerson(ctx, id, selectPublished(id));
    if (person.suspended_at !== null) {
      throw new Problem('invalid-transition', {
        detail: `The person is suspended, since ${person.suspended_at.toISOString()}.`,
      });
    }
    const ids = listings.map((listing) => listing.id);
    return {
      reply: { status: 200, body: viewAccount({ ...person, suspended_at: ctx.now }) },
      writes: [
        // First: nobody can publish a listing of theirs once this is locked.
        updatePerson(id, person.version, { suspended_at: ctx.now }),
        emit(ctx, { type: 'person.suspended', subject: id, data: {} }),
        lockListings(ids),
        unlistAll(id, ids, ctx.now),
        projectListings(ids),
        moveAllFunds(id),
        audit(ctx, 'people.suspend', id, { reason }),
      ],
    };
  });
}
