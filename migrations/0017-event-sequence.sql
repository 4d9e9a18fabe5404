-- One sequence of events, without a gap, that can be read again from any point.
--
-- An event's id comes from a sequence while its batch is still open, so that a reader who has seen id 7 may meet id 6
-- later. `seq` is given after the commit, by one numberer at a time: who has read up to a number has missed nothing.

alter table events
  add column seq bigint,
  -- What the world calls it by: an id says how many events there are.
  add column key uuid not null default gen_random_uuid();

update events set seq = numbered.seq
from (select id, row_number() over (order by id) as seq from events) as numbered
where events.id = numbered.id;

alter table events
  add constraint events_seq_key unique (seq),
  add constraint events_key_key unique (key);
create index events_unnumbered on events (id) where seq is null;
create index events_guest on events (guest_id, seq) where guest_id is not null;
create index events_host on events (host_id, seq) where host_id is not null;

-- Numbers the oldest events that have no number, `most` of them; returns how many, or null when another is numbering and
-- this one does not wait. The lock is held until the transaction ends, and every statement below has a snapshot that is
-- younger than the lock: each sees what the numberer before it has committed.
create function number_events(most integer, waits boolean) returns bigint language plpgsql as $$
declare last_seq bigint; numbered bigint;
begin
  if waits then
    perform pg_advisory_xact_lock(7146002);
  elsif not pg_try_advisory_xact_lock(7146002) then
    return null;
  end if;
  select coalesce(max(seq), 0) into last_seq from events;
  with next_events as (
    select id, row_number() over (order by id) as place
    from (select id from events where seq is null order by id limit most) as unnumbered
  )
  update events set seq = last_seq + place from next_events where events.id = next_events.id;
  get diagnostics numbered = row_count;
  return numbered;
end $$;
