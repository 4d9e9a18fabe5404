import type { Currency } from './currencies.ts';
import type { PlainDate } from './dates.ts';

/** Who pays what the platform takes: guest and host, or the host alone. */
export const feeModels = ['split', 'hostOnly'] as const;
export type FeeModel = (typeof feeModels)[number];

export const feeCodes = ['linen', 'pets', 'fee'] as const;
export const feeBases = ['stay', 'night', 'guest', 'guestNight'] as const;

/**
 * A fee of the host's beside cleaning, in minor units per `per`. Of `pets` the guests are the pets, and without any it
 * isn't due; `fee` is any other, which its name explains. Unless it is refundable, no cancellation of the guest's gives
 * it back; else one before the check-in opens does.
 */
export type Fee = {
  code: (typeof feeCodes)[number];
  name: string | null;
  amount: number;
  per: (typeof feeBases)[number];
  refundable: boolean;
};

export const taxKinds = ['percent', 'night', 'guestNight'] as const;

/**
 * A tax on the nights of `[validFrom, validTo)`, of which only the first `capNights` are taxed, those counted that rules of
 * the same name taxed before them, and none in a stay of `exemptFromNights` or more. `rate` is in basis points of the price where the kind is `percent`, else in minor units
 * of `currency` per night, or per guest and night, without children where they are exempt. What is `included` is part
 * of the price and paid by the host; else it comes on top.
 */
export type TaxRule = {
  name: string;
  kind: (typeof taxKinds)[number];
  rate: number;
  currency: Currency | null;
  capNights: number | null;
  exemptFromNights: number | null;
  exemptChildren: boolean;
  included: boolean;
  validFrom: PlainDate | null;
  validTo: PlainDate | null;
};

/** A discount in basis points for stays whose check-in is at least, or at most, so many days ahead. */
export type TimedDiscount = { days: number; bps: number };

/** The same as a listing has it in two columns: without a rate there is none. */
export function timedDiscount(days: number, bps: number): TimedDiscount | null {
  return bps === 0 ? null : { days, bps };
}

/** The discount of the first bookings of a listing whose host grants it. */
export const newListingOffer = { bps: 2_000, bookings: 3 } as const;
