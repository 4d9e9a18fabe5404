export const policyCodes = ['flexible', 'moderate', 'limited', 'firm', 'strict', 'nonRefundable'] as const;

export type PolicyCode = (typeof policyCodes)[number];

/**
 * What a guest's cancellation costs, as data to be copied into the booking: the first step still in time applies,
 * else `afterwards`.
 */
export type CancellationPolicy = { steps: readonly Step[]; afterwards: Kept };

type Step = { until: Deadline; kept: Kept };

/**
 * Every limit named has to be met, the instant of the limit included. Hours are elapsed hours; days are calendar days
 * before the check-in opens, at the listing's clock time of check-in.
 */
export type Deadline = {
  hoursAfterConfirmation?: number;
  hoursAfterBooking?: number;
  hoursBeforeCheckIn?: number;
  daysBeforeCheckIn?: number;
};

/** What is kept of the nights not stayed: the next `nights` in full, and of the rest a share in basis points. */
export type Kept = { nights: number; restBps: number };

/** The policy for a stay of so many nights: from 28 on one rule replaces all but `nonRefundable`. */
export function policyFor(code: PolicyCode, nights: number): CancellationPolicy {
  return nights >= 28 && code !== 'nonRefundable' ? longStay : policies[code];
}

const none: Kept = { nights: 0, restBps: 0 };
const half: Kept = { nights: 0, restBps: 5_000 };
const all: Kept = { nights: 0, restBps: 10_000 };

const grace: Step = { until: { hoursAfterConfirmation: 24, daysBeforeCheckIn: 7 }, kept: none };
const halfUntilAWeekBefore: Step = { until: { daysBeforeCheckIn: 7 }, kept: half };

const policies: Record<PolicyCode, CancellationPolicy> = {
  flexible: {
    steps: [grace, { until: { hoursBeforeCheckIn: 24 }, kept: none }],
    afterwards: { nights: 1, restBps: 0 },
  },
  moderate: {
    steps: [grace, { until: { daysBeforeCheckIn: 5 }, kept: none }],
    afterwards: { nights: 1, restBps: 5_000 },
  },
  limited: {
    steps: [grace, { until: { daysBeforeCheckIn: 14 }, kept: none }, halfUntilAWeekBefore],
    afterwards: all,
  },
  firm: {
    steps: [grace, { until: { daysBeforeCheckIn: 30 }, kept: none }, halfUntilAWeekBefore],
    afterwards: all,
  },
  strict: {
    steps: [grace, { until: { hoursAfterBooking: 48, daysBeforeCheckIn: 14 }, kept: none }, halfUntilAWeekBefore],
    afterwards: all,
  },
  nonRefundable: { steps: [], afterwards: all },
};

const longStay: CancellationPolicy = {
  steps: [{ until: { hoursAfterBooking: 48, daysBeforeCheckIn: 28 }, kept: none }],
  afterwards: { nights: 30, restBps: 0 },
};

/**
 * What a host who cancels owes of the price of the nights not stayed, in basis points: the first step whose limit is
 * not reached applies, else `afterwards`; at least and at most so many US cents.
 */
export const hostCancellation: {
  steps: readonly { before: Deadline; bps: number }[];
  afterwards: number;
  least: number;
  most: number;
} = {
  steps: [
    { before: { daysBeforeCheckIn: 30 }, bps: 1_000 },
    { before: { hoursBeforeCheckIn: 48 }, bps: 2_500 },
  ],
  afterwards: 5_000,
  least: 50_00,
  most: 1_000_00,
};
