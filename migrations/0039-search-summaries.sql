-- Search by words; what a map and its filters show of all that a search finds, each in one query; ranks that follow the
-- market.

create extension if not exists pg_trgm;
create index listings_words on listings using gin ((title || ' ' || place) gin_trgm_ops) where state = 'published';

alter type search_criteria add attribute text text;

-- Listings whose title or place has each word, or one that is much like it, in any order of a search.
create function hits_by_text(c search_criteria) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan set pg_trgm.word_similarity_threshold = 0.5 as $$
#variable_conflict use_column
declare
  words text[] := array(
    select word from regexp_split_to_table(c.text, '\s+') word where word <> '' order by length(word) desc, word);
  longest text := words[1];
begin
  return query
  select s.listing_id, keyed.sort_key, keyed.price, keyed.distance
  from (
    select s.ctid as place, s.listing_id, price, distance,
      case c.sort when 'rank' then -s.rank when 'price' then price else distance end as sort_key
    from listings l
    join search_rows s on s.listing_id = l.id
    cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
    cross join lateral (
      select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
    ) priced
    where l.state = 'published' and (l.title || ' ' || l.place) %> longest
      and not exists (select from unnest(words) word where not (l.title || ' ' || l.place) %> word)
      and exists (select from unnest(c.areas) area where point(s.longitude, s.latitude) <@ area)
      and (c.radius is null or distance <= c.radius)
      and fits(s, c)
      and price_fits(s, c, price)
    offset 0
  ) keyed
  join search_rows s on s.ctid = keyed.place
  where (c.after_id is null or (keyed.sort_key, keyed.listing_id) > (c.after_key, c.after_id)) and can_be_had(s, c)
  order by keyed.sort_key, keyed.listing_id
  limit c.page_size;
end $$;

-- One page, with what a result shows; by text too.
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
  case
    when c.text is not null then hits := array(select row(h.*)::search_hit from hits_by_text(c) h);
    when c.sort = 'rank' then hits := array(select row(h.*)::search_hit from hits_by_rank(c) h);
    when c.sort = 'price' then hits := array(select row(h.*)::search_hit from hits_by_price(c) h);
    when c.sort = 'distance' then hits := array(select row(h.*)::search_hit from hits_by_distance(c) h);
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

-- All that is found in the areas, with its price.
create function found_rows(c search_criteria)
returns table (
  listing_id text, latitude double precision, longitude double precision, room_type text, property_type text,
  amenities bigint, currency text, price bigint
) language sql stable as $$
  select s.listing_id, s.latitude, s.longitude, s.room_type, s.property_type, s.amenities, s.currency, priced.price
  from unnest(c.areas) area
  join search_rows s on point(s.longitude, s.latitude) <@ area
  cross join lateral (
    select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
  ) priced
  where (c.radius is null or metres_between(c.latitude, c.longitude, s.latitude, s.longitude) <= c.radius)
    and fits(s, c) and can_be_had(s, c) and price_fits(s, c, priced.price);
$$;

-- The cells of a grid that hold anything: how many, their middle, and what a night costs there, in minor units of the
-- currency that was asked for, else in US cents by the newest rates (null where there is none). A cell with one listing
-- names it.
create function search_clusters(criteria jsonb, cell double precision)
returns table (
  latitude double precision, longitude double precision, listings integer, lowest bigint, highest bigint, listing_id text
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
begin
  c.free := repeat('0', c.nights)::varbit;
  return query
  select avg(f.latitude), avg(f.longitude), count(*)::integer, min(f.nightly)::bigint, max(f.nightly)::bigint,
    case when count(*) = 1 then min(f.listing_id) end
  from (
    select r.*, round(r.price * case when c.currency is null then k.worth else 1 end / coalesce(c.nights, 1)) as nightly
    from found_rows(c) r
    left join search_currencies k on k.currency = r.currency
  ) f
  group by floor(f.latitude / cell), floor(f.longitude / cell)
  order by floor(f.latitude / cell), floor(f.longitude / cell);
end $$;

-- How many are found, and how many would be with each type and each amenity: those of a kind of type are counted as if
-- none of this kind had been asked for, amenities beside those that were.
create function search_facets(criteria jsonb)
returns table (kind text, code text, listings integer)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
  room_types text[] := c.room_types;
  property_types text[] := c.property_types;
begin
  c.free := repeat('0', c.nights)::varbit;
  c.room_types := null;
  c.property_types := null;
  return query
  with found as materialized (
    select f.room_type, f.property_type, f.amenities,
      room_types is null or f.room_type = any (room_types) as has_room_type,
      property_types is null or coalesce(f.property_type = any (property_types), false) as has_property_type
    from found_rows(c) f
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

-- Has the cuts of ranks follow the market, if a share is off by more than this; whether they moved.
create function renew_search_ranks(most_off double precision) returns boolean language plpgsql as $$
declare
  former search_rank_cuts;
  newer search_rank_cuts;
begin
  select * into strict former from search_rank_cuts for update;
  perform measure_search_ranks();
  select * into strict newer from search_rank_cuts;
  if exists (
    select from unnest(newer.shares, newer.scores) cut (share, score)
    where abs(rank_in(former, score) - rank_in(newer, score)) > most_off
  ) then return true; end if;
  update search_rank_cuts set shares = former.shares, scores = former.scores;
  return false;
end $$;

-- Makes the rows of the next `most` published listings what their sources say; the last of them, or null after the end.
create function project_listings_after(last text, most integer) returns text language plpgsql as $$
declare
  ids text[] := array(select id from listings where state = 'published' and id > last order by id limit most);
begin
  -- As all do who change a listing.
  perform from listings where id = any (ids) order by id for no key update;
  perform project_listings(ids);
  return ids[cardinality(ids)];
end $$;
