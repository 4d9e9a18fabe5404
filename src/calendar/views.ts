import type { z } from '@hono/zod-openapi';
import type { PlainDate } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';
import { nightPrice } from '../kernel/price.ts';
import { MAX_STAY_NIGHTS, nightStates } from './decide-stay.ts';
import type { ClosureRow } from './queries.ts';
import type { Calendar, Closure, HostCalendar } from './schemas.ts';
import { nightlyRatesOf, type Snapshot, stayRulesOf } from './snapshot.ts';

export function viewClosure(listingId: ListingId, row: ClosureRow): z.input<typeof Closure> {
  return {
    id: row.id,
    listingId,
    start: row.start,
    end: row.end,
    source: row.source,
    feed: row.feed_id === null || row.feed_kind === null ? null : { id: row.feed_id, kind: row.feed_kind },
    note: row.note,
    createdAt: row.created_at.toISOString(),
  };
}

type NightsShown = { from: PlainDate; to: PlainDate };

/** Each night of `[from, to)` as anybody may see it: whether it can be had and for how much, not who has it. */
export function viewCalendar(
  listingId: ListingId,
  snapshot: Snapshot,
  { from, to }: NightsShown,
  now: Date,
): z.input<typeof Calendar> {
  const rules = stayRulesOf(snapshot, now);
  const rates = nightlyRatesOf(snapshot);
  const maxNights = Math.min(rules.maxNights, MAX_STAY_NIGHTS);
  return {
    listingId,
    currency: snapshot.currency,
    nights: nightStates(rules, from, to).map(({ date, state }) => ({
      date,
      state,
      price: rates && nightPrice(rates, date).amount,
      minNights: rules.minNights,
      maxNights,
    })),
  };
}

/** The same for the host, with who has the nights. */
export function viewHostCalendar(
  listingId: ListingId,
  snapshot: Snapshot,
  shown: NightsShown,
  now: Date,
): z.input<typeof HostCalendar> {
  const blocks = snapshot.blocks.map(({ start, end, kind, id }) => ({ start, end, kind, id }));
  return { ...viewCalendar(listingId, snapshot, shown, now), blocks };
}
