import type { AlterationId, BookingId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

const ofBooking = z.strictObject({ bookingId: idField('booking') });

/** The time of a hold or a request is up. */
export const expireBooking: JobKind<{ bookingId: BookingId }> = { name: 'expire-booking', payload: ofBooking };

/** Half of the time in which a host may answer a request is over. */
export const remindHost: JobKind<{ bookingId: BookingId }> = { name: 'remind-host', payload: ofBooking };

/** The time of a proposal is up. */
export const expireAlteration: JobKind<{ alterationId: AlterationId }> = {
  name: 'expire-alteration',
  payload: z.strictObject({ alterationId: idField('alteration') }),
};

/** The rest of a booking that is paid in two parts is due. */
export const chargeRest: JobKind<{ bookingId: BookingId }> = { name: 'charge-rest', payload: ofBooking };

/** The stay is over. */
export const completeBooking: JobKind<{ bookingId: BookingId }> = { name: 'complete-booking', payload: ofBooking };
