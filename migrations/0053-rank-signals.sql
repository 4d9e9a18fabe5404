-- What a rank follows from, beside the ratings: measured once a day, since it depends on others and on time.

create table search_signals (
  listing_id text collate "C" primary key references listings (id),
  -- What a night costs over what it costs in the middle of comparable listings nearby; null where these are few.
  price_ratio double precision,
  -- Requests of the last year that the host accepted, declined or let pass, and those accepted.
  requests integer not null,
  accepted integer not null,
  -- From 1 on the day of its publication to 0 thirty days later.
  newness double precision not null,
  -- The place that it has among what its host has nearby, by ratings; 20 is the last.
  host_place smallint not null
);

-- What ratings are worth: `qualityOf` in src/search/ranking.ts.
create function listing_quality(rating_tenths smallint, reviews integer) returns double precision
language sql immutable parallel safe return
  0.4 * (4.5 * 5 + coalesce(rating_tenths / 10.0, 4.5) * reviews) / (5 + reviews) / 5
  + 0.2 * least(1, ln(1 + reviews) / ln(1001));

-- From 0 to 1: `rankSignalsOf` in src/search/ranking.ts, which says what it is made of. What has not been measured yet
-- counts as new, and for the rest as neither good nor bad.
create function listing_score(rating_tenths smallint, reviews integer, instant boolean, g search_signals)
returns double precision language sql immutable parallel safe return
  listing_quality(rating_tenths, reviews)
  + 0.1 * least(1, greatest(0, 0.5 - 0.5 * ln(coalesce(g.price_ratio, 1)) / ln(2::float8)))
  + 0.1 * (coalesce(g.accepted, 0) + 4) / (coalesce(g.requests, 0) + 5)
  + 0.1 * 2 / greatest(2, coalesce(g.host_place, 1))
  + 0.05 * coalesce(g.newness, 1)
  + 0.05 * instant::integer;

