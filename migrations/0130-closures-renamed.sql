-- A channel that gives its events other UIDs at each fetch changes no night by that, and who keeps a copy of a calendar reads
-- none of it again.
create function note_moved_closures() returns trigger language plpgsql as $$
begin
  perform note_calendar_change(listing_id, span) from (
    select listing_id, range_merge(range_agg(nights)) as span
    from (
      (select id, listing_id, nights, feed_kind from was except select id, listing_id, nights, feed_kind from changed)
      union all
      (select id, listing_id, nights, feed_kind from changed except select id, listing_id, nights, feed_kind from was)
    ) as moved
    group by listing_id order by listing_id
  ) as spans;
  return null;
end $$;

drop trigger closures_updated on closures;
drop trigger closures_left on closures;
create trigger closures_moved after update on closures referencing old table as was new table as changed
for each statement execute function note_moved_closures();
