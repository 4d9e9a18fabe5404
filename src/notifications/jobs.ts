import type { BookingId, NotificationId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Sends one notification, unless what it tells is true no more. */
export const sendNotification: JobKind<{ notificationId: NotificationId }> = {
  name: 'send-notification',
  payload: z.strictObject({ notificationId: idField('notification') }),
};

/**
 * Tells of what is about to happen to a stay: that it begins, and that the rest of its price is charged. Its name says
 * only the first of them, since jobs wait for months under it.
 */
export const remindOfStay: JobKind<{ bookingId: BookingId }> = {
  name: 'announce-arrival',
  payload: z.strictObject({ bookingId: idField('booking') }),
};
