import type { BookingId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** The time to review a stay is up: what was written is published. */
export const publishReviews: JobKind<{ bookingId: BookingId }> = {
  name: 'publish-reviews',
  payload: z.strictObject({ bookingId: idField('booking') }),
};
