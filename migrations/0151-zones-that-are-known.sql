-- Names that only JavaScript knows were taken for time zones; what asked for the months of who had one failed.
update people set time_zone = 'UTC'
where time_zone = any (array(
  select distinct time_zone from people where lower(time_zone) not in (select lower(name) from pg_timezone_names)));
