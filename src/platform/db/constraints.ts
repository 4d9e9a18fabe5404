import type { ProblemCode } from '../../kernel/problem.ts';

/**
 * What a violated constraint tells the caller. A constraint that isn't here cannot be violated by an input, only by a
 * mistake of ours. Guards need no line: they are raised under their problem's own code.
 */
const problems: Readonly<Record<string, ProblemCode>> = {
  claims_no_overlap: 'nights-unavailable',
  quote_redemptions_pkey: 'quote-used',
  calendar_feeds_url_key: 'feed-exists',
  promotions_code_key: 'promotion-exists',
  payout_accounts_host_key: 'payout-account-exists',
  alterations_one_open: 'alteration-open',
  payments_disputes_covered: 'payment-disputed',
  reviews_one_a_side: 'review-exists',
};

/** The problem of a violated constraint; undefined for one that only a mistake of ours violates. */
export function problemOfConstraint(name: string): ProblemCode | undefined {
  return Object.hasOwn(problems, name) ? problems[name] : undefined;
}
