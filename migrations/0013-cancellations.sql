alter table bookings
  -- Who has what of the money paid, since some of it was given back; null: as the price says.
  add column kept jsonb,
  -- What a host who cancelled owes the platform.
  add column host_fee bigint not null default 0,
  add column is_no_show boolean not null default false,
  add constraint bookings_host_fee check (host_fee >= 0);

update bookings set kept = refund -> 'kept' where refund is not null;

alter table refunds
  drop constraint refunds_reason_known,
  add constraint refunds_reason_known check (reason in ('cancellation', 'late-payment', 'support', 'alteration'));
