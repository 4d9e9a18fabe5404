-- Threads and messages about a booking are of it, too: they have its time.
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
    when 'thr_' then (select booking_id from threads where id = thing)
    when 'msg_' then (select booking_of(thread_id) from messages where id = thing)
    when 'ntf_' then (select booking_of(subject) from notifications where id = thing)
  end;
end $$;
