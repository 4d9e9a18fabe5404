-- Who is suspended is owed what happens as well: it waits, as what was owed before does, and is sent once they are not.
create or replace function webhook_hearers(after bigint, until bigint) returns table (hearing_id text, heard_id bigint)
language sql stable as $$
  with told as (
    select event.id, event.type, event.subject, event.guest_id, event.host_id
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
  where case when told.type = 'webhook.tested' then told.subject = endpoint.id
    else endpoint.types is null or told.type = any (endpoint.types) end
$$;
