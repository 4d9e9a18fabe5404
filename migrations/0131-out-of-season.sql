-- The nights out of season of the months from that of `since` to that of `until`, in a row within each month: so a span keeps its
-- first and last night while time goes by, as those of a closure do. It keeps its plan, and is not made a part of that of whoever
-- calls it: `told_to` is asked of hundreds of nights at a time, and would be planned for each.
create function out_of_season(listing text, since date, until date) returns setof daterange language sql stable
set plan_cache_mode = 'force_generic_plan' as $$
  select daterange(min(night), max(night) + 1)
  from (
    select days::date as night, date_trunc('month', days) as month, days::date - row_number() over (order by days)::int as span
    from listings
    cross join generate_series(
      date_trunc('month', since::timestamp), date_trunc('month', until::timestamp) + interval '1 month - 1 day', '1 day') as days
    left join night_rules on night_rules.listing_id = id and night_rules.night = days::date
    where id = listing and not coalesce(night_rules.in_season, listings.in_season)
  ) as closed
  group by month, span
$$;

-- A channel is told of them, and what it shows again of them is an echo as well.
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
    union all
    select nights from out_of_season(listing, lower(span), upper(span)) as nights where nights && span
  ) as told
  where exists (
    select from calendar_exports where calendar_exports.listing_id = listing and calendar_exports.channel = told_to.channel)
$$;