-- Measures the signals of these listings, as of this instant.
create function measure_search_signals(ids text[], at timestamptz) returns void language sql as $$
  insert into search_signals as former (listing_id, price_ratio, requests, accepted, newness, host_place)
  select l.id, nullif(compared.ratio, 0), asked.requests, asked.accepted,
    greatest(0, least(1, 1 - extract(epoch from at - l.published_at)::double precision / (30 * 86400))), own.place
  from listings l
  join search_rows s on s.listing_id = l.id
  left join search_currencies k on k.currency = s.currency
  cross join lateral (
    select case when count(*) >= 5
      then s.base_nightly / nullif(percentile_cont(0.5) within group (order by n.price), 0) end as ratio
    from (
      select o.base_nightly * coalesce(ok.worth / k.worth, 1) as price
      from search_rows o
      left join search_currencies ok on ok.currency = o.currency
      where point(o.longitude, o.latitude) <@ box(
          point(s.longitude - 0.2, s.latitude - 0.2), point(s.longitude + 0.2, s.latitude + 0.2))
        and o.listing_id <> s.listing_id and o.room_type = s.room_type
        and o.capacity between s.capacity * 2 / 3 and s.capacity * 3 / 2
        and (o.currency = s.currency or ok.worth / k.worth is not null)
      order by point(o.longitude, o.latitude) <-> point(s.longitude, s.latitude)
      limit 30
    ) n
  ) compared
  cross join lateral (
    select
      count(*) filter (where accepted_at is not null or state in ('declined', 'expired'))::integer as requests,
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

-- What the search row of each published listing is.
create or replace view search_row_sources as
select
  l.shown_latitude as latitude, l.shown_longitude as longitude,
  rank.rank, l.amenities,
  p.base_nightly, p.weekend_nightly, p.cleaning_fee, p.extra_guest_fee, p.least_nightly,
  l.weekly_discount_bps, l.monthly_discount_bps, l.early_bird_bps, l.last_minute_bps, l.tax_bps,
  w.nights_from, rank_tier(rank.rank) as rank_tier, price_tier(p.least_nightly * coalesce(c.tier_worth, 1)) as price_tier,
  u.unit, l.capacity, l.guests_included, l.min_nights, l.max_nights,
  least(l.min_nights, r.least) as least_nights, greatest(l.max_nights, r.most) as most_nights,
  l.min_nights_through, l.max_nights_through, l.arrival_weekdays, l.advance_notice_hours, l.horizon_days,
  l.preparation_before, l.preparation_after, l.early_bird_days, l.last_minute_days,
  l.closed_to_arrival, l.closed_to_departure, l.in_season, l.new_listing_discount, o.best is not null as has_promotions,
  t.taken, l.id as listing_id, l.currency, l.time_zone, l.room_type, l.property_type, l.fee_model, l.check_in_from,
  l.same_day_until, l.jurisdiction,
  nullif(fee_sums(l.fees, false, u.unit), '{0,0,0,0}') as fees,
  nullif(fee_sums(l.fees, true, u.unit), '{0,0,0,0}') as pet_fees,
  t.held, t.closed, r.ruled, n.priced, n.priced_sums,
  p.long_least_nightly, price_tier(p.long_least_nightly * coalesce(c.tier_worth, 1)) as long_price_tier
from listings l
cross join search_rank_cuts cut
left join search_rows s on s.listing_id = l.id
left join search_signals g on g.listing_id = l.id
left join search_currencies c on c.currency = l.currency
cross join lateral (select coalesce(s.nights_from, current_date - 2) as nights_from) w
cross join lateral (
  select rank_in(cut, listing_score(l.rating_tenths, l.review_count, l.instant_booking, g)) as rank offset 0
) rank
cross join lateral (
  select chargeable_unit(l.currency) as unit offset 0
) u
cross join lateral (
  select
    to_chargeable(l.base_nightly, u.unit) as base,
    to_chargeable(coalesce(l.weekend_nightly, l.base_nightly), u.unit) as weekend
  offset 0
) own
cross join lateral priced_nights(l.id, w.nights_from, u.unit, own.base, own.weekend) n
cross join lateral (
  select max(bps) as best from promotions where listing_id = l.id and code is null
) o
cross join lateral (
  select greatest(
    l.early_bird_bps, l.last_minute_bps, o.best, case when l.new_listing_discount then 2000 else 0 end) as short
) off
cross join lateral (
  select
    own.base as base_nightly, own.weekend as weekend_nightly, to_chargeable(l.cleaning_fee, u.unit) as cleaning_fee,
    to_chargeable(l.extra_guest_fee, u.unit) as extra_guest_fee,
    -- Without the largest discount that there can be, and a unit for its rounding.
    greatest(0, least(own.base, own.weekend, n.cheapest) * (10000 - off.short) / 10000 - u.unit) as least_nightly,
    greatest(0, least(own.base, own.weekend, n.cheapest)
      * (10000 - greatest(off.short, l.weekly_discount_bps, l.monthly_discount_bps)) / 10000 - u.unit)
      as long_least_nightly
  offset 0
) p
cross join lateral (
  select
    min(min_nights) as least, max(max_nights) as most,
    case when max(night) >= w.nights_from then daterange(greatest(min(night), w.nights_from), max(night), '[]') end
      as ruled
  from night_rules where listing_id = l.id
) r
cross join lateral taken_nights(l.id, w.nights_from) t
where l.state = 'published';

-- Takes the measure of all published listings' scores anew. Rows follow as they are projected.
create or replace function measure_search_ranks() returns void language sql as $$
  update search_rank_cuts set shares = measured.shares, scores = measured.scores
  from (
    select share.shares, percentile_cont(share.shares) within group (
      order by listing_score(rating_tenths, review_count, instant_booking, g)) as scores
    from listings l
    left join search_signals g on g.listing_id = l.id
    cross join (
      select array_agg(share order by share) as shares from (
        select n / 64.0::float8 as share from generate_series(0, 64) n
        union select 1 - 2 ^ -n from generate_series(7, 14) n
      ) shares
    ) share
    where state = 'published'
    group by share.shares
  ) measured;
$$;

-- Measures the signals of the next `most` published listings; the last of them, or null after the end.
create function measure_search_signals_after(last text, most integer, at timestamptz) returns text language plpgsql as $$
declare
  ids text[] := array(select id from listings where state = 'published' and id > last order by id limit most);
begin
  perform measure_search_signals(ids, at);
  return ids[cardinality(ids)];
end $$;

drop function search_listings(jsonb);
-- One page, with what a result shows; and, if asked to explain it, what its rank was measured by.
create function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
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

drop function listing_rank(smallint, integer, boolean);
select measure_search_ranks();
select project_listings(array(select id from listings where state = 'published'));
