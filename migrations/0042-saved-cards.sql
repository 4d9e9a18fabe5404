-- Each person's customer at Stripe, claimed here before it is made there.
create table stripe_customers (
  id text collate "C" primary key,
  person_id text collate "C" not null references people (id),
  customer_id text collate "C",
  -- Stripe's idempotency key is `{id}:{attempt}`.
  attempt integer not null default 1,
  attempted_at timestamptz not null,
  created_at timestamptz not null,
  constraint stripe_customers_person_key unique (person_id),
  constraint stripe_customers_customer_key unique (customer_id)
);

-- Each time that somebody sets out to save a card.
create table card_setups (
  id text collate "C" primary key,
  person_id text collate "C" not null references stripe_customers (person_id),
  setup_intent_id text collate "C",
  attempt integer not null default 1,
  attempted_at timestamptz not null,
  created_at timestamptz not null,
  constraint card_setups_intent_key unique (setup_intent_id)
);

create table saved_cards (
  id text collate "C" primary key,
  person_id text collate "C" not null references stripe_customers (person_id),
  payment_method_id text collate "C" not null,
  brand text not null,
  last4 text not null,
  exp_month smallint not null,
  exp_year smallint not null,
  is_default boolean not null,
  saved_at timestamptz not null,
  removed_at timestamptz,
  constraint saved_cards_method_key unique (payment_method_id),
  constraint saved_cards_default_is_there check (not (is_default and removed_at is not null))
);
create unique index saved_cards_one_default on saved_cards (person_id) where is_default;
create index saved_cards_person on saved_cards (person_id, id) where removed_at is null;

-- Whose saved cards may pay: the payer's customer at Stripe, where a saved card was chosen.
alter table payments add column customer_id text collate "C";
