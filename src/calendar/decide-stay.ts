import { addDays, daysBetween, eachNight, maxDate, minDate, type PlainDate, type Stay } from '../kernel/dates.ts';
import type { BookingId, ClosureId } from '../kernel/ids.ts';
import { guestsOf, type Party } from '../kernel/party.ts';

/** Days from today to the last check-out that can be booked. */
export const HORIZON_DAYS = 730;

/** Nights that a stay has at most, whatever the listing allows. */
export const MAX_STAY_NIGHTS = 365;

/** Nights `[start, end)` that are taken: closed by a closure, held by an unpaid or unanswered booking, or booked. */
export type Block = { start: PlainDate; end: PlainDate } & (
  | { kind: 'closed'; id: ClosureId }
  | { kind: 'held' | 'booked'; id: BookingId }
);

/** What decides whether a stay can be had. `blocks` are those alive now; `today` is the date where the listing is. */
export type StayRules = {
  isOpen: boolean;
  today: PlainDate;
  capacity: number;
  minNights: number;
  maxNights: number;
  blocks: readonly Block[];
};

/** Why a stay can't be had, with the rule that says so. */
export type Reason =
  | { code: 'listing-not-open' }
  | { code: 'check-in-past'; today: PlainDate }
  | { code: 'too-far-ahead'; lastCheckOut: PlainDate }
  | { code: 'too-few-nights'; minNights: number }
  | { code: 'too-many-nights'; maxNights: number }
  | { code: 'too-many-guests'; capacity: number }
  | { code: 'nights-taken'; nights: PlainDate[] };

export type NightState = 'open' | 'held' | 'booked' | 'closed' | 'past' | 'too-far-ahead';

/**
 * All reasons why these guests can't stay these nights; none when they can. Check-in is possible on the day itself.
 * Calendar, quote and search say the same as this.
 */
export function decideStay(rules: StayRules, { checkIn, checkOut }: Stay, party: Party): Reason[] {
  const { today, capacity, minNights } = rules;
  const maxNights = Math.min(rules.maxNights, MAX_STAY_NIGHTS);
  const length = daysBetween(checkIn, checkOut);
  const lastCheckOut = addDays(today, HORIZON_DAYS);
  const nights = nightStates(rules, checkIn, checkOut).filter(({ state }) => isTaken(state));

  const reasons: Reason[] = [];
  if (!rules.isOpen) reasons.push({ code: 'listing-not-open' });
  if (checkIn < today) reasons.push({ code: 'check-in-past', today });
  if (checkOut > lastCheckOut) reasons.push({ code: 'too-far-ahead', lastCheckOut });
  if (length < minNights) reasons.push({ code: 'too-few-nights', minNights });
  if (length > maxNights) reasons.push({ code: 'too-many-nights', maxNights });
  if (guestsOf(party) > capacity) reasons.push({ code: 'too-many-guests', capacity });
  if (nights.length > 0) reasons.push({ code: 'nights-taken', nights: nights.map(({ date }) => date) });
  return reasons;
}

/** The state of each night of `[from, to)`. Of several blocks a booking counts first, then a hold, then a closure. */
export function nightStates(
  { today, blocks }: Pick<StayRules, 'today' | 'blocks'>,
  from: PlainDate,
  to: PlainDate,
): { date: PlainDate; state: NightState }[] {
  const nights = eachNight(from, to).map((date): { date: PlainDate; state: NightState } => ({ date, state: 'open' }));
  const indexOf = (date: PlainDate) => daysBetween(from, maxDate(from, minDate(date, to)));
  const paint = (state: NightState, start: PlainDate, end: PlainDate) => {
    for (const night of nights.slice(indexOf(start), indexOf(end))) night.state = state;
  };

  for (const kind of ['closed', 'held', 'booked'] as const) {
    for (const block of blocks) if (block.kind === kind) paint(kind, block.start, block.end);
  }
  paint('too-far-ahead', addDays(today, HORIZON_DAYS), to);
  paint('past', from, today);
  return nights;
}

function isTaken(state: NightState): boolean {
  return state === 'held' || state === 'booked' || state === 'closed';
}
