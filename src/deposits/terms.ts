import { HOUR_MS } from '../kernel/durations.ts';

/** The clocks of damage deposits, in milliseconds. */
export const depositTerms = {
  /** Before the check-in opens: when it is authorised. */
  authorise: 48 * HOUR_MS,
  /** After check-out: for so long the host can claim it. */
  claim: 48 * HOUR_MS,
  /** Before an authorisation ends: when another one is sought, if the time to claim goes on. */
  renew: 12 * HOUR_MS,
  /** After it has ended without another: when it is given free, should Stripe not have told. */
  hear: HOUR_MS,
} as const;
