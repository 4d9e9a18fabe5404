import { addDays, daysBetween, eachNight, localTimeIn, type PlainDate } from '../kernel/dates.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import type { BookingId, ClosureId } from '../kernel/ids.ts';
import { MAX_PREPARATION_NIGHTS, type StayRule, type StayRuleChange } from '../kernel/stay-rules.ts';

/**
 * Nights `[start, end)` that are taken: closed by a closure, held by an unpaid or unanswered booking, or booked; with
 * those that a booking keeps free around them, `[keptFrom, keptTo)`.
 */
export type Block = {
  start: PlainDate;
  end: PlainDate;
  keptFrom: PlainDate;
  keptTo: PlainDate;
  /** Whether guests have them, here or on another channel. */
  isStay: boolean;
} & ({ kind: 'closed'; id: ClosureId } | { kind: 'held' | 'booked'; id: BookingId });

/** What decides whether a stay can be had. `blocks` are those alive at `now`. */
export type StayRules = {
  isOpen: boolean;
  now: Date;
  timeZone: string;
  /** `HH:MM`, when the check-in opens. */
  checkInFrom: string;
  capacity: number;
  allowsPets: boolean;
  byDefault: StayRule;
  /** Where they differ. */
  byNight: ReadonlyMap<PlainDate, StayRuleChange>;
  blocks: readonly Block[];
};

export const nightStates = [
  'open',
  'held',
  'booked',
  'preparation',
  'closed',
  'out-of-season',
  'past',
  'too-far-ahead',
] as const;
type NightState = (typeof nightStates)[number];

/**
 * One date: the rules of an arrival, a departure and a night on it, and the state of the night. One that is too far ahead
 * can be taken as well, as by whom a longer horizon let book it.
 */
export type CalendarNight = {
  date: PlainDate;
  rule: StayRule;
  state: NightState;
  isTooFar: boolean;
  isTaken: boolean;
};

/** The nights of `[from, to)`, and the date `to`, on which the last one ends. */
export type StayCalendar = {
  rules: StayRules;
  /** Where the listing is. */
  today: PlainDate;
  time: string;
  from: PlainDate;
  nights: readonly CalendarNight[];
  /** Whether guests have that night, or keep it free; as many nights after `from` as `to` and the preparation lie. */
  isOccupied(daysAfterFrom: number): boolean;
  /** What the clocks there will show in so many hours, as `YYYY-MM-DDTHH:MM`. */
  clockIn(hours: number): string;
};

/** Lays rules and blocks out night by night. The rules have to be known for `to` too, blocks for a week around. */
export function stayCalendarOf(rules: StayRules, from: PlainDate, to: PlainDate): StayCalendar {
  const { date: today, time } = localTimeIn(rules.timeZone, rules.now);
  const length = daysBetween(from, to) + 1;
  const taken = takenNights(rules.blocks, from, length);
  const occupied = occupiedNights(rules.blocks, from, length);
  const tooFarFrom = (horizonDays: number) => addDays(today, horizonDays);
  const bounds = new Map<number, PlainDate>();
  const clocks = new Map<number, string>();

  const nights = [...eachNight(from, to), to].map((date, index): CalendarNight => {
    const change = rules.byNight.get(date);
    const rule = change === undefined ? rules.byDefault : { ...rules.byDefault, ...change };
    const isTooFar = date >= remembered(bounds, rule.horizonDays, tooFarFrom);
    const isPast = date < today;
    const isTaken = !isPast && taken[index] !== undefined;
    return { date, rule, isTooFar, isTaken, state: stateOf(isPast, isTooFar, taken[index], rule.inSeason) };
  });
  return {
    rules,
    today,
    time,
    from,
    nights,
    isOccupied: (days) => occupied[days + MAX_PREPARATION_NIGHTS] === 1,
    clockIn: (hours) =>
      remembered(clocks, hours, () => {
        const then = localTimeIn(rules.timeZone, new Date(rules.now.getTime() + hours * HOUR_MS));
        return `${then.date}T${then.time}`;
      }),
  };
}

type Taken = 'preparation' | Block['kind'];

function stateOf(isPast: boolean, isTooFar: boolean, taken: Taken | undefined, inSeason: boolean): NightState {
  if (isPast) return 'past';
  if (isTooFar) return 'too-far-ahead';
  return taken ?? (inSeason ? 'open' : 'out-of-season');
}

// Of several that take a night a booking is shown first, then a hold, a closure, and preparation last.
function takenNights(blocks: readonly Block[], from: PlainDate, length: number): (Taken | undefined)[] {
  const nights = new Array<Taken | undefined>(length).fill(undefined);
  const paint = (taken: Taken, start: PlainDate, end: PlainDate) => {
    nights.fill(taken, Math.max(0, daysBetween(from, start)), Math.max(0, daysBetween(from, end)));
  };
  for (const { keptFrom, keptTo } of blocks) paint('preparation', keptFrom, keptTo);
  for (const kind of ['closed', 'held', 'booked'] as const) {
    for (const block of blocks) if (block.kind === kind) paint(kind, block.start, block.end);
  }
  return nights;
}

// From a week before `from` to a week after the last date.
function occupiedNights(blocks: readonly Block[], from: PlainDate, length: number): Uint8Array {
  const nights = new Uint8Array(length + 2 * MAX_PREPARATION_NIGHTS);
  const indexOf = (date: PlainDate) => Math.max(0, daysBetween(from, date) + MAX_PREPARATION_NIGHTS);
  for (const { isStay, keptFrom, keptTo } of blocks) if (isStay) nights.fill(1, indexOf(keptFrom), indexOf(keptTo));
  return nights;
}

function remembered<V>(known: Map<number, V>, key: number, make: (key: number) => V): V {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}
