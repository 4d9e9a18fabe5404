import type { BookingId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Moves the time of a booking on, from one thing that is due to the next, up to where it is to be. */
export const advanceClock: JobKind<{ bookingId: BookingId }> = {
  name: 'advance-test-clock',
  inRealTime: true,
  payload: z.strictObject({ bookingId: idField('booking') }),
};
