-- Flexible dates: a search may be for any of several stays of one length. Each listing is found with one of them, the
-- cheapest that can be had at a price which was asked for; of equally cheap ones the earliest.

alter type search_criteria
  -- Where dates are flexible, the nights in which all stays lie; `check_in` and `check_out` are null then.
  add attribute window_from date,
  add attribute window_to date;
alter type search_hit add attribute check_in date;

drop function search_listings(jsonb);
drop function hits_by_rank(search_criteria);
drop function hits_by_distance(search_criteria);
drop function hits_by_price(search_criteria);
drop function hits_by_price_of_short_stays(search_criteria);
drop function hits_by_price_of_long_stays(search_criteria);
drop function hits_by_text(search_criteria);

-- Whether the row's bits leave the stay free, as far as they know its nights.
create function may_be_free(s search_rows, c search_criteria) returns boolean language sql stable return
  c.check_in < s.nights_from or c.check_out > s.nights_from + 1024
  or substring(s.taken from c.check_in - s.nights_from + 1 for c.nights) = c.free;

-- Whether the row can be on the page, by what is cheap to tell; its bits rule out nearly all that is taken.
create or replace function fits(s search_rows, c search_criteria) returns boolean language sql stable return
  s.capacity >= c.guests
  and s.amenities & c.amenities = c.amenities
  and (c.room_types is null or s.room_type = any (c.room_types))
  and (c.property_types is null or s.property_type = any (c.property_types))
  and (c.currency is null or s.currency = c.currency)
  and (c.nights is null or (
    c.nights between s.least_nights and s.most_nights
    and case
      when c.window_from is null then may_be_free(s, c)
      else c.window_from < s.nights_from or c.window_to > s.nights_from + 1024
        or position(c.free in substring(
          s.taken from c.window_from - s.nights_from + 1 for c.window_to - c.window_from)) > 0
    end
  ));

-- What the listing offers: without dates its base price; with dates the stay; with flexible dates the best of `stays`, each
-- the same criteria with dates of its own, whether it can be had already looked at, or nothing.
create function offers(s search_rows, c search_criteria, stays search_criteria[])
returns table (check_in date, price bigint) language sql stable as $$
  select c.check_in, exact.price
  from (select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0) exact
  where c.window_from is null
  union all
  (
    select (priced.stay).check_in, priced.price
    from (
      select stay, total.price
      from unnest(stays) stay
      cross join lateral (select stay_total as price from stay_total(s, stay) offset 0) total
      where may_be_free(s, stay) and price_fits(s, stay, total.price)
      order by total.price, stay.check_in
      offset 0
    ) priced
    where c.window_from is not null and can_be_had(s, priced.stay)
    limit 1
  );
$$;

-- What is asked for, made ready.
create function criteria_of(criteria jsonb) returns search_criteria language plpgsql stable as $$
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
begin
  c.free := repeat('0', c.nights)::varbit;
  c.window_from := criteria #>> '{stays,0,check_in}';
  c.window_to := criteria #>> '{stays,-1,check_out}';
  return c;
end $$;

-- With flexible dates the stays, each as exact criteria of its own.
create function stays_of(c search_criteria, criteria jsonb) returns search_criteria[] language sql stable as $$
  select array(
    select jsonb_populate_record(c, stay || '{"window_from": null, "window_to": null, "areas": null, "rings": null}')
    from jsonb_array_elements(criteria -> 'stays') stay);
$$;

-- Best rank first.
create function hits_by_rank(c search_criteria, stays search_criteria[]) returns setof search_hit
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
    select s.listing_id, keyed.sort_key, offer.price, keyed.distance, offer.check_in
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
    cross join lateral offers(s, c, stays) offer
    where price_fits(s, c, offer.price) and can_be_had(s, c)
    order by keyed.sort_key, keyed.listing_id
    limit missing;
    get diagnostics added = row_count;
    missing := missing - added;
    exit when missing = 0;
  end loop;
end $$;

-- Nearest first: ring after ring.
create function hits_by_distance(c search_criteria, stays search_criteria[]) returns setof search_hit
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
      select s.listing_id, keyed.sort_key, offer.price, keyed.sort_key, offer.check_in
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
      cross join lateral offers(s, c, stays) offer
      where price_fits(s, c, offer.price) and can_be_had(s, c)
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
-- last on the page; the more of them at once the fewer listings there are, of which those of high rank
-- are a sample. One text, two functions, for the two kinds of tier.
do $make$
declare
  kind record;
  made text := $$
