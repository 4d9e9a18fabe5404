-- Each day's books against Stripe's own record.

-- One run per day of Stripe's (UTC). Its lists are read one after the other, page by page.
create table reconciliations (
  day date primary key,
  state text not null default 'reading',
  -- Which list is being read, and the last object of it that was; null before the first page.
  list text not null,
  cursor text,
  pages integer not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz,
  constraint reconciliations_state_known check (state in ('reading', 'comparing', 'done')),
  constraint reconciliations_list_known check (
    list in ('balance-transactions', 'charges', 'refunds', 'transfers', 'disputes')
  ),
  constraint reconciliations_finished check ((finished_at is not null) = (state = 'done'))
);

-- What Stripe says has moved, by what it belongs to: the second half of an effect's name (`pay_…` of `capture:pay_…`).
create table stripe_movements (
  -- The object at Stripe that says so.
  object_id text collate "C" not null,
  reference text collate "C" not null,
  -- `balance`: it moved the balance. `object`: what the charge, refund, transfer or dispute itself says.
  said_by text not null,
  currency text not null,
  amount bigint not null,
  -- Stripe has not decided yet: the books may have it or not.
  is_open boolean not null,
  subject text collate "C",
  day date not null,
  primary key (object_id, reference),
  constraint stripe_movements_said_by_known check (said_by in ('balance', 'object'))
);
create index stripe_movements_reference on stripe_movements (reference);
create index stripe_movements_day on stripe_movements (day);

create table differences (
  id text collate "C" primary key,
  reference text collate "C" not null,
  currency text not null,
  -- What it was for, as far as anybody knows.
  subject text collate "C" not null,
  -- Both sides, as last compared: what the books say has moved at Stripe, and what Stripe says.
  ledger bigint not null,
  balance bigint,
  object bigint,
  state text not null default 'open',
  day date not null,
  found_at timestamptz not null,
  closed_at timestamptz,
  closed_by text collate "C",
  reason text,
  constraint differences_once unique (reference, currency),
  -- `settled`: a later comparison found both sides the same.
  constraint differences_state_known check (state in ('open', 'closed', 'settled')),
  constraint differences_closed check ((closed_at is null) = (state = 'open') and (reason is not null) = (state = 'closed'))
);
create index differences_open on differences (id) where state = 'open';

-- By what has moved at Stripe.
create index ledger_entries_reference on ledger_entries (split_part(effect, ':', 2)) where account = 'stripe';
create index ledger_entries_posted on ledger_entries (posted_at) where account = 'stripe';
