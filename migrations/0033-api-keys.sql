-- Keys by which programs act for a person. Of a key only a hash is kept; what it may do is decided here, in each batch.

create table api_keys (
  id text collate "C" primary key,
  person_id text collate "C" not null references people (id),
  name text not null,
  scopes text[] not null,
  hash text collate "C" not null,
  created_at timestamptz not null,
  -- To the hour: a request that finds it younger writes nothing.
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_person on api_keys (person_id, id);

-- The guard that goes first in every batch of a program. A revoked key, a scope or role that is missing and a suspended
-- person count at once, as they do for sessions.
create function guard_api_key(
  key_id text, key_hash text, person text, needed_scope text, needed_role text, at timestamptz
) returns void language plpgsql as $$
declare held_scopes text[]; suspended timestamptz; held_roles text[];
begin
  select k.scopes, p.suspended_at, p.roles into held_scopes, suspended, held_roles
  from api_keys k join people p on p.id = k.person_id
  where k.id = key_id and k.person_id = person and k.hash = key_hash and k.revoked_at is null;
  perform guard(found and suspended is null, 'session-ended');
  perform guard(needed_scope = any (held_scopes), 'scope-missing');
  if needed_role is not null then
    perform guard('admin' = any (held_roles) or needed_role = any (held_roles), 'forbidden');
  end if;
  -- Whoever notes it at the same moment does so for all: nobody waits.
  update api_keys set last_used_at = at where id = (
    select id from api_keys
    where id = key_id and (last_used_at is null or last_used_at < at - interval '1 hour')
    for no key update skip locked);
end $$;
