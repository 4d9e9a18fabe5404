-- What a night of a cluster costs is rounded as in results, half a unit up (`round` takes half a unit of a double to the even
-- neighbour), and never more than readers' numbers hold: the highest price that a host may ask, which no card can be charged,
-- comes to more in currencies of which many make a dollar.

create or replace function search_clusters(criteria jsonb, cell double precision)
returns table (
  latitude double precision, longitude double precision, listings integer, lowest bigint, highest bigint, listing_id text
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := criteria_of(
    case when criteria ->> 'currency' is null then '{"compared_in": "USD"}' || criteria else criteria end);
  stays search_criteria[] := stays_of(c, criteria);
begin
  return query
  select avg(f.latitude), avg(f.longitude), count(*)::integer, min(f.nightly)::bigint, max(f.nightly)::bigint,
    case when count(*) = 1 then min(f.listing_id) end
  from (
    select r.*, case when worth is not null
      then least(floor(r.price * worth / coalesce(c.nights, 1) + 0.5), 9007199254740991) end as nightly
    from found_rows(c, stays) r
    cross join lateral (
      select case when c.rates is null then 1 else (c.rates ->> r.currency)::double precision end as worth
    ) k
  ) f
  group by floor(f.latitude / cell), floor(f.longitude / cell)
  order by floor(f.latitude / cell), floor(f.longitude / cell);
end $$;
