-- Clusters and facets of a search by words count what it finds, and no other listings.

alter function found_rows(search_criteria, search_criteria[]) rename to found_rows_by_area;

-- As `found_rows_by_area`, of what `hits_by_text` finds.
create function found_rows_by_text(c search_criteria, stays search_criteria[])
returns table (
  listing_id text, latitude double precision, longitude double precision, room_type text, property_type text,
  amenities bigint, currency text, price bigint
)
language plpgsql stable set plan_cache_mode = force_generic_plan set pg_trgm.word_similarity_threshold = 0.5 as $$
#variable_conflict use_column
declare
  words text[] := array(
    select word from regexp_split_to_table(c.text, '\s+') word where word <> '' order by length(word) desc, word);
  longest text := words[1];
begin
  return query
  select s.listing_id, s.latitude, s.longitude, s.room_type, s.property_type, s.amenities, s.currency, offer.price
  from listings l
  join search_rows s on s.listing_id = l.id
  cross join lateral offers(s, c, stays) offer
  where l.state = 'published' and (l.title || ' ' || l.place) %> longest
    and not exists (select from unnest(words) word where not (l.title || ' ' || l.place) %> word)
    and exists (select from unnest(c.areas) area where point(s.longitude, s.latitude) <@ area)
    and (c.radius is null or metres_between(c.latitude, c.longitude, s.latitude, s.longitude) <= c.radius)
    and fits(s, c) and can_be_had(s, c) and price_fits(s, c, offer.price);
end $$;

-- All that is found, with its price.
create function found_rows(c search_criteria, stays search_criteria[])
returns table (
  listing_id text, latitude double precision, longitude double precision, room_type text, property_type text,
  amenities bigint, currency text, price bigint
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  if c.text is null then return query select * from found_rows_by_area(c, stays);
  else return query select * from found_rows_by_text(c, stays);
  end if;
end $$;
