import type { PaymentState } from '../platform/db/tables/payments.ts';
import { phaseOf } from './booking.ts';
import type { BookingRow } from './queries/bookings.ts';
import type { Phase } from './state.ts';

/**
 * What a payment's state does to a booking:
 * - `confirm`, `request`, `end`: it moves;
 * - `give-back`: the money came too late, the booking gets its nights back or the guest the money;
 * - `cancel-payment`: an authorised amount that nobody waits for is given free.
 */
type PaymentEffect = 'confirm' | 'request' | 'end' | 'give-back' | 'cancel-payment';

const effects: Readonly<Record<PaymentState, { readonly [phase in Phase]?: PaymentEffect }>> = {
  pending: {},
  authorised: {
    held: 'request',
    declined: 'cancel-payment',
    withdrawn: 'cancel-payment',
    expired: 'cancel-payment',
  },
  captured: {
    held: 'confirm',
    requested: 'confirm',
    accepted: 'confirm',
    declined: 'give-back',
    withdrawn: 'give-back',
    expired: 'give-back',
  },
  cancelled: { held: 'end', requested: 'end', accepted: 'end' },
};

/** Decides from the states alone, so that it does not matter how often and in which order payments are heard of. */
export function effectOfPayment(booking: BookingRow): PaymentEffect | undefined {
  return effects[booking.payments[0].state][phaseOf(booking)];
}
