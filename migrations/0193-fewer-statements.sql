-- Fewer statements are begun for a search: what it calls hands on an array and not rows, by an expression that begins none; where no
-- dates are flexible, the statement that prices is without what they need; and slices that hold hardly anything are read together.
-- The functions that are asked from without say how plans are kept, for all that they call.

drop function search_hits(search_criteria, search_criteria[]);
drop function hits_by_rank(search_criteria, search_criteria[]);
drop function hits_by_distance(search_criteria, search_criteria[]);
drop function hits_by_price(search_criteria, search_criteria[]);
drop function hits_among(search_candidate[], search_criteria, search_criteria[], integer);
drop function search_results(search_hit[]);

-- What is offered of the listing, if it can be had and comes after the last page. By price it is told by what it comes to.
create function hit_of(
  s search_rows, c search_criteria, check_in date, price bigint, sort_key double precision, distance double precision)
returns setof search_hit language sql stable as $$
  select s.listing_id, told.key, hit_of.price, hit_of.distance, hit_of.check_in
  from (select case c.sort when 'price' then comparable(s, c, hit_of.price) else hit_of.sort_key end as key) told
  -- The calendar is looked at last.
  where case
    when price_fits(s, c, hit_of.price) and (c.after_id is null or (told.key, s.listing_id) > (c.after_key, c.after_id))
      then can_be_had(s, c)
    end;
$$;

-- The first of these candidates that can be had, best first, or all of them, of those that come after the last page.
create function hits_among(candidates search_candidate[], c search_criteria, stays search_criteria[], most integer)
returns search_hit[] language plpgsql stable as $$
#variable_conflict use_column
begin
  if c.window_from is null then
    return array(
      select row(hit.*)::search_hit
      from (select * from unnest(candidates) order by sort_key, listing_id offset 0) one
      join search_rows s on s.ctid = one.place
      cross join lateral asked_offer(s, c) offer
      cross join lateral hit_of(s, c, offer.check_in, offer.price, one.sort_key, one.distance) hit
      order by one.sort_key, one.listing_id
      limit most);
  end if;
  return array(
    select row(hit.*)::search_hit
    from (select * from unnest(candidates) order by sort_key, listing_id offset 0) one
    join search_rows s on s.ctid = one.place
    cross join lateral best_offer(s, c, stays) offer
    cross join lateral hit_of(s, c, offer.check_in, offer.price, one.sort_key, one.distance) hit
    order by one.sort_key, one.listing_id
    limit most);
end $$;

-- The tiers of the best are read together, and the others as well where these have hardly any.
create function hits_by_rank(c search_criteria, stays search_criteria[]) returns search_hit[]
language plpgsql stable as $$
#variable_conflict use_column
declare
  highest smallint := case when c.after_key is null then 3 else rank_tier(-c.after_key) end;
  lowest smallint := least(2, highest);
  candidates search_candidate[] := '{}';
  hits search_hit[] := '{}';
  missing integer := c.page_size;
  is_sparse boolean;
begin
  loop
    candidates := candidates || array(
      select row(s.ctid, s.listing_id, -s.rank, distance)::search_candidate
      from unnest(c.areas) area
      join search_rows s on s.rank_tier >= lowest and s.rank_tier <= highest and point(s.longitude, s.latitude) <@ area
      cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
      where (c.radius is null or distance <= c.radius) and fits(s, c)
        and (c.after_id is null or (-s.rank, s.listing_id) > (c.after_key, c.after_id))
    );
    is_sparse := cardinality(candidates) * 16 < missing;
    if cardinality(candidates) >= missing or lowest = 0 then
      exit when cardinality(candidates) = 0;
      hits := hits || hits_among(candidates, c, stays, missing);
      missing := c.page_size - cardinality(hits);
      candidates := '{}';
    end if;
    exit when missing = 0 or lowest = 0;
    highest := lowest - 1;
    lowest := case when is_sparse then 0 else highest end;
  end loop;
  return hits;
end $$;

create function hits_by_distance(c search_criteria, stays search_criteria[]) returns search_hit[]
language plpgsql stable as $$
#variable_conflict use_column
declare
  ring jsonb;
  is_last boolean;
  inner_radius double precision := -1;
  outer_radius double precision;
  candidates search_candidate[] := '{}';
  hits search_hit[] := '{}';
