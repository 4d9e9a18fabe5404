import { decideStay, type Reason } from '../../src/calendar/decide-stay.ts';
import { type Block, type StayRules, stayCalendarOf } from '../../src/calendar/stay-calendar.ts';
import { plainDate, type Stay } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { StayRule } from '../../src/kernel/stay-rules.ts';

/** The rules of a listing whose host has said nothing. */
export const plainRule: StayRule = {
  minNights: 1,
  maxNights: 365,
  minNightsThrough: 1,
  maxNightsThrough: 365,
  closedToArrival: false,
  closedToDeparture: false,
  arrivalWeekdays: 127,
  advanceNoticeHours: 0,
  sameDayUntil: '24:00',
  horizonDays: 730,
  preparationBefore: 0,
  preparationAfter: 0,
  inSeason: true,
};

/** For four guests and their pets, with nothing closed or booked, at noon of Monday 2027-03-01 in UTC. */
export const plainRules: StayRules = {
  isOpen: true,
  now: new Date('2027-03-01T12:00:00Z'),
  timeZone: 'UTC',
  checkInFrom: '15:00',
  capacity: 4,
  allowsPets: true,
  byDefault: plainRule,
  byNight: new Map(),
  blocks: [],
};

/** A block of these nights; of a booking with those that it keeps free before and after. */
export function blockOf(
  start: string,
  end: string,
  kind: Block['kind'] = 'booked',
  kept: { from?: string; to?: string } = {},
): Block {
  const nights = {
    start: plainDate(start),
    end: plainDate(end),
    keptFrom: plainDate(kept.from ?? start),
    keptTo: plainDate(kept.to ?? end),
  };
  if (kind === 'closed') return { ...nights, isStay: false, kind, id: newId('closure') };
  return { ...nights, isStay: true, kind, id: newId('booking') };
}

export function decided(
  rules: StayRules,
  stay: Stay,
  party: { adults: number; children?: number; infants?: number; pets?: number } = { adults: 2 },
): Reason[] {
  const calendar = stayCalendarOf(rules, stay.checkIn, stay.checkOut);
  return decideStay(calendar, stay, { children: 0, infants: 0, pets: 0, ...party });
}
