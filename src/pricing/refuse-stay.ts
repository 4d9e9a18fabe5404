import type { Reason } from '../calendar/index.ts';
import { type InputError, Problem } from '../kernel/problem.ts';

/**
 * The problem that these reasons come to, each of them named: `invalid-input` for a check-in in the past,
 * `listing-not-open`, `nights-unavailable` where nothing else is in the way, else `stay-not-allowed`.
 */
export function refusalOf(reasons: readonly Reason[]): Problem {
  const codes = new Set(reasons.map(({ code }) => code));
  const errors = reasons.flatMap(errorsOf);
  if (codes.has('check-in-past')) return new Problem('invalid-input', { errors });
  if (codes.has('listing-not-open')) return new Problem('listing-not-open');
  if (codes.size === 1 && codes.has('nights-taken')) return new Problem('nights-unavailable', { errors });
  return new Problem('stay-not-allowed', { errors });
}

function errorsOf(reason: Reason): InputError[] {
  const error = (pointer: string, detail: string): InputError => ({ pointer, code: reason.code, detail });
  switch (reason.code) {
    case 'listing-not-open':
      return [];
    case 'check-in-past':
      return [error('/checkIn', `is before today, ${reason.today} where the listing is`)];
    case 'too-far-ahead':
      return [error('/checkOut', `is after ${reason.lastCheckOut}, the last date that can be booked`)];
    case 'too-few-nights':
      return [error('/checkOut', `leaves fewer than ${reason.minNights} nights`)];
    case 'too-many-nights':
      return [error('/checkOut', `makes more than ${reason.maxNights} nights`)];
    case 'too-many-guests':
      return [error('/party', `has more guests than the ${reason.capacity} that the listing takes`)];
    case 'nights-taken':
      return reason.nights.map((night) => error('/checkIn', `The night of ${night} is taken`));
  }
}
