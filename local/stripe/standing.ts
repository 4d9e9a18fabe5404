import type Stripe from 'stripe';

/** What Stripe holds against a connected account, and what it has agreed to do for it. */
export type Standing = {
  /** What is asked of the account and not given. */
  missing: Set<string>;
  /** When what is missing begins to count (seconds since the epoch); `null` once it does, or when nothing is missing. */
  deadline: number | null;
  /** Why the account is closed to money, whatever it gives. */
  rejection: Stripe.Account.Requirements.DisabledReason | null;
  /** Capabilities that the platform has asked for. */
  requested: Set<Capability>;
  /** Whether its bank sends payouts back. */
  isBankClosed: boolean;
};

export type Capability = 'card_payments' | 'transfers';

/** What every new account is asked for: a private person's data, since no business is known here. */
export const ASKED_OF_ALL = [
  'business_profile.product_description',
  'business_type',
  'external_account',
  'individual.dob.day',
  'individual.dob.month',
  'individual.dob.year',
  'individual.first_name',
  'individual.last_name',
  'tos_acceptance.date',
  'tos_acceptance.ip',
];
/** Without it nothing can be paid out, but transfers still arrive. */
export const BANK = 'external_account';

/** Writes into an account what follows from its standing, at `now` (seconds since the epoch). */
export function applyStanding(account: Stripe.Account, standing: Standing, now: number): void {
  const { missing, rejection } = standing;
  const isOverdue = standing.deadline === null || standing.deadline <= now;
  const due = [...missing];
  const overdue = isOverdue ? due : [];
  const isClear = rejection === null && overdue.every((requirement) => requirement === BANK);
  const isOpen = account.details_submitted && isClear;
  account.requirements = {
    alternatives: [],
    current_deadline: isOverdue ? null : standing.deadline,
    currently_due: due,
    disabled_reason: rejection ?? (overdue.length > 0 ? 'requirements.past_due' : null),
    errors: [],
    eventually_due: due,
    past_due: overdue,
    pending_verification: [],
  };
  account.capabilities = Object.fromEntries(
    [...standing.requested].map((capability) => [capability, isOpen ? 'active' : 'inactive']),
  );
  account.charges_enabled = isOpen && standing.requested.has('card_payments');
  account.payouts_enabled = isOpen && overdue.length === 0;
}
