-- What changed in listings' calendars, so that who keeps a copy of one reads again only that. A listing's version is
-- counted up in its one row, whose lock makes their order that of the commits: who has seen one has seen all before it.

create table calendar_versions (
  listing_id text collate "C" primary key references listings (id),
  version bigint not null
);

-- The last thousand of each listing.
create table calendar_changes (
  listing_id text collate "C" not null references listings (id),
  version bigint not null,
  -- Null: all there are.
  nights daterange,
  primary key (listing_id, version)
);

create function note_calendar_change(listing text, changed daterange) returns void language plpgsql as $$
declare noted bigint;
begin
  insert into calendar_versions as kept (listing_id, version) values (listing, 1)
  on conflict (listing_id) do update set version = kept.version + 1
  returning version into noted;
  insert into calendar_changes (listing_id, version, nights) values (listing, noted, changed);
  delete from calendar_changes where listing_id = listing and version <= noted - 1000;
end $$;

create function note_changed_ranges() returns trigger language plpgsql as $$
begin
  perform note_calendar_change(listing_id, span) from (
    select listing_id, range_merge(range_agg(nights)) as span from changed group by listing_id order by listing_id
  ) as spans;
  return null;
end $$;

create function note_changed_nights() returns trigger language plpgsql as $$
begin
  perform note_calendar_change(listing_id, span) from (
    select listing_id, daterange(min(night), max(night), '[]') as span from changed group by listing_id order by listing_id
  ) as spans;
  return null;
end $$;

create function note_changed_listing() returns trigger language plpgsql as $$
begin
  perform note_calendar_change(new.id, null);
  return null;
end $$;

do $$
declare
  kind record;
  tab text;
begin
  for kind in values ('note_changed_ranges', array['claims', 'closures']),
    ('note_changed_nights', array['night_prices', 'night_rules'])
  loop
    foreach tab in array kind.column2 loop
      execute format('create trigger %1$s_inserted after insert on %1$s referencing new table as changed
        for each statement execute function %2$s()', tab, kind.column1);
      execute format('create trigger %1$s_updated after update on %1$s referencing new table as changed
        for each statement execute function %2$s()', tab, kind.column1);
      execute format('create trigger %1$s_deleted after delete on %1$s referencing old table as changed
        for each statement execute function %2$s()', tab, kind.column1);
    end loop;
  end loop;
end $$;

-- Where nights themselves move, those that are left have changed too.
create trigger closures_left after update on closures referencing old table as changed
for each statement execute function note_changed_ranges();
create trigger claims_left after update on claims referencing old table as changed
for each statement execute function note_changed_ranges();

create trigger listings_changed after update on listings for each row
when (
  (old.time_zone, old.check_in_from, old.currency, old.base_nightly, old.weekend_nightly, old.min_nights,
    old.max_nights, old.min_nights_through, old.max_nights_through, old.closed_to_arrival, old.closed_to_departure,
    old.arrival_weekdays, old.advance_notice_hours, old.same_day_until, old.horizon_days, old.preparation_before,
    old.preparation_after, old.in_season)
  is distinct from
  (new.time_zone, new.check_in_from, new.currency, new.base_nightly, new.weekend_nightly, new.min_nights,
    new.max_nights, new.min_nights_through, new.max_nights_through, new.closed_to_arrival, new.closed_to_departure,
    new.arrival_weekdays, new.advance_notice_hours, new.same_day_until, new.horizon_days, new.preparation_before,
    new.preparation_after, new.in_season)
)
execute function note_changed_listing();
