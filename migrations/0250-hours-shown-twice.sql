-- The instant at which the clocks of this zone show that, as `instantAt` in src/kernel/dates.ts: where they show it twice the
-- first, of which `at time zone` takes the one in standard time. By half hours, as clocks are put back by one to four of them.
create function instant_at(wall timestamp, zone text) returns timestamptz language sql immutable parallel safe return (
  select coalesce(min(instant), wall at time zone zone)
  from (
    select wall at time zone zone - half_hours * interval '30 minutes' from generate_series(0, 4) as half_hours
  ) as candidates (instant)
  where instant at time zone zone = wall
);
