/**
 * SQL of what banks have paid of a payment's refunds, in minor units: by disputes that were lost before these were made, or
 * instead of refunds that came back, without those that were overturned.
 */
export function paidByBanks(paymentId: string): string {
  return `coalesce((
    select sum(case account when 'guest' then e.amount else 0 - e.amount end) from ledger_entries e
    where e.account = 'guest' and split_part(e.effect, ':', 1) in ('dispute-lost', 'dispute-excess')
        and split_part(e.effect, ':', 2) in (select stripe_dispute_id from disputes where payment_id = ${paymentId})
      or e.account = 'platform' and e.effect in (
        select 'refund-failed:' || id from refunds where payment_id = ${paymentId})), 0)`;
}
