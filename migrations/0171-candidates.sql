-- What a slice holds is collected first, by a statement that begins at once; what is worked out of a stay takes a large one, and
-- to begin that takes as long as to look at a hundred listings. So it is begun when there may be enough for a page, or nothing
-- follows, and never in vain.

-- A listing that may be a result: where its search row is, and by what it is sorted.
create type search_candidate as (place tid, listing_id text collate "C", sort_key double precision, distance double precision);

-- The first of these candidates that can be had, best first.
create function hits_among(candidates search_candidate[], c search_criteria, stays search_criteria[], most integer)
returns setof search_hit language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  select s.listing_id, keyed.sort_key, offer.price, keyed.distance, offer.check_in
  from (select * from unnest(candidates) order by sort_key, listing_id offset 0) keyed
  join search_rows s on s.ctid = keyed.place
  cross join lateral offers(s, c, stays) offer
  where price_fits(s, c, offer.price) and can_be_had(s, c)
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
