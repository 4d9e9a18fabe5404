-- What of a payment somebody captured in Stripe's Dashboard where that was not the whole: it pays for nothing, and goes back. Its payer
-- is told so.
alter table payments
  add column captured_in_part bigint,
  add constraint payments_captured_in_part check (captured_in_part > 0 and captured_in_part < amount) not valid;
