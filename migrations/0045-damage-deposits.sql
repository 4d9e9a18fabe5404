-- What a listing asks for against damage, in minor units of its currency; null: nothing.
alter table listings add column damage_deposit bigint
  constraint listings_damage_deposit_is_positive check (damage_deposit > 0);

-- The damage deposit of a booking, as it was when the stay was booked.
create table deposits (
  id text collate "C" primary key,
  booking_id text collate "C" not null references bookings (id),
  guest_id text collate "C" not null references people (id),
  host_id text collate "C" not null references people (id),
  amount bigint not null,
  currency text not null,
  -- The saved card that it is authorised with.
  card_id text collate "C" not null references saved_cards (id),
  state text not null default 'scheduled',
  version integer not null default 1,
  -- The authorisation by which it stands; the one before, if any, is given free.
  hold_id text collate "C",
  -- The authorisation that could not be followed by another in time.
  last_hold_id text collate "C",
  error text,
  -- When it is looked at next.
  look_at timestamptz,
  missing_told_at timestamptz,
  claim_amount bigint,
  claim_reason text,
  claimed_at timestamptz,
  captured_amount bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint deposits_booking_key unique (booking_id),
  constraint deposits_amount_is_positive check (amount > 0),
  constraint deposits_claim_is_covered check (claim_amount between 1 and amount),
  constraint deposits_claim_is_whole check ((claim_amount is null) = (claimed_at is null)
    and (claim_amount is null) = (claim_reason is null)),
  constraint deposits_capture_is_claimed check (captured_amount = 0 or captured_amount = claim_amount),
  constraint deposits_state_is_known check (state in ('scheduled', 'authorised', 'failed', 'released', 'captured'))
);

-- Each time that a deposit is authorised: one intent at Stripe, claimed here before it is made there.
create table deposit_holds (
  id text collate "C" primary key,
  deposit_id text collate "C" not null references deposits (id),
  state text not null default 'opening',
  -- Whether the guest is asked instead of charged: the saved card cannot be.
  on_session boolean not null default false,
  -- Stripe's idempotency key is `{id}:{attempt}`.
  attempt integer not null default 1,
  attempted_at timestamptz not null,
  intent_id text collate "C",
  capture_before timestamptz,
  created_at timestamptz not null,
  constraint deposit_holds_intent_key unique (intent_id),
  constraint deposit_holds_state_is_known check (state in ('opening', 'declined', 'authorised', 'captured', 'released'))
);
-- One is under way at a time, and one only is ever captured.
create unique index deposit_holds_under_way on deposit_holds (deposit_id) where state in ('opening', 'declined');
create unique index deposit_holds_captured on deposit_holds (deposit_id) where state = 'captured';
create index deposit_holds_deposit on deposit_holds (deposit_id);
