import { guardActive, selectPerson } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { ListingId, PersonId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { projectListings } from '../listings/index.ts';
import type { Write } from '../platform/db/index.ts';
import { idField } from '../platform/http/fields.ts';
import { enqueue, handles, type JobBinding, type JobKind } from '../platform/jobs/index.ts';
import { LISTINGS_AT_ONCE, lockListings, publishAgain, selectSuspended } from './queries.ts';

/** Publishes the next listings again of a host who was reinstated. */
const returnListings: JobKind<{ hostId: PersonId }> = {
  name: 'return-listings',
  payload: z.strictObject({ hostId: idField('person') }),
};

export const suspensionJobs: readonly JobBinding[] = [
  handles(returnListings, async (ctx, { hostId }) => {
    const [[host], listings] = await ctx.db.batch([selectPerson(hostId), selectSuspended(hostId)]);
    // Suspended again meanwhile: the next reinstatement goes on.
    if (host === undefined || host.suspended_at !== null || listings.length === 0) return [];
    return [guardActive([hostId], 'stale'), ...returnWrites(ctx, hostId, listings)];
  }),
];

/** The writes that publish listings again, and have a job go on where there are more. */
export function returnWrites(ctx: Ctx, hostId: PersonId, listings: readonly { id: ListingId }[]): Write[] {
  const ids = listings.slice(0, LISTINGS_AT_ONCE).map(({ id }) => id);
  return [
    lockListings(ids),
    publishAgain(ids, ctx.now),
    projectListings(ids),
    ...(listings.length > LISTINGS_AT_ONCE ? [enqueue(ctx, returnListings, { hostId })] : []),
  ];
}
