-- The second part of a stay that is paid in two: due before free cancellation ends, and charged without the guest.
create table booking_rests (
  booking_id text collate "C" primary key references bookings (id),
  -- The saved card that it is charged with.
  card_id text collate "C" not null references saved_cards (id),
  amount bigint not null,
  -- Whose the amount is once it is captured.
  host_share bigint not null,
  platform_share bigint not null,
  tax_share bigint not null,
  due_at timestamptz not null,
  -- Until then the guest can pay it, where that card was refused; then the stay is cancelled.
  pay_by timestamptz not null,
  -- Its payment, once it is due.
  payment_id text collate "C",
  -- When it was counted as paid, or given back.
  settled_at timestamptz,
  constraint booking_rests_payment_key unique (payment_id),
  constraint booking_rests_amount check (amount > 0 and amount = host_share + platform_share + tax_share),
  constraint booking_rests_clock check (due_at < pay_by)
);

-- The saved card that a payment is charged with without its payer; null: the payer pays.
alter table payments add column payment_method_id text collate "C";
