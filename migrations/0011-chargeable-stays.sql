-- Whether a card can be charged this amount: `chargeableAmounts` in src/kernel/chargeable-amounts.ts; a test holds the
-- two together.
create function is_chargeable(amount bigint, currency text) returns boolean language sql immutable parallel safe return
  amount between
    case currency
      when 'AED' then 200 when 'CZK' then 1500 when 'DKK' then 250 when 'GBP' then 30 when 'HKD' then 400
      when 'HUF' then 17500 when 'MXN' then 1000 when 'MYR' then 200 when 'NOK' then 300 when 'PLN' then 200
      when 'RON' then 200 when 'SEK' then 300 when 'THB' then 1000
      else 50
    end
    and case currency when 'IDR' then 999999999999 else 99999999 end;

-- As before, without the stays that no card can be charged: a quote refuses them.
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
begin
  return query
  select
    l.id, hit.sort_key, hit.price, hit.distance,
    l.title, l.property_type, l.room_type, l.capacity, l.bedrooms, l.beds,
    l.baths_tenths, l.shown_latitude, l.shown_longitude, l.currency,
    l.instant_booking, l.rating_tenths, l.review_count,
    (select served_key from photos where listing_id = l.id and state = 'ready' order by position, id limit 1)
  from (
    select candidate.listing_id, candidate.sort_key, candidate.distance, priced.price
    from (
      select keyed.listing_id, keyed.sort_key, keyed.distance
      from (
        select s.listing_id, distance,
          case c.sort
            when 'rank' then -s.rank
            when 'price' then coalesce((select stay_total from stay_total(s, c)), s.base_nightly)
            when 'distance' then distance
          end as sort_key
        from unnest(c.areas) area
        join listing_search s on point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        where (c.radius is null or distance <= c.radius)
          and s.capacity >= c.guests
          and s.amenities & c.amenities = c.amenities
          and (c.room_types is null or s.room_type = any (c.room_types))
          and (c.property_types is null or s.property_type = any (c.property_types))
          and (c.currency is null or s.currency = c.currency)
          and (c.nights is null or c.nights between s.min_nights and s.max_nights)
        offset 0
      ) keyed
      where c.after_id is null or (keyed.sort_key, keyed.listing_id) > (c.after_key, c.after_id)
      order by keyed.sort_key, keyed.listing_id
      offset 0
    ) candidate
    join listing_search s on s.listing_id = candidate.listing_id
    cross join lateral (
      select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
    ) priced
    where case
      when price < c.price_min * coalesce(c.nights, 1) or price > c.price_max * coalesce(c.nights, 1) then false
      when c.check_in is null then true
      when not is_chargeable(price, s.currency) then false
      else (c.now at time zone s.time_zone)::date between c.check_out - c.horizon_days and c.check_in
        and nights_are_free(s.listing_id, c.check_in, c.check_out, c.now)
    end
    order by candidate.sort_key, candidate.listing_id
    limit c.page_size
  ) hit
  join listings l on l.id = hit.listing_id
  order by hit.sort_key, hit.listing_id;
end $$;
