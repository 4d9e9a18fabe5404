-- What a slice holds is collected first, by a statement that begins at once; what is worked out of a stay takes a large one, and
-- to begin that takes as long as to look at a hundred listings. So it is begun when there may be enough for a page, or nothing
-- follows, and never in vain.

-- A listing that may be a result: where its search row is, and by what it is sorted.
create type search_candidate as (place tid, listing_id text collate "C", sort_key double precision, distance double precision);

-- The first of these candidates that can be had, best first, or all of them, of those that come after the last page. By price each
-- is told by what it comes to.
create function hits_among(candidates search_candidate[], c search_criteria, stays search_criteria[], most integer)
returns setof search_hit language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  select s.listing_id, told.key, offer.price, keyed.distance, offer.check_in
  from (select * from unnest(candidates) order by sort_key, listing_id offset 0) keyed
  join search_rows s on s.ctid = keyed.place
  cross join lateral offers(s, c, stays) offer
  cross join lateral (
    select case c.sort when 'price' then comparable(s, c, offer.price) else keyed.sort_key end as key) told
  -- The calendar is looked at last.
  where case
    when price_fits(s, c, offer.price) and (c.after_id is null or (told.key, s.listing_id) > (c.after_key, c.after_id))
      then can_be_had(s, c)
    end
  order by keyed.sort_key, keyed.listing_id
  limit most;
end $$;

create or replace function hits_by_rank(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  tier smallint;
  candidates search_candidate[] := '{}';
  missing integer := c.page_size;
  added integer;
begin
  foreach tier in array array[3, 2, 1, 0] loop
    continue when c.after_key is not null and tier > rank_tier(-c.after_key);
    candidates := candidates || array(
      select row(s.ctid, s.listing_id, -s.rank, distance)::search_candidate
      from unnest(c.areas) area
      join search_rows s on s.rank_tier = tier and point(s.longitude, s.latitude) <@ area
      cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
      where (c.radius is null or distance <= c.radius) and fits(s, c)
        and (c.after_id is null or (-s.rank, s.listing_id) > (c.after_key, c.after_id))
    );
    continue when cardinality(candidates) < missing and tier > 0;
    exit when cardinality(candidates) = 0;
    return query select * from hits_among(candidates, c, stays, missing);
    get diagnostics added = row_count;
    missing := missing - added;
    exit when missing = 0;
    candidates := '{}';
  end loop;
end $$;

create or replace function hits_by_distance(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  ring jsonb;
  is_last boolean;
  areas box[];
  inner_radius double precision := -1;
  outer_radius double precision;
  candidates search_candidate[] := '{}';
  missing integer := c.page_size;
  added integer;
begin
  for ring, is_last in
    select value, ordinality = jsonb_array_length(c.rings) from jsonb_array_elements(c.rings) with ordinality
  loop
    outer_radius := ring ->> 'radius';
    if c.after_key is null or c.after_key <= outer_radius then
      areas := array(select jsonb_array_elements_text(ring -> 'areas')::box);
      candidates := candidates || array(
        select row(s.ctid, s.listing_id, distance, distance)::search_candidate
        from unnest(areas) area
        join search_rows s on point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        where distance > inner_radius and distance <= outer_radius and fits(s, c)
          and (c.after_id is null or (distance, s.listing_id) > (c.after_key, c.after_id))
      );
      if cardinality(candidates) >= missing or is_last and cardinality(candidates) > 0 then
        return query select * from hits_among(candidates, c, stays, missing);
        get diagnostics added = row_count;
        missing := missing - added;
        exit when missing = 0;
        candidates := '{}';
      end if;
    end if;
    inner_radius := outer_radius;
  end loop;
end $$;

-- Cheapest total first. What a candidate comes to at the least is known; those of which that is lowest are priced first, a page at
-- a time, twice as many whenever none of them belongs on it, until none is left that may come to less than the dearest of a full
-- page. A listing with a length-of-stay discount is in a tier of its own for stays of a week on.
create or replace function hits_by_price(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  nights integer := coalesce(c.nights, 1);
  is_long boolean := nights >= 7;
  has_fee integer := (c.nights is not null)::integer;
  first_tier smallint := 0;
  -- Of the type of the column: the index compares it with no other.
  step smallint := (
    select case when count(*) = 0 then 16 when count(*) < 5 then 4 else 1 end
    from unnest(c.areas) area join search_rows s on s.rank_tier = 3::smallint and point(s.longitude, s.latitude) <@ area);
  tiers smallint := step;
  next_tier smallint;
  -- What one US cent of a tier's floor is worth at the least, where prices are compared.
  floor_worth double precision := (
    select min(coalesce((c.rates ->> currency)::double precision, 1) / tier_worth) from search_currencies
    where (c.currency is null or currency = c.currency) and (c.rates is null or c.rates ? currency));
  least_key double precision;
  worst_key double precision := 'infinity';
  is_over boolean := false;
  more search_candidate[];
  candidates search_candidate[] := '{}';
  priced integer := c.page_size;
  found search_hit[];
  best search_hit[] := '{}';
begin
  loop
    if not is_over and cardinality(candidates) < priced then
      least_key := price_tier_floor(first_tier) * floor_worth * nights - 1;
      is_over := first_tier > 80 or coalesce(least_key > c.price_max * nights, false) or least_key > worst_key;
      continue when is_over;
      next_tier := first_tier + tiers;
      if is_long then
        more := array(
          select row(s.ctid, s.listing_id, least, distance)::search_candidate
          from unnest(c.areas) area
          join search_rows s on s.long_price_tier >= first_tier and s.long_price_tier < next_tier
            and point(s.longitude, s.latitude) <@ area
          cross join lateral (select
            metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance,
            comparable(s, c, s.long_least_nightly * nights + s.cleaning_fee * has_fee) as least) known
          where least <= worst_key and (c.radius is null or distance <= c.radius) and fits(s, c)
        );
      else
        more := array(
          select row(s.ctid, s.listing_id, least, distance)::search_candidate
          from unnest(c.areas) area
          join search_rows s on s.price_tier >= first_tier and s.price_tier < next_tier
            and point(s.longitude, s.latitude) <@ area
          cross join lateral (select
            metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance,
            comparable(s, c, s.least_nightly * nights + s.cleaning_fee * has_fee) as least) known
          where least <= worst_key and (c.radius is null or distance <= c.radius) and fits(s, c)
        );
      end if;
      candidates := candidates || more;
      tiers := case when cardinality(more) = 0 and step > 1 then 2 * tiers else step end;
      first_tier := next_tier;
    else
      exit when cardinality(candidates) = 0;
      candidates := array(
        select row(one.*)::search_candidate from unnest(candidates) one
        where one.sort_key <= worst_key order by one.sort_key, one.listing_id);
      found := array(
        select row(hit.*)::search_hit from hits_among(candidates[:priced], c, stays, null) hit
        where hit.sort_key <= worst_key
      );
      best := array(
        select row(hit.*)::search_hit from (select * from unnest(best) union all select * from unnest(found)) hit
        order by hit.sort_key, hit.listing_id
        limit c.page_size
      );
      candidates := candidates[priced + 1:];
      priced := case when cardinality(found) = 0 then 2 * priced else priced end;
      if cardinality(best) = c.page_size then worst_key := best[c.page_size].sort_key; end if;
    end if;
  end loop;
  return query select * from unnest(best);
end $$;

drop function hits_by_price_of_short_stays(search_criteria, search_criteria[]);
drop function hits_by_price_of_long_stays(search_criteria, search_criteria[]);
