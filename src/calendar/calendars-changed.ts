import type { Ctx } from '../context.ts';
import type { PlainDate } from '../kernel/dates.ts';
import type { ListingId, PersonId } from '../kernel/ids.ts';
import { projectListings } from '../listings/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { spanOf } from './segments.ts';

type Changed = { listingIds: readonly ListingId[]; ranges: readonly { start: PlainDate; end: PlainDate }[] };

/** What goes into a batch after nights of some listings were given prices or rules: their search rows, and an event each. */
export function calendarsChanged(
  ctx: Pick<Ctx, 'realNow'>,
  hostId: PersonId,
  change: 'priced' | 'ruled',
  changes: readonly Changed[],
): Write[] {
  return [
    projectListings(changes.flatMap(({ listingIds }) => listingIds)),
    ...changes.flatMap(({ listingIds, ranges }) => {
      const [start, end] = spanOf(ranges);
      return listingIds.map((subject) =>
        emit(ctx, { type: 'calendar.changed', subject, hostId, data: { change, start, end } }),
      );
    }),
  ];
}
