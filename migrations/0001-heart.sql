-- What every write stands on: guards, idempotency keys, the outbox of jobs, events, the audit trail.

create extension if not exists btree_gist;
create extension if not exists citext;

-- Fails the transaction unless `ok`; the problem's code travels in the error's constraint name.
create function guard(ok boolean, problem text) returns void language plpgsql as $$
begin
  if ok is not true then
    raise exception using errcode = 'IK409', message = problem, constraint = problem;
  end if;
end $$;

create table idempotency_keys (
  caller text collate "C" not null,
  operation text not null,
  key text not null,
  body_hash text not null,
  status smallint not null,
  body text not null,
  created_at timestamptz not null,
  primary key (caller, operation, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

create table events (
  id bigint generated always as identity primary key,
  type text not null,
  occurred_at timestamptz not null,
  subject text collate "C" not null,
  guest_id text collate "C",
  host_id text collate "C",
  data jsonb not null
);
create index events_subject on events (subject, id);

create table jobs (
  id text collate "C" primary key,
  kind text not null,
  payload jsonb not null,
  run_at timestamptz not null,
  created_at timestamptz not null,
  published_at timestamptz,
  done_at timestamptz,
  message_id text,
  attempts integer not null default 0,
  last_error text
);
create index jobs_open on jobs (run_at) where done_at is null;
create index jobs_unpublished on jobs (run_at) where done_at is null and published_at is null;
create index jobs_done on jobs (done_at) where done_at is not null;

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text collate "C" not null,
  action text not null,
  subject text collate "C" not null,
  request_id text not null,
  data jsonb not null
);
create index audit_subject on audit (subject, id);

-- Requests counted per caller and policy while Redis is away; only where letting everyone in would be dangerous.
create unlogged table rate_counters (
  policy text not null,
  caller text not null,
  window_start timestamptz not null,
  hits integer not null,
  primary key (policy, caller, window_start)
);
