import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PlainDate } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { calendarsChanged } from './calendars-changed.ts';
import { guardCurrency, lockOwnListings, type PriceKind, writePrices } from './queries/nights.ts';
import { segmentsOf } from './segments.ts';

/** A price for the nights `[start, end)`, in minor units of the listing's currency; null takes theirs away. */
type PriceRange = { start: PlainDate; end: PlainDate; nightly: number | null };

/** Prices of nights for some listings, which all have them in `currency` where that is said. */
type PriceChange = {
  listingIds: readonly ListingId[];
  ranges: readonly PriceRange[];
  kind: PriceKind;
  currency?: Currency;
};

/** Sets or clears the prices of nights of the host's own listings, all or none of them. Of ranges the latest wins. */
export async function setPrices(ctx: Ctx, changes: readonly PriceChange[]): Promise<Reply<null>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [
      lockOwnListings(changes, hostId),
      ...changes.flatMap(({ listingIds, ranges, kind, currency }) => [
        ...(currency === undefined ? [] : [guardCurrency(listingIds, currency)]),
        ...writePrices(listingIds, segmentsOf(ranges.map(priced), latest), kind),
      ]),
      ...calendarsChanged(ctx, hostId, 'priced', changes),
    ],
  }));
}

function priced({ start, end, nightly }: PriceRange) {
  return { start, end, value: nightly };
}

function latest(_: number | null, nightly: number | null): number | null {
  return nightly;
}
