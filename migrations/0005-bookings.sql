create table bookings (
  id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  guest_id text collate "C" not null references people (id),
  host_id text collate "C" not null references people (id),
  state text not null,
  version integer not null default 1,
  mode text not null,
  check_in date not null,
  check_out date not null,
  time_zone text not null,
  check_in_from text not null,
  check_out_by text not null,
  adults smallint not null,
  children smallint not null,
  infants smallint not null,
  pets smallint not null,
  -- The quote's content as signed: lines, totals, policy. What was shown is what is charged.
  price jsonb not null,
  currency text not null,
  total bigint not null,
  cancellation_policy text not null,
  payment_id text collate "C" not null,
  -- The state's own deadline: of a hold, or of the host's answer.
  expires_at timestamptz,
  created_at timestamptz not null,
  requested_at timestamptz,
  accepted_at timestamptz,
  confirmed_at timestamptz,
  ended_at timestamptz,
  cancelled_by text,
  cancellation jsonb,
  constraint bookings_state_known check (
    state in ('held', 'requested', 'confirmed', 'declined', 'withdrawn', 'expired', 'cancelled', 'completed')
  ),
  constraint bookings_mode_known check (mode in ('instant', 'request')),
  constraint bookings_nights check (check_in < check_out)
);
create index bookings_guest on bookings (guest_id, id);
create index bookings_host on bookings (host_id, id);
create index bookings_listing on bookings (listing_id, check_in);
create index bookings_holds on bookings (guest_id) where state = 'held';

-- A quote is redeemed once and for all, whatever becomes of its booking.
create table quote_redemptions (
  quote_id text collate "C" primary key,
  booking_id text collate "C" not null,
  redeemed_at timestamptz not null
);
