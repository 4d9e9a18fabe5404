-- Endpoints that events are sent to, what each is owed, and every attempt.

create table webhook_endpoints (
  id text collate "C" primary key,
  owner_id text collate "C" not null references people (id),
  url text not null,
  description text not null,
  -- The types of events that are sent; all where null.
  types text[],
  state text not null default 'enabled',
  -- Why it is disabled: by its owner, because it answered 410, or because nothing got through for days.
  disabled_reason text,
  -- What happened before is not sent unless asked for.
  enabled_at timestamptz not null,
  -- Since when every attempt has failed.
  failing_since timestamptz,
  -- Secrets are computed from the id, this number and a setting of the service: nothing here can sign.
  secret_number integer not null default 1,
  -- Until when the secret before signs as well.
  previous_until timestamptz,
  -- Since when a job is on its way to send what is due.
  woken_at timestamptz,
  created_at timestamptz not null,
  version integer not null default 1,
  constraint webhook_endpoints_state_known check (state in ('enabled', 'disabled')),
  constraint webhook_endpoints_reason_known check (disabled_reason in ('owner', 'gone', 'failing')),
  constraint webhook_endpoints_reason check ((state = 'disabled') = (disabled_reason is not null))
);
create index webhook_endpoints_owner on webhook_endpoints (owner_id, id);

create table webhook_deliveries (
  endpoint_id text collate "C" not null references webhook_endpoints (id) on delete cascade,
  event_id bigint not null,
  state text not null,
  attempts integer not null default 0,
  -- Moved on before each attempt, so that one which takes its sender with it is made again.
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  delivered_at timestamptz,
  primary key (endpoint_id, event_id),
  constraint webhook_deliveries_state_known check (state in ('pending', 'delivered', 'failed')),
  constraint webhook_deliveries_pending check ((state = 'pending') = (next_attempt_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_attempt_at) where state = 'pending';
create index webhook_deliveries_done on webhook_deliveries (created_at) where state <> 'pending';

create table webhook_attempts (
  id bigint generated always as identity primary key,
  endpoint_id text collate "C" not null references webhook_endpoints (id) on delete cascade,
  event_id bigint not null,
  at timestamptz not null,
  milliseconds integer not null,
  status integer,
  error text,
  answer text
);
create index webhook_attempts_delivery on webhook_attempts (endpoint_id, event_id, id);
create index webhook_attempts_at on webhook_attempts (at);

-- How far the sequence of events has been handed to endpoints.
create table webhook_position (
  id boolean primary key default true,
  seq bigint not null,
  constraint webhook_position_one check (id)
);
insert into webhook_position (seq) select coalesce(max(seq), 0) from events;

-- Operators are few among people; their endpoints are owed everything.
create index people_operators on people (id) where 'admin' = any (roles);

-- The endpoints that an event with a number in (after, until] is sent to: of its guest and its host, and of operators,
-- unless they want other types, or it is a test of another endpoint.
create function webhook_hearers(after bigint, until bigint) returns table (hearing_id text, heard_id bigint)
language sql stable as $$
  with told as (
    select event.id, event.type, event.subject, event.guest_id, event.host_id, event.occurred_at
    from events as event where event.seq > after and event.seq <= until
  ), heard as (
    select endpoint.id as endpoint_id, told.id as event_id
    from told join webhook_endpoints as endpoint on endpoint.owner_id = told.guest_id
    union
    select endpoint.id, told.id
    from told join webhook_endpoints as endpoint on endpoint.owner_id = told.host_id
    union
    select endpoint.id, told.id
    from webhook_endpoints as endpoint
    join people as operator on operator.id = endpoint.owner_id and 'admin' = any (operator.roles)
    cross join told
  )
  select heard.endpoint_id, heard.event_id
  from heard
  join told on told.id = heard.event_id
  join webhook_endpoints as endpoint on endpoint.id = heard.endpoint_id
  join people as owner on owner.id = endpoint.owner_id
  where owner.suspended_at is null
    and case when told.type = 'webhook.tested' then told.subject = endpoint.id
      else endpoint.types is null or told.type = any (endpoint.types) end
$$;

-- Hands the next events of the sequence to the endpoints, `most` of them, and returns those to wake: they have
-- something to send, and no job is on its way to them. One at a time, which the position's row sees to; the endpoints'
-- rows are locked before anything is owed them, so that the job which takes the mark away finds it.
create function fan_out_webhooks(most integer, at timestamptz) returns table (woken_id text) language plpgsql as $$
declare after bigint; until bigint;
begin
  select seq into after from webhook_position for update;
  select max(next_events.seq) into until
  from (select seq from events where seq > after order by seq limit most) as next_events;
  if until is null then
    return;
  end if;
  update webhook_position set seq = until;
  return query
  with heard as materialized (
    select hearing_id, heard_id from webhook_hearers(after, until)
    join events on events.id = heard_id
    join webhook_endpoints on webhook_endpoints.id = hearing_id
    where webhook_endpoints.state = 'enabled' and events.occurred_at >= webhook_endpoints.enabled_at
  ), locked as materialized (
    select id, woken_at from webhook_endpoints
    where id in (select hearing_id from heard) order by id for no key update
  ), owed as (
    insert into webhook_deliveries (endpoint_id, event_id, state, next_attempt_at, created_at)
    select hearing_id, heard_id, 'pending', at, at from heard join locked on locked.id = hearing_id
    on conflict do nothing
    returning endpoint_id
  )
  update webhook_endpoints set woken_at = at
  from locked
  where webhook_endpoints.id = locked.id and webhook_endpoints.id in (select endpoint_id from owed)
    and (locked.woken_at is null or locked.woken_at < at - interval '1 minute')
  returning webhook_endpoints.id;
end $$;
