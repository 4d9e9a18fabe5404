-- Hosts' money: their accounts at Stripe, what is paid out to them, what is taken back, what their banks got.

create table payout_accounts (
  id text collate "C" primary key,
  host_id text collate "C" not null references people (id),
  country text not null,
  -- Stripe's idempotency key is `{id}:{attempt}`; Stripe has known it since `attempted_at` at most.
  attempt integer not null default 1,
  attempted_at timestamptz not null,
  stripe_account_id text,
  -- As Stripe last said.
  details_submitted boolean not null default false,
  transfers_active boolean not null default false,
  payouts_enabled boolean not null default false,
  disabled_reason text,
  requirements jsonb not null default '{"currentlyDue": [], "pastDue": [], "eventuallyDue": [], "deadline": null}',
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payout_accounts_host_key unique (host_id),
  constraint payout_accounts_stripe_key unique (stripe_account_id)
);

-- What is decided about a host's money in one currency is decided one after the other: each decision moves the version.
create table payout_funds (
  host_id text collate "C" not null references people (id),
  currency text not null,
  version integer not null default 1,
  -- Stripe has refused a payout: nothing is paid out before.
  held_until timestamptz,
  primary key (host_id, currency)
);

-- A booking of which a host is paid.
create table payout_plans (
  booking_id text collate "C" primary key references bookings (id),
  host_id text collate "C" not null references people (id),
  currency text not null,
  -- When it has to be looked at; null while nothing more is to come by itself.
  next_at timestamptz
);
create index payout_plans_open on payout_plans (host_id, currency, next_at) where next_at is not null;
create index payout_plans_host on payout_plans (host_id, booking_id);

create table payouts (
  id text collate "C" primary key,
  host_id text collate "C" not null references people (id),
  booking_id text collate "C" not null references payout_plans (booking_id),
  currency text not null,
  -- What is paid of the booking, what is kept of that for what the host owes, and what is transferred.
  gross bigint not null,
  withheld bigint not null,
  amount bigint not null,
  state text not null,
  attempt integer not null default 1,
  attempted_at timestamptz not null,
  destination text not null,
  stripe_transfer_id text,
  failure text,
  -- Since when nobody knows whether Stripe has made the transfer.
  unresolved_at timestamptz,
  created_at timestamptz not null,
  paid_at timestamptz,
  constraint payouts_amount check (gross > 0 and withheld >= 0 and amount >= 0 and gross = amount + withheld),
  constraint payouts_state_known check (state in ('pending', 'paid', 'failed')),
  constraint payouts_paid check ((paid_at is not null) = (state = 'paid')),
  constraint payouts_transfer check ((stripe_transfer_id is not null) = (state = 'paid' and amount > 0)),
  constraint payouts_transfer_key unique (stripe_transfer_id)
);
create index payouts_host on payouts (host_id, id);
create index payouts_booking on payouts (booking_id);
-- One transfer of a booking is under way at a time.
create unique index payouts_one_pending on payouts (booking_id) where state = 'pending';

-- What a host gives back of what was paid out: by reversing a transfer, or carried as what the host owes.
create table payout_reversals (
  id text collate "C" primary key,
  host_id text collate "C" not null references people (id),
  booking_id text collate "C" not null references payout_plans (booking_id),
  -- Null where no transfer can be reversed: it was kept for what the host owed.
  payout_id text collate "C" references payouts (id),
  currency text not null,
  amount bigint not null,
  state text not null,
  attempt integer not null default 1,
  attempted_at timestamptz not null,
  stripe_reversal_id text,
  unresolved_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payout_reversals_amount check (amount > 0),
  constraint payout_reversals_state_known check (state in ('pending', 'made', 'carried')),
  constraint payout_reversals_made check ((stripe_reversal_id is not null) = (state = 'made')),
  constraint payout_reversals_of_transfer check (payout_id is not null or state = 'carried'),
  constraint payout_reversals_stripe_key unique (stripe_reversal_id)
);
create index payout_reversals_booking on payout_reversals (booking_id);
create index payout_reversals_payout on payout_reversals (payout_id);

-- What Stripe pays from a host's account there to the host's bank, as Stripe says.
create table bank_payouts (
  id text collate "C" primary key,
  host_id text collate "C" not null references people (id),
  stripe_account_id text not null,
  currency text not null,
  amount bigint not null,
  state text not null,
  failure text,
  arrives_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint bank_payouts_state_known check (state in ('pending', 'in_transit', 'paid', 'failed', 'canceled'))
);
create index bank_payouts_host on bank_payouts (host_id, created_at desc, id desc);

-- Hosts who were owed money before anybody could be paid out.
insert into jobs (id, kind, payload, run_at, created_at)
select 'job_0' || substr(md5(holder), 1, 25), 'host-share-changed', jsonb_build_object('subject', holder), at, at
from ledger_balances
cross join (select coalesce(max(posted_at), '2000-01-01') as at from ledger_entries) as latest
where account = 'host' and balance <> 0 and holder in (select id from bookings);
