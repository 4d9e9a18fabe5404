create table payments (
  id text collate "C" primary key,
  -- What is paid for; payments do not know what it is.
  subject text collate "C" not null,
  payer_id text collate "C" not null references people (id),
  amount bigint not null,
  currency text not null,
  capture text not null,
  state text not null default 'pending',
  version integer not null default 1,
  -- Stripe's idempotency key is `{id}:{attempt}`.
  attempt integer not null default 1,
  intent_id text,
  -- While it lives, a call to Stripe for this payment's intent is running.
  lease_until timestamptz,
  capture_before timestamptz,
  captured_amount bigint not null default 0,
  refunded_amount bigint not null default 0,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payments_capture_known check (capture in ('automatic', 'manual')),
  constraint payments_state_known check (state in ('pending', 'authorised', 'captured', 'cancelled')),
  constraint payments_intent_key unique (intent_id),
  constraint payments_refunds_covered check (0 <= refunded_amount and refunded_amount <= captured_amount),
  constraint payments_capture_covered check (captured_amount <= amount)
);
create index payments_subject on payments (subject);

create table refunds (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments (id),
  amount bigint not null,
  currency text not null,
  reason text not null,
  state text not null default 'pending',
  attempt integer not null default 1,
  stripe_refund_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint refunds_amount check (amount > 0),
  constraint refunds_state_known check (state in ('pending', 'succeeded', 'failed')),
  constraint refunds_stripe_key unique (stripe_refund_id)
);
create index refunds_payment on refunds (payment_id);

-- Webhooks as they came, verified; their effect is a job.
create table stripe_events (
  id text collate "C" primary key,
  type text not null,
  received_at timestamptz not null,
  payload jsonb not null
);

-- Double entry: the postings of one effect sum to zero per currency. Rows are never changed.
create table ledger_entries (
  id bigint generated always as identity primary key,
  effect text collate "C" not null,
  account text not null,
  subject text collate "C" not null,
  amount bigint not null,
  currency text not null,
  posted_at timestamptz not null,
  constraint ledger_entries_once unique (effect, account, currency),
  constraint ledger_entries_account_known check (
    account in ('stripe', 'guest', 'host', 'platform', 'tax', 'rounding')
  )
);
create index ledger_entries_subject on ledger_entries (subject, id);

create function ledger_balanced() returns trigger language plpgsql as $$
begin
  if exists (select from ledger_entries where effect = new.effect group by currency having sum(amount) <> 0) then
    raise exception using errcode = '23514', message = 'postings do not sum to zero', constraint = 'ledger_balanced';
  end if;
  return null;
end $$;
create constraint trigger ledger_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_balanced();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '23514', message = 'postings are never changed', constraint = 'ledger_append_only';
end $$;
create trigger ledger_append_only before update or delete on ledger_entries
  for each row execute function ledger_is_append_only();
create trigger ledger_no_truncate before truncate on ledger_entries
  for each statement execute function ledger_is_append_only();
