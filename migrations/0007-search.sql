-- What search reads of a published listing: what it filters, sorts and prices by, of its place only the shifted point.
-- `project_listings` alone writes it; what a result shows besides comes from the listing itself.
create table listing_search (
  listing_id text collate "C" primary key references listings (id),
  latitude double precision not null,
  longitude double precision not null,
  time_zone text not null,
  room_type text not null,
  property_type text,
  capacity smallint not null,
  amenities bigint not null,
  min_nights smallint not null,
  max_nights smallint not null,
  currency text not null,
  -- The smallest amount that a card can be charged; the four amounts below are multiples of it.
  unit smallint not null,
  base_nightly bigint not null,
  weekend_nightly bigint not null,
  cleaning_fee bigint not null,
  extra_guest_fee bigint not null,
  guests_included smallint not null,
  weekly_discount_bps integer not null,
  monthly_discount_bps integer not null,
  fee_model text not null,
  tax_bps integer not null,
  rank double precision not null
);
create index listing_search_point on listing_search using gist (point(longitude, latitude));
-- Claims never overlap, so that of a listing only few end after a given day.
create index claims_end on claims (listing_id, upper(nights)) where active;

-- As `chargeableUnit` in src/kernel/currencies.ts says; a test holds the two together.
create function chargeable_unit(currency text) returns smallint language sql immutable parallel safe return
  case
    when currency in ('ISK', 'UGX') then 100
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 10
    else 1
  end;

-- `amount × bps ÷ 10,000` as a multiple of `unit`, half away from zero, in whole numbers; `amount` is not negative.
create function share_of(amount bigint, bps integer, unit smallint) returns bigint
language sql immutable parallel safe return
  (div(2 * amount::numeric * bps + 10000 * unit, 20000 * unit) * unit)::bigint;

create function to_chargeable(amount bigint, unit smallint) returns bigint language sql immutable parallel safe return
  (2 * amount + unit) / (2 * unit) * unit;

-- From 0 to 1: 60 % the average rating, which few reviews pull from 4.5 stars only so far; 30 % how many reviews there
-- are, a thousand counting in full; 10 % whether it is booked at once.
create function listing_rank(rating_tenths smallint, reviews integer, instant boolean) returns double precision
language sql immutable parallel safe return
  0.6 * (4.5 * 5 + coalesce(rating_tenths / 10.0, 4.5) * reviews) / (5 + reviews) / 5
  + 0.3 * least(1, ln(1 + reviews) / ln(1001))
  + 0.1 * instant::integer;

-- Writes the search rows of these listings anew, and takes those away that are not published.
create function project_listings(ids text[]) returns void language plpgsql as $$
begin
  delete from listing_search s using listings l
  where s.listing_id = any (ids) and l.id = s.listing_id and l.state <> 'published';

  insert into listing_search as s
  select
    id, shown_latitude, shown_longitude, time_zone, room_type, property_type, capacity, amenities,
    min_nights, max_nights, currency, unit, to_chargeable(base_nightly, unit),
    to_chargeable(coalesce(weekend_nightly, base_nightly), unit), to_chargeable(cleaning_fee, unit),
    to_chargeable(extra_guest_fee, unit), guests_included, weekly_discount_bps, monthly_discount_bps,
    fee_model, tax_bps, listing_rank(rating_tenths, review_count, instant_booking)
  from listings cross join lateral chargeable_unit(currency) unit
  where id = any (ids) and state = 'published'
  order by id
  on conflict (listing_id) do update set
    (latitude, longitude, time_zone, room_type, property_type, capacity, amenities, min_nights, max_nights, currency,
      unit, base_nightly, weekend_nightly, cleaning_fee, extra_guest_fee, guests_included, weekly_discount_bps,
      monthly_discount_bps, fee_model, tax_bps, rank)
    = (excluded.latitude, excluded.longitude, excluded.time_zone, excluded.room_type, excluded.property_type,
      excluded.capacity, excluded.amenities, excluded.min_nights, excluded.max_nights, excluded.currency,
      excluded.unit, excluded.base_nightly, excluded.weekend_nightly, excluded.cleaning_fee, excluded.extra_guest_fee,
      excluded.guests_included, excluded.weekly_discount_bps, excluded.monthly_discount_bps, excluded.fee_model,
      excluded.tax_bps, excluded.rank)
    where s is distinct from excluded;
