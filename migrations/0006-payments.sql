create table payments (
  id text collate "C" primary key,
  -- What is paid for; payments do not know what it is.
  subject text collate "C" not null,
  payer_id text collate "C" not null references people (id),
  amount bigint not null,
  currency text not null,
  -- Whose the amount is once it is captured.
  host_share bigint not null,
  platform_share bigint not null,
  tax_share bigint not null,
  capture text not null,
  state text not null default 'pending',
  version integer not null default 1,
  -- Stripe's idempotency key is `{id}:{attempt}`.
  attempt integer not null default 1,
  intent_id text,
  -- Until then an intent may be made for it; afterwards only to be cancelled.
  payable_until timestamptz not null,
  -- While it lives, a call to Stripe for this payment's intent is running.
  lease_until timestamptz,
  capture_before timestamptz,
  captured_amount bigint not null default 0,
  -- What was promised back, whether or not Stripe has paid it yet.
  refunded_amount bigint not null default 0,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payments_amount check (amount > 0 and amount = host_share + platform_share + tax_share),
  constraint payments_capture_known check (capture in ('automatic', 'manual')),
  constraint payments_state_known check (state in ('pending', 'authorised', 'captured', 'cancelled')),
  constraint payments_intent_key unique (intent_id),
  constraint payments_captured_whole check (captured_amount = case when state = 'captured' then amount else 0 end),
  constraint payments_refunds_covered check (0 <= refunded_amount and refunded_amount <= captured_amount)
);
create index payments_subject on payments (subject);

create table refunds (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments (id),
  amount bigint not null,
  currency text not null,
  reason text not null,
  state text not null default 'pending',
  -- Stripe's idempotency key is `{id}:{attempt}`.
  attempt integer not null default 1,
  stripe_refund_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint refunds_amount check (amount > 0),
  constraint refunds_reason_known check (reason in ('cancellation', 'late-payment')),
  constraint refunds_state_known check (state in ('pending', 'succeeded', 'failed')),
  constraint refunds_stripe_key unique (stripe_refund_id)
);
create index refunds_payment on refunds (payment_id);

-- Stripe's webhooks, verified. Only what they point at is kept: the effect asks Stripe for the current truth.
create table stripe_events (
  id text primary key,
  type text not null,
  object_id text not null,
  received_at timestamptz not null
);

-- Double entry: the postings of one effect sum to zero per currency.
create table ledger_entries (
  id bigint generated always as identity primary key,
  effect text collate "C" not null,
  account text not null,
  subject text collate "C" not null,
  amount bigint not null,
  currency text not null,
  posted_at timestamptz not null,
  constraint ledger_entries_once unique (effect, account, currency),
  constraint ledger_entries_account_known check (account in ('stripe', 'guest', 'host', 'platform', 'tax'))
);
create index ledger_entries_subject on ledger_entries (subject, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end $$;

create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function refuse_change();
