/** All that a booking can be. */
export const bookingStates = [
  'held',
  'requested',
  'confirmed',
  'declined',
  'withdrawn',
  'expired',
  'cancelled',
  'completed',
] as const;
export type BookingState = (typeof bookingStates)[number];

/** Whether a stay is certain, or was until it was over. */
export function isStanding(state: BookingState): boolean {
  return state === 'confirmed' || state === 'completed';
}

/** Whether a booking came to nothing, or was cancelled. */
export function hasFallen(state: BookingState): boolean {
  return state === 'declined' || state === 'withdrawn' || state === 'expired' || state === 'cancelled';
}