begin
  for ring, is_last in
    select value, ordinality = jsonb_array_length(c.rings) from jsonb_array_elements(c.rings) with ordinality
  loop
    outer_radius := ring ->> 'radius';
    if c.after_key is null or c.after_key <= outer_radius then
      candidates := candidates || array(
        select row(s.ctid, s.listing_id, distance, distance)::search_candidate
        from jsonb_array_elements_text(ring -> 'areas') area
        join search_rows s on point(s.longitude, s.latitude) <@ area::box
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        where distance > inner_radius and distance <= outer_radius and fits(s, c)
          and (c.after_id is null or (distance, s.listing_id) > (c.after_key, c.after_id))
      );
      if cardinality(candidates) >= c.page_size - cardinality(hits) or is_last and cardinality(candidates) > 0 then
        hits := hits || hits_among(candidates, c, stays, c.page_size - cardinality(hits));
        exit when cardinality(hits) = c.page_size;
        candidates := '{}';
      end if;
    end if;
    inner_radius := outer_radius;
  end loop;
  return hits;
end $$;

-- Cheapest total first. What a candidate comes to at the least is known; those of which that is lowest are priced first, a page at
-- a time, twice as many whenever none of them belongs on it, until none is left that may come to less than the dearest of a full
-- page. A listing with a length-of-stay discount is in a tier of its own for stays of a week on.
create function hits_by_price(c search_criteria, stays search_criteria[]) returns search_hit[]
language plpgsql stable as $$
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
        select row(hit.*)::search_hit from unnest(hits_among(candidates[:priced], c, stays, null)) hit
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
  return best;
end $$;

-- Best first.
create function search_hits(c search_criteria, stays search_criteria[]) returns search_hit[]
language plpgsql stable as $$
begin
  case
    when c.text is not null then return array(select row(h.*)::search_hit from hits_by_text(c, stays) h);
    when c.sort = 'rank' then return hits_by_rank(c, stays);
    when c.sort = 'price' then return hits_by_price(c, stays);
    when c.sort = 'distance' then return hits_by_distance(c, stays);
  end case;
end $$;

create function search_results(hits search_hit[])
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision, title text, place text,
  property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint, baths_tenths smallint,
  latitude double precision, longitude double precision, currency text, instant_booking boolean, rating_tenths smallint,
  review_count integer, cover_key text, check_in date)
language sql stable as $$
  select
    l.id, hit.sort_key, hit.price, hit.distance,
    l.title, l.place, l.property_type, l.room_type, l.capacity, l.bedrooms, l.beds,
    l.baths_tenths, l.shown_latitude, l.shown_longitude, l.currency,
    l.instant_booking, l.rating_tenths, l.review_count,
    (select served_key from photos where listing_id = l.id and state = 'ready' order by position, id limit 1),
    hit.check_in
  from unnest(hits) with ordinality hit
  join listings l on l.id = hit.listing_id
  order by hit.ordinality;
$$;

create or replace function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision, title text, place text,
  property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint, baths_tenths smallint,
  latitude double precision, longitude double precision, currency text, instant_booking boolean, rating_tenths smallint,
  review_count integer, cover_key text, check_in date, signals jsonb)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  c search_criteria := criteria_of(criteria);
  is_explained boolean := coalesce((criteria ->> 'explain')::boolean, false);
  hits search_hit[];
begin
  c.rings := coalesce(c.rings, jsonb_build_array(jsonb_build_object('radius', c.radius, 'areas', criteria -> 'areas')));
  hits := search_hits(c, case when c.window_from is null then '{}' else stays_of(c, criteria) end);
  return query
  select r.*, case when is_explained then (select to_jsonb(g) from search_signals g where g.listing_id = r.listing_id) end
  from search_results(hits) r;
end $$;

create or replace function search_alternatives(criteria jsonb, steps jsonb, elsewhere jsonb)
returns table (
  kind text, listing_id text, sort_key double precision, price bigint, distance double precision, title text, place text,
  property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint, baths_tenths smallint,
  latitude double precision, longitude double precision, currency text, instant_booking boolean, rating_tenths smallint,
  review_count integer, cover_key text, check_in date)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  dateless jsonb := criteria || '{"check_in": null, "check_out": null, "weekend_nights": null}';
  asked jsonb;
  c search_criteria;
  hits search_hit[] := '{}';
begin
  for asked in select dateless || jsonb_build_object('stays', step) from jsonb_array_elements(steps) step loop
    c := criteria_of(asked);
    hits := hits || array(
      select row(f.*)::search_hit from unnest(search_hits(c, stays_of(c, asked))) f
      where f.listing_id not in (select h.listing_id from unnest(hits) h)
    );
    exit when cardinality(hits) >= c.page_size;
  end loop;
  return query select 'dates', r.* from search_results(hits[:(criteria ->> 'page_size')::integer]) r;
  if jsonb_typeof(elsewhere) = 'object' then
    asked := criteria || elsewhere;
    c := criteria_of(asked);
    hits := search_hits(c, stays_of(c, asked));
    return query select 'places', r.* from search_results(hits) r;
  end if;
end $$;
