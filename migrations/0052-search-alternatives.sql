-- What comes nearest to a search that finds nothing: the same places at other dates, and the same dates in other places.

-- In whatever order is asked for.
create function search_hits(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable as $$
begin
  case
    when c.text is not null then return query select * from hits_by_text(c, stays);
    when c.sort = 'rank' then return query select * from hits_by_rank(c, stays);
    when c.sort = 'price' then return query select * from hits_by_price(c, stays);
    when c.sort = 'distance' then return query select * from hits_by_distance(c, stays);
  end case;
end $$;

-- What results show of these listings, in this order.
create function search_results(hits search_hit[])
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text,
  check_in date
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  select
    l.id, hit.sort_key, hit.price, hit.distance,
    l.title, l.property_type, l.room_type, l.capacity, l.bedrooms, l.beds,
    l.baths_tenths, l.shown_latitude, l.shown_longitude, l.currency,
    l.instant_booking, l.rating_tenths, l.review_count,
    (select served_key from photos where listing_id = l.id and state = 'ready' order by position, id limit 1),
    hit.check_in
  from unnest(hits) with ordinality hit
  join listings l on l.id = hit.listing_id
  order by hit.ordinality;
end $$;

-- One page, with what a result shows.
create or replace function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text,
  check_in date
) language plpgsql stable as $$
declare
  c search_criteria := criteria_of(criteria);
begin
  c.rings := coalesce(c.rings, jsonb_build_array(jsonb_build_object('radius', c.radius, 'areas', criteria -> 'areas')));
  return query select * from search_results(
    array(select row(h.*)::search_hit from search_hits(c, stays_of(c, criteria)) h order by h.sort_key, h.listing_id));
end $$;

-- At other dates: step by step further from those that were asked for, each listing in the first step in which it can be had,
-- those of one step as an exact search would order them. Elsewhere: by the distance from the middle of what was searched.
-- `steps` are lists of stays, `elsewhere` differs from `criteria` by its place. Each answers a page at most.
create function search_alternatives(criteria jsonb, steps jsonb, elsewhere jsonb)
returns table (
  kind text, listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text,
  check_in date
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  dateless jsonb := criteria || '{"check_in": null, "check_out": null, "weekend_nights": null}';
  asked jsonb;
  c search_criteria;
  found search_hit[];
  hits search_hit[] := '{}';
begin
  for asked in select dateless || jsonb_build_object('stays', step) from jsonb_array_elements(steps) step loop
    c := criteria_of(asked);
    found := array(select row(h.*)::search_hit from search_hits(c, stays_of(c, asked)) h order by h.sort_key, h.listing_id);
    hits := hits || array(
      select row(f.*)::search_hit from unnest(found) f
      where f.listing_id not in (select h.listing_id from unnest(hits) h)
    );
    exit when cardinality(hits) >= c.page_size;
  end loop;
  return query select 'dates', r.* from search_results(hits[:(criteria ->> 'page_size')::integer]) r;
  if jsonb_typeof(elsewhere) = 'object' then
    asked := criteria || elsewhere;
    c := criteria_of(asked);
    hits := array(select row(h.*)::search_hit from search_hits(c, stays_of(c, asked)) h order by h.sort_key, h.listing_id);
    return query select 'places', r.* from search_results(hits) r;
  end if;
end $$;
