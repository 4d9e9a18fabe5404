import type { BookingId, DepositHoldId, DepositId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

const ofHold = z.strictObject({ holdId: idField('depositHold') });

/** Does what is due about the damage deposit of a booking, if it has one: it is time, or the booking has moved. */
export const lookAtDeposit: JobKind<{ bookingId: BookingId }> = {
  name: 'look-at-deposit',
  payload: z.strictObject({ bookingId: idField('booking') }),
};

/** Has Stripe authorise a deposit. */
export const authoriseDeposit: JobKind<{ holdId: DepositHoldId }> = { name: 'authorise-deposit', payload: ofHold };

/** Gives an authorisation free that nobody needs any more. */
export const releaseDeposit: JobKind<{ holdId: DepositHoldId }> = { name: 'release-deposit', payload: ofHold };

/** Has Stripe take what a host has claimed of a deposit; the rest is free. */
export const captureDeposit: JobKind<{ depositId: DepositId }> = {
  name: 'capture-deposit',
  payload: z.strictObject({ depositId: idField('deposit') }),
};

/** Brings a deposit in line with what Stripe says of an intent that was made for it. */
export const syncDeposit: JobKind<{ holdId: DepositHoldId; intentId: string }> = {
  name: 'sync-deposit',
  payload: ofHold.extend({ intentId: z.string() }),
};
