-- Times of a feed become nights on the listing's clocks. Once these are other clocks it is read anew: a server that says that
-- nothing has changed knows nothing of that. A fetch on its way has read it by the former ones, and is not written.
create function read_feeds_anew() returns trigger language plpgsql as $$
begin
  update calendar_feeds set etag = null, last_modified = null, next_poll_at = new.updated_at, version = version + 1
  where listing_id = new.id;
  return null;
end $$;

create trigger listings_in_other_zones after update of time_zone on listings for each row
when (old.time_zone is distinct from new.time_zone)
execute function read_feeds_anew();
