create table people (
  id text collate "C" primary key,
  email citext not null,
  email_verified_at timestamptz,
  password_hash text not null,
  roles text[] not null default '{}',
  suspended_at timestamptz,
  name text not null,
  about text not null default '',
  languages text[] not null default '{}',
  avatar_url text,
  locale text not null default 'en',
  time_zone text not null default 'UTC',
  currency text not null default 'USD',
  created_at timestamptz not null,
  version integer not null default 1,
  constraint people_email_key unique (email),
  constraint people_roles_known check (roles <@ array['admin', 'support'])
);

create table sessions (
  id text collate "C" primary key,
  person_id text collate "C" not null references people (id),
  created_at timestamptz not null,
  revoked_at timestamptz,
  expires_at timestamptz not null
);
create index sessions_person on sessions (person_id);

-- One row a token ever given; a used one that comes again revokes its session.
create table refresh_tokens (
  hash text collate "C" primary key,
  session_id text collate "C" not null references sessions (id) on delete cascade,
  used_at timestamptz
);
create index refresh_tokens_session on refresh_tokens (session_id);

-- Links sent by e-mail, deleted when used. What the mail carries is computed from the id and a secret: nothing here can
-- be used. A link belongs to an address, not to a person, so that a request for an unknown one writes the same row (the
-- job that would have mailed it deletes it). Per address and purpose only the newest is good.
create table email_links (
  id text collate "C" primary key,
  email citext not null,
  purpose text not null,
  expires_at timestamptz not null,
  constraint email_links_newest unique (email, purpose),
  constraint email_links_purpose_known check (purpose in ('verify-email', 'reset-password'))
);

-- The guard that goes first in every batch of a signed-in person. A role that was taken away counts at once.
create function guard_session(session text, person text, needed_role text, at timestamptz) returns void
language plpgsql stable as $$
declare suspended timestamptz; held_roles text[];
begin
  select p.suspended_at, p.roles into suspended, held_roles
  from sessions s join people p on p.id = s.person_id
  where s.id = session and s.person_id = person and s.revoked_at is null and s.expires_at > at;
  perform guard(found and suspended is null, 'session-ended');
  if needed_role is not null then
    perform guard('admin' = any (held_roles) or needed_role = any (held_roles), 'forbidden');
  end if;
end $$;
