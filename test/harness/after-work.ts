/** A cron of the tests' Worker that does nothing but come after the work which answers have left behind. */
export const AFTER_WORK = 'after-work';

/** The same, after which the Worker remembers nothing. */
export const ANEW = 'anew';
