-- Each booking frees, of what it wants, nights that nobody has any more: mostly none. Of a statement that changes no row nothing is
-- noted and nothing worked out.

create or replace function note_changed_ranges() returns trigger language plpgsql as $$
begin
  if exists (select from changed) then
    perform note_calendar_change(listing_id, span) from (
      select listing_id, range_merge(range_agg(nights)) as span from changed group by listing_id order by listing_id
    ) as spans;
  end if;
  return null;
end $$;

create or replace function project_nights() returns trigger language plpgsql as $$
begin
  if exists (select from changed) then
    update search_rows s set taken = n.taken, held = n.held, closed = n.closed
    from (select distinct listing_id from changed) c
    join search_rows o on o.listing_id = c.listing_id
    cross join lateral taken_nights(o.listing_id, o.nights_from) n
    where s.listing_id = o.listing_id and (s.taken, s.held, s.closed) is distinct from (n.taken, n.held, n.closed);
  end if;
  return null;
end $$;
