import { maxDate, minDate, type Stay } from './dates.ts';

/** Nights that a stay would get beside its own, and whether its own come right before or after them. */
export type AddedNights = Stay & { followsOwn: boolean; precedesOwn: boolean };

/** The nights of `stay` that are not among its `own`: before them, after them, or both. */
export function addedNights(own: Stay, { checkIn, checkOut }: Stay): AddedNights[] {
  return [
    { checkIn, checkOut: minDate(checkOut, own.checkIn) },
    { checkIn: maxDate(checkIn, own.checkOut), checkOut },
  ]
    .filter((added) => added.checkIn < added.checkOut)
    .map((added) => ({
      ...added,
      followsOwn: added.checkIn === own.checkOut,
      precedesOwn: added.checkOut === own.checkIn,
    }));
}
