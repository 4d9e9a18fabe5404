-- Results show where a listing is, as its own page does: a list of them had to read each listing for it.
drop function search_alternatives(jsonb, jsonb, jsonb);
drop function search_listings(jsonb);
drop function search_results(search_hit[]);

-- What results show of these listings, in this order.
create function search_results(hits search_hit[])
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, place text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text,
  check_in date
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
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
end $$;

-- One page, with what a result shows; and, if asked to explain it, what its rank was measured by.
create function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, place text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text,
  check_in date, signals jsonb
) language plpgsql stable as $$
declare
  c search_criteria := criteria_of(criteria);
  is_explained boolean := coalesce((criteria ->> 'explain')::boolean, false);
begin
  c.rings := coalesce(c.rings, jsonb_build_array(jsonb_build_object('radius', c.radius, 'areas', criteria -> 'areas')));
  return query
  select r.*, case when is_explained then (select to_jsonb(g) from search_signals g where g.listing_id = r.listing_id) end
  from search_results(
    array(select row(h.*)::search_hit from search_hits(c, stays_of(c, criteria)) h order by h.sort_key, h.listing_id)) r;
end $$;

-- At other dates: step by step further from those that were asked for, each listing in the first step in which it can be had,
-- those of one step as an exact search would order them. Elsewhere: by the distance from the middle of what was searched.
-- `steps` are lists of stays, `elsewhere` differs from `criteria` by its place. Each answers a page at most.
create function search_alternatives(criteria jsonb, steps jsonb, elsewhere jsonb)
returns table (
  kind text, listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, place text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
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
