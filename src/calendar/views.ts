import type { PlainDate } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';
import { nightPrice } from '../kernel/price.ts';
import type { z } from '../kernel/zod.ts';
import { encodeCursor } from '../platform/http/page.ts';
import { reasonsAgainstArrival, reasonsAgainstDeparture } from './decide-stay.ts';
import type { ClosureRow } from './queries/closures.ts';
import type { Guests } from './queries/snapshot.ts';
import type { Calendar, CalendarChanges, Closure, HostCalendar } from './schemas.ts';
import { nightlyRatesOf, type Snapshot, stayRulesOf } from './snapshot.ts';
import { stayCalendarOf } from './stay-calendar.ts';

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
  const calendar = stayCalendarOf(stayRulesOf(snapshot, now), from, to);
  const rates = nightlyRatesOf(snapshot);
  return {
    listingId,
    currency: snapshot.currency,
    nights: calendar.nights.slice(0, -1).map(({ date, state, rule }, index) => ({
      date,
      state,
      price: rates && nightPrice(rates, date).amount,
      canArrive: state === 'open' && reasonsAgainstArrival(calendar, index).length === 0,
      canDepart: reasonsAgainstDeparture(calendar, index).length === 0,
      minNights: rule.minNights,
      maxNights: rule.maxNights,
      minNightsThrough: rule.minNightsThrough,
      maxNightsThrough: rule.maxNightsThrough,
    })),
    cursor: encodeCursor([snapshot.version]),
  };
}

/** The same for the host, with who has the nights. */
export function viewHostCalendar(
  listingId: ListingId,
  snapshot: Snapshot & { guests: Guests },
  shown: NightsShown,
  now: Date,
): z.input<typeof HostCalendar> {
  const blocks = snapshot.blocks
    .filter(({ start, end }) => start < shown.to && shown.from < end)
    .map(({ start, end, kind, id }) => ({ start, end, kind, id, booking: snapshot.guests[id] ?? null }));
  return { ...viewCalendar(listingId, snapshot, shown, now), blocks };
}

/** Nights that whoever has read the calendar before reads again. */
export function viewChanges(row: {
  version: number;
  ranges: { start: PlainDate; end: PlainDate }[] | null;
}): z.input<typeof CalendarChanges> {
  return { everything: row.ranges === null, ranges: row.ranges ?? [], cursor: encodeCursor([row.version]) };
}
