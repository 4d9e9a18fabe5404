import type { Reason } from '../calendar/index.ts';
import { addDays, type PlainDate } from '../kernel/dates.ts';
import { type InputError, Problem } from '../kernel/problem.ts';
import { weekdaysOf } from '../kernel/stay-rules.ts';

/**
 * The problem that these reasons come to: `listing-not-open` without another word, as nights and rules of a listing that
 * is not offered are its host's alone; else each of them named, by `invalid-input` for a check-in in the past,
 * `nights-unavailable` where nothing but other stays and closures is in the way, else `stay-not-allowed`.
 */
export function refusalOf(reasons: readonly Reason[]): Problem {
  const codes = reasons.map(({ code }) => code);
  if (codes.includes('listing-not-open')) return new Problem('listing-not-open');
  const errors = reasons.flatMap(errorsOf);
  if (codes.includes('check-in-past')) return new Problem('invalid-input', { errors });
  const isTaken = codes.every((code) => code === 'nights-taken' || code === 'no-time-to-prepare');
  return new Problem(isTaken ? 'nights-unavailable' : 'stay-not-allowed', { errors });
}

function errorsOf({ code, rule, dates }: Reason): InputError[] {
  const error = (pointer: string, detail: string): InputError => ({ pointer, code, detail });
  const [first = ''] = dates;
  switch (code) {
    case 'listing-not-open':
      return [];
    case 'check-in-past':
      return [error('/checkIn', 'is before today where the listing is')];
    case 'arrival-today-over':
      return [error('/checkIn', `is today, when arrivals end at ${rule.sameDayUntil} where the listing is`)];
    case 'notice-too-short':
      return [error('/checkIn', `is less than ${rule.advanceNoticeHours} hours away`)];
    case 'too-far-ahead':
      // The last one opens last: from its day on none of them is too far any more.
      return dates.slice(-1).map((night) => error('/checkOut', tooFar(night, rule.horizonDays ?? 0)));
    case 'out-of-season':
      return [error('/checkIn', `begins a stay out of season, on ${first}`)];
    case 'closed-to-arrival':
      return [error('/checkIn', 'is a date on which no stay begins')];
    case 'closed-to-departure':
      return [error('/checkOut', 'is a date on which no stay ends')];
    case 'arrival-weekday':
      return [error('/checkIn', `is none of the weekdays of arrival: ${weekdaysOf(rule.arrivalWeekdays ?? 0).join()}`)];
    case 'too-few-nights':
      return [error('/checkOut', `leaves fewer than ${rule.minNights ?? rule.minNightsThrough} nights`)];
    case 'too-many-nights':
      return [error('/checkOut', `makes more than ${rule.maxNights ?? rule.maxNightsThrough} nights`)];
    case 'too-many-guests':
      return [error('/party', `has more guests than the ${rule.capacity} that the listing takes`)];
    case 'pets-not-allowed':
      return [error('/party', 'has pets, which the listing does not take')];
    case 'nights-taken':
      return dates.map((night) => error('/checkIn', `The night of ${night} is taken`));
    case 'no-time-to-prepare':
      return dates.map((night) => error('/checkIn', `The night of ${night} is taken, and needed to prepare`));
  }
}

function tooFar(night: PlainDate, horizonDays: number): string {
  return `is too far away: the night of ${night} can be booked from ${addDays(night, 1 - horizonDays)} on`;
}
