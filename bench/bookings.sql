-- Makes whole bookings of `:bookings` stays of the market: confirmed, at the base price with both sides' fees, paid by
-- guests 1 to `:guests` and posted to the ledger, whose own triggers check and sum it. What jobs and events they once had
-- is done and gone.
create temp table booked as
select booking_id, 'pay_03' || right(booking_id, 24) as payment_id, listing_id, l.host_id, l.time_zone, l.check_in_from,
  l.check_out_by, l.instant_booking, l.currency, l.base_nightly, lower(stay) as check_in, upper(stay) as check_out,
  'per_02' || lpad(to_hex(1 + abs(hashint8extended(chosen.number, 5)) % :guests), 24, '0') as guest_id,
  price.nights, (price.nights * 0.142)::bigint as guest_fee, (price.nights * 0.03)::bigint as host_fee
from (
  select *, row_number() over (order by booking_id) as number
  from claims where active and expires_at is null
  order by hashtextextended(booking_id, 3) limit :bookings
) chosen
join listings l on l.id = listing_id
cross join lateral (select l.base_nightly::bigint * (upper(stay) - lower(stay)) as nights) price;

insert into bookings (id, listing_id, guest_id, host_id, state, mode, check_in, check_out, time_zone, check_in_from,
  check_out_by, adults, children, infants, pets, price, cancellation_policy, payment_id, created_at, confirmed_at)
select booking_id, listing_id, guest_id, host_id, 'confirmed', case when instant_booking then 'instant' else 'request' end,
  check_in, check_out, time_zone, check_in_from, check_out_by, 2, 0, 0, 0,
  jsonb_build_object(
    'currency', currency,
    'nights', (
      select jsonb_agg(jsonb_build_object('date', check_in + night, 'amount', base_nightly, 'source', 'base') order by night)
      from generate_series(0, check_out - check_in - 1) night),
    'lines', jsonb_build_array(
      jsonb_build_object('code', 'nights', 'amount', nights, 'payer', 'guest', 'recipient', 'host', 'taxable', true,
        'quantity', check_out - check_in),
      jsonb_build_object('code', 'guest-fee', 'amount', guest_fee, 'payer', 'guest', 'recipient', 'platform',
        'taxable', false, 'rateBps', 1420),
      jsonb_build_object('code', 'host-fee', 'amount', host_fee, 'payer', 'host', 'recipient', 'platform',
        'taxable', false, 'rateBps', 300)),
    'totals', jsonb_build_object('guestPays', nights + guest_fee, 'hostReceives', nights - host_fee,
      'platformKeeps', guest_fee + host_fee, 'taxes', 0)),
  :'policy'::jsonb, payment_id, '2026-01-01', '2026-01-01'
from booked order by booking_id;

insert into payments (id, subject, payer_id, payee_id, amount, currency, host_share, platform_share, tax_share, capture,
  state, intent_id, payable_until, captured_amount, created_at, updated_at)
select payment_id, booking_id, guest_id, host_id, nights + guest_fee, currency, nights - host_fee, guest_fee + host_fee, 0,
  case when instant_booking then 'automatic' else 'manual' end, 'captured', 'pi_' || md5(payment_id),
  '2026-01-01 00:15Z', nights + guest_fee, '2026-01-01', '2026-01-01'
from booked order by payment_id;

insert into ledger_entries (effect, account, subject, owner, amount, currency, posted_at)
select 'capture:' || payment_id, account, booking_id, owner, amount, currency, '2026-01-01'
from booked cross join lateral (values ('stripe', guest_id, nights + guest_fee), ('host', host_id, host_fee - nights),
  ('platform', null, 0 - guest_fee - host_fee)) as posting (account, owner, amount)
order by payment_id, account;

drop table booked;
