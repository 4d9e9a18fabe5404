import { aheadOf } from './own-time.ts';

/** What no database may hold at rest of stays that are paid in two parts, each as a query that finds it. */
export const restContradictions: Readonly<Record<string, string>> = {
  'a rest and its booking or payment disagree': `
    select r.booking_id, b.state, p.state as payment, r.settled_at from booking_rests r
    join bookings b on b.id = r.booking_id left join payments p on p.id = r.payment_id
    where not coalesce(case
      when b.state in ('held', 'requested', 'declined', 'withdrawn', 'expired') then r.payment_id is null
      when b.state = 'confirmed' and r.payment_id is null then r.due_at > $1::timestamptz + ${aheadOf('b.id')}
      when b.state = 'confirmed' and p.state = 'pending' then r.pay_by > $1::timestamptz + ${aheadOf('b.id')}
      -- Where nothing ran for days, the stay had begun before the rest could be paid, or before its time was seen to be up.
      when b.state in ('confirmed', 'completed') then p.state = 'captured' or (b.state = 'completed'
        and greatest(p.payable_until, p.updated_at + ${aheadOf('b.id')})
          > (b.check_in + b.check_in_from::time) at time zone b.time_zone)
      else r.payment_id is null or p.state in ('captured', 'cancelled')
    end, false)
      or (r.settled_at is not null) <> (coalesce(p.state, '') = 'captured')
      or p.subject <> b.id or p.id = b.payment_id or p.payable_until <> r.pay_by
      or (p.amount, p.host_share, p.platform_share, p.tax_share)
        is distinct from (case when p.id is not null then r.amount end, case when p.id is not null then r.host_share end,
          case when p.id is not null then r.platform_share end, case when p.id is not null then r.tax_share end)`,
  'two parts are not the price': `
    select b.id, b.price #>> '{totals,guestPays}' as price, r.amount as rest, paid.captured from booking_rests r
    join bookings b on b.id = r.booking_id join payments first on first.id = b.payment_id
    cross join lateral (select sum(captured_amount) as captured from payments where subject = b.id) as paid
    where not exists (select from alterations where booking_id = b.id and state in ('accepted', 'failed')) and (
      (first.amount + r.amount, first.host_share + r.host_share, first.platform_share + r.platform_share,
        first.tax_share + r.tax_share)
      is distinct from ((b.price #>> '{totals,guestPays}')::bigint, (b.price #>> '{totals,hostReceives}')::bigint,
        (b.price #>> '{totals,platformKeeps}')::bigint, (b.price #>> '{totals,taxes}')::bigint)
      or (r.settled_at is not null and paid.captured <> (b.price #>> '{totals,guestPays}')::bigint))`,
  'nothing will charge this rest': `
    select b.id from booking_rests r join bookings b on b.id = r.booking_id
    where b.state = 'confirmed' and r.payment_id is null and not exists (
      select from jobs where done_at is null and kind = 'charge-rest' and payload ->> 'bookingId' = b.id
        and run_at + ${aheadOf('b.id')} = r.due_at)`,
  'nothing will end this rest': `
    select p.id from booking_rests r join payments p on p.id = r.payment_id
    where p.state = 'pending' and not exists (
      select from jobs where done_at is null and kind = 'cancel-payment' and payload ->> 'paymentId' = p.id
        and run_at + ${aheadOf('r.booking_id')} = r.pay_by)`,
};
