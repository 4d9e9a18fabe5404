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
  -- Price and cancellation policy as the quote was signed: what was shown is what is charged and given back.
  price jsonb not null,
  cancellation_policy jsonb not null,
  payment_id text collate "C" not null,
  -- The running clock: of a hold, or of the host's answer. Null once no time ends this state but the stay's own.
  expires_at timestamptz,
  created_at timestamptz not null,
  requested_at timestamptz,
  accepted_at timestamptz,
  confirmed_at timestamptz,
  ended_at timestamptz,
  -- Who ended it: a guest, a host, support, or the system when its time was up or its payment failed for good.
  ended_by text,
  -- How the money was divided when a confirmed booking was cancelled.
  refund jsonb,
  constraint bookings_payment_key unique (payment_id),
  constraint bookings_state_known check (
    state in ('held', 'requested', 'confirmed', 'declined', 'withdrawn', 'expired', 'cancelled', 'completed')
  ),
  constraint bookings_mode_known check (mode in ('instant', 'request')),
  constraint bookings_ended_by_known check (ended_by in ('guest', 'host', 'support', 'system')),
  constraint bookings_nights check (check_in < check_out),
  constraint bookings_clock check (
    (expires_at is not null) = (state = 'held' or (state = 'requested' and accepted_at is null))
  ),
  constraint bookings_confirmed_at check (confirmed_at is not null or state not in ('confirmed', 'cancelled', 'completed')),
  constraint bookings_ended check (
    (ended_at is not null and ended_by is not null) = (state not in ('held', 'requested', 'confirmed'))
  )
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
