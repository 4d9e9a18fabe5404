-- The orders of a search, one function each. All bring it to one key (ascending, then by id), so that a page goes on
-- without gap or repetition where keys are equal.

create type search_hit as (listing_id text, sort_key double precision, price bigint, distance double precision);

-- Best rank first.
create function hits_by_rank(c search_criteria) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  tier smallint;
  missing integer := c.page_size;
  added integer;
begin
  foreach tier in array array[3, 2, 1, 0] loop
    continue when c.after_key is not null and tier > rank_tier(-c.after_key);
    return query
    select s.listing_id, keyed.sort_key, priced.price, keyed.distance
    from (
      select s.ctid as place, s.listing_id, -s.rank as sort_key, distance
      from unnest(c.areas) area
      join search_rows s on s.rank_tier = tier and point(s.longitude, s.latitude) <@ area
      cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
      where (c.radius is null or distance <= c.radius) and fits(s, c)
        and (c.after_id is null or (-s.rank, s.listing_id) > (c.after_key, c.after_id))
      order by sort_key, listing_id
      offset 0
    ) keyed
    join search_rows s on s.ctid = keyed.place
    cross join lateral (
      select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
    ) priced
    where price_fits(s, c, priced.price) and can_be_had(s, c)
    order by keyed.sort_key, keyed.listing_id
    limit missing;
    get diagnostics added = row_count;
    missing := missing - added;
    exit when missing = 0;
  end loop;
end $$;

-- Nearest first: ring after ring.
create function hits_by_distance(c search_criteria) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  ring jsonb;
  areas box[];
  inner_radius double precision := -1;
  outer_radius double precision;
  missing integer := c.page_size;
  added integer;
begin
  for ring in select jsonb_array_elements(c.rings) loop
    outer_radius := ring ->> 'radius';
    if c.after_key is null or c.after_key <= outer_radius then
      areas := array(select jsonb_array_elements_text(ring -> 'areas')::box);
      return query
      select s.listing_id, keyed.sort_key, priced.price, keyed.sort_key
      from (
        select s.ctid as place, s.listing_id, distance as sort_key
        from unnest(areas) area
        join search_rows s on point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        where distance > inner_radius and distance <= outer_radius and fits(s, c)
          and (c.after_id is null or (distance, s.listing_id) > (c.after_key, c.after_id))
        order by sort_key, listing_id
        offset 0
      ) keyed
      join search_rows s on s.ctid = keyed.place
      cross join lateral (
        select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
      ) priced
      where price_fits(s, c, priced.price) and can_be_had(s, c)
      order by keyed.sort_key, keyed.listing_id
      limit missing;
      get diagnostics added = row_count;
      missing := missing - added;
      exit when missing = 0;
    end if;
    inner_radius := outer_radius;
  end loop;
end $$;

-- Cheapest first: tier after tier of what a night costs at the least, as long as one of the next can be cheaper than the
-- last on the page; more of them at once as long as nothing is found.
create function hits_by_price(c search_criteria) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  first_tier smallint := 0;
  next_tier smallint;
  tiers smallint := 1;
  nights integer := coalesce(c.nights, 1);
  -- What an amount of the currency is worth where the tiers were made.
  tier_worth double precision := (select tier_worth from search_currencies where currency = c.currency);
  least_key double precision;
  worst_key double precision := 'infinity';
  best search_hit[] := '{}';
begin
  while first_tier <= 40 loop
    least_key := price_tier_floor(first_tier) / tier_worth * nights;
    next_tier := first_tier + tiers;
    exit when least_key > c.price_max * nights or least_key > worst_key;
    best := array(
      select row(hit.*)::search_hit from (
        select * from unnest(best)
        union all
        (
          select s.listing_id, keyed.sort_key, keyed.price, keyed.distance
          from (
            select s.ctid as place, s.listing_id, price, price::double precision as sort_key, distance
            from unnest(c.areas) area
            join search_rows s
              on s.price_tier >= first_tier and s.price_tier < next_tier and point(s.longitude, s.latitude) <@ area
            cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
            cross join lateral (
              select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
            ) priced
            where (c.radius is null or distance <= c.radius) and fits(s, c)
              and s.least_nightly * nights <= worst_key
              and price <= worst_key
              and price_fits(s, c, price)
              and (c.after_id is null or (price, s.listing_id) > (c.after_key, c.after_id))
            order by sort_key, listing_id
            offset 0
          ) keyed
          join search_rows s on s.ctid = keyed.place
          where can_be_had(s, c)
          order by keyed.sort_key, keyed.listing_id
          limit c.page_size
        )
      ) hit
      order by hit.sort_key, hit.listing_id
      limit c.page_size
    );
    if cardinality(best) = c.page_size then worst_key := best[c.page_size].sort_key; end if;
    tiers := case when cardinality(best) = 0 then 2 * tiers else 1 end;
    first_tier := next_tier;
  end loop;
  return query select * from unnest(best);
end $$;

-- One page, with what a result shows.
create or replace function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
  hits search_hit[];
begin
  c.free := repeat('0', c.nights)::varbit;
  c.rings := coalesce(c.rings, jsonb_build_array(jsonb_build_object('radius', c.radius, 'areas', criteria -> 'areas')));
  case c.sort
    when 'rank' then hits := array(select row(h.*)::search_hit from hits_by_rank(c) h);
    when 'price' then hits := array(select row(h.*)::search_hit from hits_by_price(c) h);
    when 'distance' then hits := array(select row(h.*)::search_hit from hits_by_distance(c) h);
  end case;
  return query
  select
    l.id, hit.sort_key, hit.price, hit.distance,
    l.title, l.property_type, l.room_type, l.capacity, l.bedrooms, l.beds,
    l.baths_tenths, l.shown_latitude, l.shown_longitude, l.currency,
    l.instant_booking, l.rating_tenths, l.review_count,
    (select served_key from photos where listing_id = l.id and state = 'ready' order by position, id limit 1)
  from unnest(hits) hit
  join listings l on l.id = hit.listing_id
  order by hit.sort_key, hit.listing_id;
end $$;

drop table listing_search cascade;
drop function prepare_search_rules();
drop function prepare_search_prices();
