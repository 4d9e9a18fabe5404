import { z } from '@hono/zod-openapi';
import type { BookingId } from '../kernel/ids.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

const ofBooking = z.strictObject({ bookingId: idField('booking') });

/** The time of a hold or a request is up. */
export const expireBooking: JobKind<{ bookingId: BookingId }> = { name: 'expire-booking', payload: ofBooking };

/** The stay is over. */
export const completeBooking: JobKind<{ bookingId: BookingId }> = { name: 'complete-booking', payload: ofBooking };
