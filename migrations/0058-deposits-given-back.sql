-- A captured deposit can be given back by support, whole or in part, and be disputed like any payment.
alter table deposits
  add column refunded_amount bigint not null default 0,
  -- What lost disputes have taken of it beyond the refunds that were promised before.
  add column disputed_amount bigint not null default 0,
  add constraint deposits_left check (
    0 <= refunded_amount and 0 <= disputed_amount and refunded_amount + disputed_amount <= captured_amount);

alter table refunds
  alter column payment_id drop not null,
  add column deposit_id text collate "C" references deposits (id),
  add constraint refunds_of_one check (num_nonnulls(payment_id, deposit_id) = 1),
  drop constraint refunds_reason_known,
  add constraint refunds_reason_known check (
    reason in ('cancellation', 'late-payment', 'support', 'alteration', 'deposit'));
create index refunds_deposit on refunds (deposit_id) where deposit_id is not null;

alter table disputes
  alter column payment_id drop not null,
  add column deposit_id text collate "C" references deposits (id),
  add constraint disputes_of_one check (num_nonnulls(payment_id, deposit_id) = 1);
create index disputes_deposit on disputes (deposit_id) where deposit_id is not null;

create or replace function booking_of(thing text) returns text language plpgsql stable as $$
begin
  return case left(thing, 4)
    when 'bkg_' then thing
    when 'alt_' then (select booking_id from alterations where id = thing)
    when 'pay_' then (select booking_of(subject) from payments where id = thing)
    when 'ref_' then (select booking_of(coalesce(payment_id, deposit_id)) from refunds where id = thing)
    when 'dis_' then (select booking_of(coalesce(payment_id, deposit_id)) from disputes where id = thing)
    when 'dep_' then (select booking_id from deposits where id = thing)
    when 'dho_' then (select booking_of(deposit_id) from deposit_holds where id = thing)
    when 'pyo_' then (select booking_id from payouts where id = thing)
    when 'rvs_' then (select booking_id from payout_reversals where id = thing)
    when 'rev_' then (select booking_id from reviews where id = thing)
    when 'ntf_' then (select booking_of(subject) from notifications where id = thing)
  end;
end $$;
