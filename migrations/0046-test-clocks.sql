-- Test clocks: how far the time of a booking was moved ahead, in a sandbox. Where the service is live nobody has one.
create table test_clocks (
  booking_id text collate "C" primary key references bookings (id),
  -- Milliseconds between the real time and the booking's.
  ahead bigint not null default 0,
  -- Up to where it is being moved; null while it is not.
  advance_to timestamptz,
  constraint test_clocks_go_forward check (ahead >= 0)
);

-- The booking that a thing is of, by the thing's id; null where it is of none.
create function booking_of(thing text) returns text language plpgsql stable as $$
begin
  return case left(thing, 4)
    when 'bkg_' then thing
    when 'alt_' then (select booking_id from alterations where id = thing)
    when 'pay_' then (select booking_of(subject) from payments where id = thing)
    when 'ref_' then (select booking_of(payment_id) from refunds where id = thing)
    when 'dis_' then (select booking_of(payment_id) from disputes where id = thing)
    when 'dep_' then (select booking_id from deposits where id = thing)
    when 'dho_' then (select booking_of(deposit_id) from deposit_holds where id = thing)
    when 'pyo_' then (select booking_id from payouts where id = thing)
    when 'rvs_' then (select booking_id from payout_reversals where id = thing)
    when 'rev_' then (select booking_id from reviews where id = thing)
    when 'ntf_' then (select booking_of(subject) from notifications where id = thing)
  end;
end $$;
