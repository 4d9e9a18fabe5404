-- What a search looks like without search rows: listings with an index on the point, and the stays themselves.
create table if not exists bench_plain as
select l.id, point(l.shown_longitude, l.shown_latitude) as place, s.rank, l.capacity, l.amenities, l.min_nights,
  l.max_nights, l.base_nightly, coalesce(l.weekend_nightly, l.base_nightly) as weekend_nightly, l.cleaning_fee
from listings l join search_rows s on s.listing_id = l.id
order by l.id;
create index if not exists bench_plain_place on bench_plain using gist (place);
analyze bench_plain;