create function hits_by_price_of_%1$s_stays(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $body$
#variable_conflict use_column
declare
  first_tier smallint := 0;
  next_tier smallint;
  step smallint := (
    select case when count(*) = 0 then 16 when count(*) < 5 then 4 else 1 end
    from unnest(c.areas) area join search_rows s on s.rank_tier = 3 and point(s.longitude, s.latitude) <@ area);
  tiers smallint := step;
  nights integer := coalesce(c.nights, 1);
  -- What an amount of the currency is worth where the tiers were made.
  tier_worth double precision := (select tier_worth from search_currencies where currency = c.currency);
  least_key double precision;
  worst_key double precision := 'infinity';
  best search_hit[] := '{}';
  found search_hit[];
begin
  while first_tier <= 80 loop
    least_key := price_tier_floor(first_tier) / tier_worth * nights;
    next_tier := first_tier + tiers;
    exit when least_key > c.price_max * nights or least_key > worst_key;
    found := array(
      select row(s.listing_id, keyed.sort_key, keyed.price, keyed.distance, keyed.check_in)::search_hit
      from (
        select s.ctid as place, s.listing_id, offer.check_in, offer.price,
          offer.price::double precision as sort_key, distance
        from unnest(c.areas) area
        join search_rows s on s.%2$s >= first_tier and s.%2$s < next_tier and point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        cross join lateral offers(s, c, stays) offer
        where s.%3$s * nights + s.cleaning_fee * (c.nights is not null)::integer <= worst_key
          and (c.radius is null or distance <= c.radius) and fits(s, c)
          and offer.price <= worst_key and price_fits(s, c, offer.price)
          and (c.after_id is null or (offer.price, s.listing_id) > (c.after_key, c.after_id))
        order by sort_key, listing_id
        offset 0
      ) keyed
      join search_rows s on s.ctid = keyed.place
      where can_be_had(s, c)
      order by keyed.sort_key, keyed.listing_id
      limit c.page_size
    );
    best := array(
      select row(hit.*)::search_hit from (select * from unnest(best) union all select * from unnest(found)) hit
      order by hit.sort_key, hit.listing_id
      limit c.page_size
    );
    if cardinality(best) = c.page_size then worst_key := best[c.page_size].sort_key; end if;
    tiers := case when cardinality(found) = 0 and step > 1 then 2 * tiers else step end;
    first_tier := next_tier;
  end loop;
  return query select * from unnest(best);
end $body$
$$;
begin
  for kind in values ('short', 'price_tier', 'least_nightly'), ('long', 'long_price_tier', 'long_least_nightly') loop
    execute format(made, kind.column1, kind.column2, kind.column3);
  end loop;
end $make$;

create or replace function hits_by_price(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable as $$
begin
  if c.nights >= 7 then return query select * from hits_by_price_of_long_stays(c, stays);
  else return query select * from hits_by_price_of_short_stays(c, stays);
  end if;
end $$;

-- Listings whose title or place has each word, or one that is much like it, in any order of a search.
create function hits_by_text(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan set pg_trgm.word_similarity_threshold = 0.5 as $$
#variable_conflict use_column
declare
  words text[] := array(
    select word from regexp_split_to_table(c.text, '\s+') word where word <> '' order by length(word) desc, word);
  longest text := words[1];
begin
  return query
  select s.listing_id, keyed.sort_key, keyed.price, keyed.distance, keyed.check_in
  from (
    select s.ctid as place, s.listing_id, offer.price, distance, offer.check_in,
      case c.sort when 'rank' then -s.rank when 'price' then offer.price else distance end as sort_key
    from listings l
    join search_rows s on s.listing_id = l.id
    cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
    cross join lateral offers(s, c, stays) offer
    where l.state = 'published' and (l.title || ' ' || l.place) %> longest
      and not exists (select from unnest(words) word where not (l.title || ' ' || l.place) %> word)
      and exists (select from unnest(c.areas) area where point(s.longitude, s.latitude) <@ area)
      and (c.radius is null or distance <= c.radius)
      and fits(s, c)
      and price_fits(s, c, offer.price)
    offset 0
  ) keyed
  join search_rows s on s.ctid = keyed.place
  where (c.after_id is null or (keyed.sort_key, keyed.listing_id) > (c.after_key, c.after_id)) and can_be_had(s, c)
  order by keyed.sort_key, keyed.listing_id
  limit c.page_size;
end $$;

-- One page, with what a result shows.
create function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text,
  check_in date
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := criteria_of(criteria);
  stays search_criteria[] := stays_of(c, criteria);
  hits search_hit[];
begin
  c.rings := coalesce(c.rings, jsonb_build_array(jsonb_build_object('radius', c.radius, 'areas', criteria -> 'areas')));
  case
    when c.text is not null then hits := array(select row(h.*)::search_hit from hits_by_text(c, stays) h);
    when c.sort = 'rank' then hits := array(select row(h.*)::search_hit from hits_by_rank(c, stays) h);
    when c.sort = 'price' then hits := array(select row(h.*)::search_hit from hits_by_price(c, stays) h);
    when c.sort = 'distance' then hits := array(select row(h.*)::search_hit from hits_by_distance(c, stays) h);
  end case;
  return query
  select
    l.id, hit.sort_key, hit.price, hit.distance,
    l.title, l.property_type, l.room_type, l.capacity, l.bedrooms, l.beds,
    l.baths_tenths, l.shown_latitude, l.shown_longitude, l.currency,
    l.instant_booking, l.rating_tenths, l.review_count,
    (select served_key from photos where listing_id = l.id and state = 'ready' order by position, id limit 1),
    hit.check_in
  from unnest(hits) hit
  join listings l on l.id = hit.listing_id
  order by hit.sort_key, hit.listing_id;
end $$;

-- All that is found in the areas, with its price.
create function found_rows(c search_criteria, stays search_criteria[])
returns table (
  listing_id text, latitude double precision, longitude double precision, room_type text, property_type text,
  amenities bigint, currency text, price bigint
) language sql stable as $$
  select s.listing_id, s.latitude, s.longitude, s.room_type, s.property_type, s.amenities, s.currency, offer.price
  from unnest(c.areas) area
  join search_rows s on point(s.longitude, s.latitude) <@ area
  cross join lateral offers(s, c, stays) offer
  where (c.radius is null or metres_between(c.latitude, c.longitude, s.latitude, s.longitude) <= c.radius)
    and fits(s, c) and can_be_had(s, c) and price_fits(s, c, offer.price);
$$;

-- The cells of a grid that hold anything: how many, their middle, and what a night costs there, in minor units of the
-- currency that was asked for, else in US cents by the newest rates (null where there is none). A cell with one listing
-- names it.
create or replace function search_clusters(criteria jsonb, cell double precision)
returns table (
  latitude double precision, longitude double precision, listings integer, lowest bigint, highest bigint, listing_id text
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := criteria_of(criteria);
  stays search_criteria[] := stays_of(c, criteria);
begin
  return query
  select avg(f.latitude), avg(f.longitude), count(*)::integer, min(f.nightly)::bigint, max(f.nightly)::bigint,
    case when count(*) = 1 then min(f.listing_id) end
  from (
    select r.*, round(r.price * case when c.currency is null then k.worth else 1 end / coalesce(c.nights, 1)) as nightly
    from found_rows(c, stays) r
    left join search_currencies k on k.currency = r.currency
  ) f
  group by floor(f.latitude / cell), floor(f.longitude / cell)
  order by floor(f.latitude / cell), floor(f.longitude / cell);
end $$;

-- How many are found, and how many would be with each type and each amenity: those of a kind of type are counted as if
-- none of this kind had been asked for, amenities beside those that were.
create or replace function search_facets(criteria jsonb)
returns table (kind text, code text, listings integer)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := criteria_of(criteria);
  stays search_criteria[] := stays_of(c, criteria);
  room_types text[] := c.room_types;
  property_types text[] := c.property_types;
begin
  c.room_types := null;
  c.property_types := null;
  return query
  with found as materialized (
    select f.room_type, f.property_type, f.amenities,
      room_types is null or f.room_type = any (room_types) as has_room_type,
      property_types is null or coalesce(f.property_type = any (property_types), false) as has_property_type
    from found_rows(c, stays) f
  )
  select 'all', '', count(*)::integer from found where has_room_type and has_property_type
  union all
  select 'roomType', room_type, count(*)::integer from found where has_property_type group by room_type
  union all
  select 'propertyType', property_type, count(*)::integer from found
  where has_room_type and property_type is not null group by property_type
  union all
  select 'amenity', bit::text, count(*)::integer from found, generate_series(0, 62) bit
  where has_room_type and has_property_type and amenities >> bit & 1 = 1 group by bit;
end $$;

drop function found_rows(search_criteria);
