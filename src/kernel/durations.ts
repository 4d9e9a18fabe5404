/** Lengths of time in milliseconds. Days of a calendar may be longer or shorter: those are dates.ts's. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
