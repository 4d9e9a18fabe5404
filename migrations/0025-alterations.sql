-- What guest or host would change of a confirmed booking, until the other has answered.
create table alterations (
  id text collate "C" primary key,
  booking_id text collate "C" not null references bookings (id),
  proposed_by text not null,
  state text not null,
  version integer not null default 1,
  check_in date not null,
  check_out date not null,
  adults smallint not null,
  children smallint not null,
  infants smallint not null,
  pets smallint not null,
  price jsonb not null,
  cancellation_policy jsonb not null,
  -- What the guest would pay more, or less where it is negative.
  difference bigint not null,
  -- The payment of the difference, once there is one.
  payment_id text collate "C",
  expires_at timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  -- When the difference was counted as paid.
  settled_at timestamptz,
  constraint alterations_payment_key unique (payment_id),
  constraint alterations_proposed_by_known check (proposed_by in ('guest', 'host')),
  constraint alterations_state_known check (
    state in ('unpaid', 'proposed', 'accepting', 'accepted', 'declined', 'withdrawn', 'expired', 'failed')
  ),
  constraint alterations_nights check (check_in < check_out),
  constraint alterations_clock check (
    (expires_at is not null) = (state in ('unpaid', 'proposed', 'accepting'))
    and (ended_at is null) = (state in ('unpaid', 'proposed', 'accepting'))
  )
);
create index alterations_booking on alterations (booking_id, id);
create unique index alterations_one_open on alterations (booking_id) where state in ('unpaid', 'proposed', 'accepting');
