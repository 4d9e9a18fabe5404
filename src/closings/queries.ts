import { type RawBuilder, sql } from 'kysely';
import type { PersonId } from '../kernel/ids.ts';
import { reversedOutside } from '../payments/index.ts';
import { isKnownAtStripe } from '../payouts/index.ts';
import { guard, type Query, statement, type Write } from '../platform/db/index.ts';
import type { Open } from './obstacles.ts';

/** As many things as are told at once. */
const AT_ONCE = 100;

/** What of a person is not over, and keeps their account open. */
export function selectOpen(personId: PersonId): Query<Open> {
  return statement(sql<Open>`${openOf(personId)} order by code, subject limit ${AT_ONCE}`);
}

/** Makes the batch stale where anything of the person is open by now. The person and their listings are locked before. */
export function guardNothingOpen(personId: PersonId): Write {
  return guard(sql`not exists (${openOf(personId)})`, 'stale');
}

// Whatever is owed by the books is, whichever row says why. What a guest's bank has paid back by itself is in the books as well,
// and what they have had in the Dashboard may stand against them there for good.
function openOf(personId: PersonId): RawBuilder<Open> {
  return sql<Open>`
    with theirs as (
      select id, state, guest_id = ${personId} as as_guest, state in ('held', 'requested', 'confirmed') as is_open
      from bookings where guest_id = ${personId} or host_id = ${personId}
    )
    select 'operator' as code, id as subject from people where id = ${personId} and roles <> '{}'
    union
    select 'booking-' || state, id from theirs where is_open
    union
    select 'payment-open', theirs.id from theirs join payments on payments.subject = theirs.id
    where not is_open and payments.state in ('pending', 'authorised')
    union
    select 'refund-open', theirs.id from theirs join ledger_balances on holder = theirs.id
    where as_guest and account = 'guest' and balance < 0
    union
    select 'dispute-open', theirs.id from theirs join payments on payments.subject = theirs.id
    join disputes on disputes.payment_id = payments.id where disputes.state in ('open', 'answered')
    union
    select 'dispute-open', theirs.id from theirs join deposits on deposits.booking_id = theirs.id
    join disputes on disputes.deposit_id = deposits.id where disputes.state in ('open', 'answered')
    union
    select 'deposit-open', theirs.id from theirs join deposits on deposits.booking_id = theirs.id
    where deposits.state = 'authorised'
      or exists (select from deposit_holds where deposit_id = deposits.id and deposit_holds.state = 'opening')
    union
    select 'payout-open', theirs.id from theirs join ledger_balances on holder = theirs.id
    where not as_guest and account in ('host', 'transfers') and balance <> 0
    union
    select 'payout-open', theirs.id from theirs join payout_reversals on booking_id = theirs.id
    where not as_guest and payout_reversals.state = 'pending'
    union
    -- What a bank has refused is paid again, by a payout of its own, unless nothing is left of it at Stripe: all that was transferred
    -- and not taken back is at the bank. Of what was transferred in another currency nobody knows how much was sent on.
    select 'payout-open', id from bank_payouts as sent
    where host_id = ${personId} and ${isKnownAtStripe('sent')} and (state in ('pending', 'in_transit') or state in ('failed', 'canceled') and not exists (
      select from bank_payouts as again
      where again.host_id = sent.host_id and again.currency = sent.currency and again.state = 'paid'
        and (again.created_at, again.id) > (sent.created_at, sent.id))
      and (
        select coalesce(sum(net) filter (where currency = sent.currency), 0) > (
            select coalesce(sum(amount), 0) from bank_payouts as had
            where had.host_id = sent.host_id and had.stripe_account_id = sent.stripe_account_id
              and had.currency = sent.currency and had.state = 'paid')
          or coalesce(bool_or(net > 0 and currency <> sent.currency), false)
        from (
          select made.currency, sum(made.amount - (
              select coalesce(sum(amount), 0) from payout_reversals where payout_id = made.id and payout_reversals.state = 'made'))
            - (select coalesce(sum(amount), 0) from ${reversedOutside} as outside
              where subject = made.booking_id and account = 'stripe' and outside.currency = made.currency) as net
          from payouts as made
          where made.host_id = sent.host_id and made.destination = sent.stripe_account_id and made.state = 'paid'
          group by made.booking_id, made.currency) as left_of_stays))
    union
    select 'debt-open', holder from ledger_balances
    where holder = ${personId} and account = 'receivables' and balance <> 0`;
}