end $$;

-- The search row of one listing. It goes into every batch that touches a listing's calendar, prices or text.
create function project_listing(listing text) returns void language sql as $$
  select project_listings(array[listing]);
$$;

-- What is searched for, as src/search/criteria.ts says it: absent is null, and filters nothing.
create type search_criteria as (
  now timestamptz,
  -- Where, as boxes of (longitude, latitude) that do not overlap.
  areas box[],
  latitude double precision,
  longitude double precision,
  radius double precision,
  check_in date,
  check_out date,
  nights integer,
  weekend_nights integer,
  guests integer,
  amenities bigint,
  room_types text[],
  property_types text[],
  currency text,
  price_min bigint,
  price_max bigint,
  sort text,
  after_key double precision,
  after_id text,
  page_size integer,
  -- Rules that hold for every listing, which the service keeps: the ISO weekdays of weekend nights, the guest's platform
  -- fee by fee model, and how many days ahead stays can be booked.
  weekend_days integer[],
  guest_fee_bps jsonb,
  horizon_days integer
);

-- Metres on a sphere of the earth's mean radius (haversine); null from no point.
create function metres_between(
  latitude_a double precision, longitude_a double precision, latitude_b double precision, longitude_b double precision
) returns double precision language sql immutable parallel safe return
  case when latitude_a is not null then
    2 * 6371008.8 * asin(least(1, sqrt(
      sind((latitude_b - latitude_a) / 2) ^ 2
      + cosd(latitude_a) * cosd(latitude_b) * sind((longitude_b - longitude_a) / 2) ^ 2)))
  end;

-- What the guest pays for the stay: the formula of `priceStay` in src/pricing/price-stay.ts, to the cent. One row, or
-- none without dates; a set, because such a function becomes part of the query that calls it.
create function stay_total(l listing_search, c search_criteria) returns setof bigint language sql stable as $$
  select subtotal
    + share_of(subtotal, (c.guest_fee_bps ->> l.fee_model)::integer, l.unit)
    + share_of(subtotal, l.tax_bps, l.unit)
  from (
    select l.base_nightly * (c.nights - c.weekend_nights) + l.weekend_nightly * c.weekend_nights
      + coalesce(sum(to_chargeable(p.amount, l.unit)
        - case when extract(isodow from p.night) = any (c.weekend_days) then l.weekend_nightly else l.base_nightly end), 0)
      as accommodation
    from night_prices p
    where p.listing_id = l.listing_id and p.night >= c.check_in and p.night < c.check_out
  ) nights
  cross join lateral (
    select accommodation::bigint
      + l.extra_guest_fee * greatest(0, c.guests - l.guests_included) * c.nights
      + l.cleaning_fee
      - share_of(accommodation::bigint, case
          when c.nights >= 28 and l.monthly_discount_bps > 0 then l.monthly_discount_bps
          when c.nights >= 7 then l.weekly_discount_bps
          else 0
        end, l.unit) as subtotal
  ) taxed
  where c.nights is not null;
$$;

-- Whether nobody has any of the nights: no closure, no booking, and no hold that has not expired.
create function nights_are_free(listing text, check_in date, check_out date, at timestamptz) returns boolean
language plpgsql stable as $$
begin
  return not exists (
    select from claims
    where listing_id = listing and active and upper(nights) > check_in and lower(nights) < check_out
      and (expires_at is null or expires_at > at)
  ) and not exists (
    select from closures where listing_id = listing and nights && daterange(check_in, check_out)
  );
end $$;

-- One page, best first, by one key that every order is brought to (ascending, then by id, so that equal keys page
-- without gap or repetition). Candidates are cheap to find and to sort; only as many of them as the page needs are then
-- looked up in the calendar, hence the `offset 0`, which keep the planner from doing that first.
create function search_listings(criteria jsonb)
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
      else (c.now at time zone s.time_zone)::date between c.check_out - c.horizon_days and c.check_in
        and nights_are_free(s.listing_id, c.check_in, c.check_out, c.now)
    end
    order by candidate.sort_key, candidate.listing_id
    limit c.page_size
  ) hit
  join listings l on l.id = hit.listing_id
  order by hit.sort_key, hit.listing_id;
end $$;
