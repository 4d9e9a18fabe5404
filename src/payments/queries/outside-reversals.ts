import { sql } from 'kysely';

/**
 * The postings of what somebody has taken back of transfers in Stripe's dashboard, as far as its differences are closed: to
 * `stripe` what came back, to the other accounts what an operator has decided about it; with the payout whose transfer it was.
 */
export const reversedOutside = sql`(
  select posted.subject, posted.account, posted.currency, posted.amount, (
    select min(paid_id) from stripe_movements where stripe_movements.reference = differences.reference) as payout_id
  from ledger_entries as posted join differences on differences.id = split_part(posted.effect, ':', 2)
  where posted.effect like 'correction:%' and starts_with(differences.reference, 'trr_'))`;
