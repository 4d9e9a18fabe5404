-- What a search by words finds is said in one place: clusters and facets count what its pages list.
create or replace function found_rows_by_text(c search_criteria, stays search_criteria[])
returns table (
  listing_id text, latitude double precision, longitude double precision, room_type text, property_type text,
  amenities bigint, currency text, price bigint
)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  -- In whatever order, all on one page.
  c.sort := 'rank';
  c.after_id := null;
  c.page_size := null;
  return query
  select s.listing_id, s.latitude, s.longitude, s.room_type, s.property_type, s.amenities, s.currency, hit.price
  from hits_by_text(c, stays) hit join search_rows s on s.listing_id = hit.listing_id;
end $$;
