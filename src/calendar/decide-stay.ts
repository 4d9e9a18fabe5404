import { addDays, daysBetween, isoWeekday, type PlainDate, type Stay } from '../kernel/dates.ts';
import { guestsOf, type Party } from '../kernel/party.ts';
import { hasWeekday, type StayRule } from '../kernel/stay-rules.ts';
import type { CalendarNight, StayCalendar } from './stay-calendar.ts';

export const reasonCodes = [
  'listing-not-open',
  'check-in-past',
  'arrival-today-over',
  'notice-too-short',
  'too-far-ahead',
  'out-of-season',
  'closed-to-arrival',
  'closed-to-departure',
  'arrival-weekday',
  'too-few-nights',
  'too-many-nights',
  'too-many-guests',
  'pets-not-allowed',
  'nights-taken',
  'no-time-to-prepare',
] as const;

/** The rule that a reason follows from, with its value, where there is one. */
type RuleOfReason = { readonly [Name in keyof StayRule]?: StayRule[Name] } & { readonly capacity?: number };

/** Why a stay can't be had, the rule that says so, and the dates on which it does. */
export type Reason = { code: (typeof reasonCodes)[number]; rule: RuleOfReason; dates: PlainDate[] };

/**
 * All reasons why these guests can't stay these nights; none when they can. Calendar, explanation, quote and search
 * say the same as this.
 * @param calendar holds all nights of the stay
 */
export function decideStay(calendar: StayCalendar, { checkIn, checkOut }: Stay, party: Party): Reason[] {
  const { rules, from } = calendar;
  const arrival = daysBetween(from, checkIn);
  const departure = daysBetween(from, checkOut);
  const nights = calendar.nights.slice(arrival, departure);
  const isTooMany = guestsOf(party) > rules.capacity;
  const hasPets = party.pets > 0 && !rules.allowsPets;
  return [
    ...(rules.isOpen ? [] : [{ code: 'listing-not-open' as const, rule: {}, dates: [] }]),
    ...reasonsAgainstArrival(calendar, arrival),
    ...reasonsAgainstDeparture(calendar, departure),
    ...reasonsAgainstNights(nights),
    ...reasonsAgainstLength(nights),
    ...(isTooMany ? [{ code: 'too-many-guests' as const, rule: { capacity: rules.capacity }, dates: [] }] : []),
    ...(hasPets ? [{ code: 'pets-not-allowed' as const, rule: {}, dates: [] }] : []),
  ];
}

/** Why no stay can begin on this date, whatever nights follow; its own night apart. */
export function reasonsAgainstArrival(calendar: StayCalendar, index: number): Reason[] {
  const night = calendar.nights[index];
  if (night === undefined) return [];
  const { date, rule } = night;
  const reasons: Reason[] = [];
  const because = (code: Reason['code'], of: RuleOfReason, dates = [date]) => reasons.push({ code, rule: of, dates });
  const { advanceNoticeHours, sameDayUntil, arrivalWeekdays, closedToArrival, preparationBefore } = rule;
  if (date < calendar.today) because('check-in-past', {});
  else if (date === calendar.today && calendar.time >= sameDayUntil) because('arrival-today-over', { sameDayUntil });
  if (advanceNoticeHours > 0 && `${date}T${calendar.rules.checkInFrom}` < calendar.clockIn(advanceNoticeHours)) {
    because('notice-too-short', { advanceNoticeHours });
  }
  if (closedToArrival) because('closed-to-arrival', { closedToArrival });
  if (!hasWeekday(arrivalWeekdays, isoWeekday(date))) because('arrival-weekday', { arrivalWeekdays });
  const kept = occupiedDays(calendar, index - preparationBefore, index);
  if (kept.length > 0) because('no-time-to-prepare', { preparationBefore }, kept);
  return reasons;
}

/** Why no stay can end on this date. */
export function reasonsAgainstDeparture(calendar: StayCalendar, index: number): Reason[] {
  const night = calendar.nights[index];
  if (night === undefined) return [];
  const { closedToDeparture, preparationAfter } = night.rule;
  const kept = occupiedDays(calendar, index, index + preparationAfter);
  return [
    ...(closedToDeparture
      ? [{ code: 'closed-to-departure' as const, rule: { closedToDeparture }, dates: [night.date] }]
      : []),
    ...(kept.length > 0 ? [{ code: 'no-time-to-prepare' as const, rule: { preparationAfter }, dates: kept }] : []),
  ];
}

function reasonsAgainstNights(nights: readonly CalendarNight[]): Reason[] {
  const taken = nights.filter(({ isTaken }) => isTaken);
  return [
    ...because(
      'too-far-ahead',
      'horizonDays',
      nights.filter(({ isTooFar }) => isTooFar),
    ),
    ...because(
      'out-of-season',
      'inSeason',
      nights.filter(({ rule }) => !rule.inSeason),
    ),
    ...(taken.length > 0 ? [{ code: 'nights-taken' as const, rule: {}, dates: datesOf(taken) }] : []),
  ];
}

function reasonsAgainstLength(nights: readonly CalendarNight[]): Reason[] {
  const { length } = nights;
  const first = nights.slice(0, 1);
  return [
    ...because(
      'too-few-nights',
      'minNights',
      first.filter(({ rule }) => length < rule.minNights),
    ),
    ...because(
      'too-few-nights',
      'minNightsThrough',
      nights.filter(({ rule }) => length < rule.minNightsThrough),
    ),
    ...because(
      'too-many-nights',
      'maxNights',
      first.filter(({ rule }) => length > rule.maxNights),
    ),
    ...because(
      'too-many-nights',
      'maxNightsThrough',
      nights.filter(({ rule }) => length > rule.maxNightsThrough),
    ),
  ];
}

// A reason for each value that the rule has on these nights.
function because(code: Reason['code'], name: keyof StayRule, nights: readonly CalendarNight[]): Reason[] {
  const groups = Map.groupBy(nights, ({ rule }) => rule[name]);
  return [...groups].map(([value, group]) => ({ code, rule: { [name]: value }, dates: datesOf(group) }));
}

// Of the dates at these places in the calendar, those that guests have or keep free.
function occupiedDays({ from, isOccupied }: StayCalendar, start: number, end: number): PlainDate[] {
  const places = Array.from({ length: end - start }, (_, offset) => start + offset);
  return places.filter(isOccupied).map((days) => addDays(from, days));
}

function datesOf(nights: readonly CalendarNight[]): PlainDate[] {
  return nights.map(({ date }) => date);
}
