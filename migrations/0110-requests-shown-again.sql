-- A request is told to channels as a booking is, for up to a day: what they show again of it is an echo as well. Taken for their
-- own, it was told to the host as a conflict with the booking that the request became. A hold may end before anybody reads of it.
create or replace function told_to(channel text, listing text, span daterange, at timestamptz) returns boolean
language sql stable as $$
  select coalesce(
    range_agg(nights) @> span and bool_or(lower(nights) = lower(span)) and bool_or(upper(nights) = upper(span)), false)
  from (
    select nights from claims where listing_id = listing and active and nights && span and (expires_at is null
      or expires_at > at and exists (select from bookings where id = booking_id and state = 'requested'))
    union all
    select nights from closures left join calendar_feeds on calendar_feeds.id = closures.feed_id
    where closures.listing_id = listing and nights && span and not is_echo(closures.id, at)
      and calendar_feeds.channel is distinct from told_to.channel
  ) as told
  where exists (
    select from calendar_exports where calendar_exports.listing_id = listing and calendar_exports.channel = told_to.channel)
$$;
