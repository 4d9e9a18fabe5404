-- Comparable is what takes two thirds to one and a half times as many guests, as docs/search.md says: in whole numbers two thirds were
-- rounded down, and a place for four was compared with places for two.
create or replace function measure_search_signals(ids text[], at timestamptz) returns void language sql as $$
  insert into search_signals as former (listing_id, price_ratio, requests, accepted, newness, host_place)
  select l.id, nullif(compared.ratio, 0), asked.requests, asked.accepted,
    greatest(0, least(1, 1 - extract(epoch from at - l.published_at)::double precision / (30 * 86400))), own.place
  from listings l
  join search_rows s on s.listing_id = l.id
  left join currency_worths((at at time zone 'UTC')::date) k on k.currency = s.currency
  cross join lateral (
    select case when count(*) >= 5
      then s.base_nightly / nullif(percentile_cont(0.5) within group (order by n.price), 0) end as ratio
    from (
      select o.base_nightly * coalesce(ok.worth / k.worth, 1) as price
      from search_rows o
      left join currency_worths((at at time zone 'UTC')::date) ok on ok.currency = o.currency
      where point(o.longitude, o.latitude) <@ box(
          point(s.longitude - 0.2, s.latitude - 0.2), point(s.longitude + 0.2, s.latitude + 0.2))
        and o.listing_id <> s.listing_id and o.room_type = s.room_type
        and 6 * o.capacity between 4 * s.capacity and 9 * s.capacity
        and (o.currency = s.currency or ok.worth / k.worth is not null)
      order by point(o.longitude, o.latitude) <-> point(s.longitude, s.latitude)
      limit 30
    ) n
  ) compared
  cross join lateral (
    select
      count(*) filter (
        where accepted_at is not null or state = 'declined' or (state = 'expired' and not is_cut_short))::integer as requests,
      count(*) filter (where accepted_at is not null)::integer as accepted
    from bookings
    where listing_id = l.id and requested_at > at - interval '365 days' and requested_at <= at
  ) asked
  cross join lateral (
    select 1 + count(*)::smallint as place from (
      select from listings o
      where o.host_id = l.host_id and o.state = 'published' and o.id <> l.id
        and abs(o.shown_latitude - l.shown_latitude) <= 0.2 and abs(o.shown_longitude - l.shown_longitude) <= 0.2
        and (listing_quality(o.rating_tenths, o.review_count), l.id) > (listing_quality(l.rating_tenths, l.review_count), o.id)
      limit 19
    ) better
  ) own
  where l.id = any (ids)
  on conflict (listing_id) do update set
    (price_ratio, requests, accepted, newness, host_place)
    = (excluded.price_ratio, excluded.requests, excluded.accepted, excluded.newness, excluded.host_place)
  where former is distinct from excluded;
$$;
