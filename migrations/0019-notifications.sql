-- What people are told by e-mail, each thing once.
create table notifications (
  id text collate "C" primary key,
  person_id text collate "C" not null references people (id),
  kind text not null,
  -- What it is about, and which time where the same can happen to it again.
  subject text collate "C" not null,
  occasion bigint not null default 0,
  state text not null default 'waiting',
  created_at timestamptz not null,
  -- When it was first handed to the provider, who forgets after a day that it was.
  tried_at timestamptz,
  settled_at timestamptz,
  -- Why it was not sent.
  dropped_because text,
  constraint notifications_once unique (person_id, kind, subject, occasion),
  constraint notifications_state_known check (state in ('waiting', 'sent', 'dropped')),
  constraint notifications_settled check (
    (settled_at is not null) = (state <> 'waiting') and (dropped_because is not null) = (state = 'dropped')
  ),
  constraint notifications_dropped_because_known check (
    dropped_because in ('moved-on', 'unwanted', 'unreachable', 'refused', 'unknown')
  )
);

-- Kinds of e-mail that a person does not want.
create table unwanted_notifications (
  person_id text collate "C" not null references people (id),
  kind text not null,
  since timestamptz not null,
  primary key (person_id, kind)
);

-- Up to which event the sequence has been followed, moved in the batch that does what follows.
create table event_followers (
  name text primary key,
  seq bigint not null
);
-- Of what has happened before, nobody is told now.
insert into event_followers (name, seq) select 'notifications', coalesce(max(seq), 0) from events;
