-- What lost disputes have taken of a payment beyond the refunds that were promised before.
alter table payments add column disputed_amount bigint not null default 0;
alter table payments add constraint payments_disputes_covered check (
  0 <= disputed_amount and refunded_amount + disputed_amount <= captured_amount);

create table disputes (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments (id),
  stripe_dispute_id text not null,
  amount bigint not null,
  currency text not null,
  reason text not null,
  state text not null,
  version integer not null default 1,
  -- Until then Stripe takes an answer.
  evidence_due_by timestamptz,
  -- Whether Stripe has taken the money, and given it back: inquiries and prevented disputes move none.
  taken boolean not null default false,
  returned boolean not null default false,
  -- What support has decided, and what is sent. Stripe's idempotency key is `{id}:{attempt}`.
  answer text,
  evidence jsonb,
  answered_at timestamptz,
  attempt integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint disputes_stripe_key unique (stripe_dispute_id),
  constraint disputes_amount check (amount > 0),
  constraint disputes_state_known check (state in ('open', 'answered', 'won', 'lost')),
  constraint disputes_answer_known check (answer in ('evidence', 'accept')),
  constraint disputes_answer_whole check (
    (answer is null) = (answered_at is null) and (evidence is not null) = (answer is not distinct from 'evidence'))
);
create index disputes_payment on disputes (payment_id);
create index disputes_state on disputes (state, evidence_due_by, id);
