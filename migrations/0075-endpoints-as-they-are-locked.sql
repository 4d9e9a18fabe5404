-- Whether an endpoint is owed an event is decided by its row as it is once it is locked: who disables it may have been first.
create or replace function fan_out_webhooks(most integer, at timestamptz) returns table (woken_id text)
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare after bigint; until bigint;
begin
  select seq into after from webhook_position for update;
  select max(next_events.seq) into until
  from (select seq from events where seq > after order by seq limit most) as next_events;
  if until is null then
    return;
  end if;
  update webhook_position set seq = until;
  if not exists (select from webhook_endpoints) then
    return;
  end if;
  return query
  with heard as materialized (
    select hearing_id, heard_id, events.seq as heard_seq
    from webhook_hearers(after, until) join events on events.id = heard_id
  ), locked as materialized (
    select id, woken_at, heard_from from webhook_endpoints
    where id in (select hearing_id from heard) and state = 'enabled' order by id for no key update
  ), owed as (
    insert into webhook_deliveries (endpoint_id, event_id, state, next_attempt_at, created_at)
    select hearing_id, heard_id, 'pending', at, at
    from heard join locked on locked.id = hearing_id and heard_seq > locked.heard_from
    on conflict do nothing
    returning endpoint_id
  )
  update webhook_endpoints set woken_at = at
  from locked
  where webhook_endpoints.id = locked.id and webhook_endpoints.id in (select endpoint_id from owed)
    and (locked.woken_at is null or locked.woken_at < at - interval '1 minute')
  returning webhook_endpoints.id;
end $$;
