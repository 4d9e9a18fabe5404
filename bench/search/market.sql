-- A market of `:n` published listings and `:stays` stays each, over the 548 days from `:day`, where every value is a
-- hash of the row's number: 80 % lie in 200 cities (of which the largest has a twenty-fifth), 20 % anywhere; a sixth of
-- the listings has a season with rules and prices of its own, all have ten nights with prices of their own, some have
-- fees, discounts, promotions, taxes, preparation, notice and holds. Loaded without triggers and keys, which the caller
-- restores.

create function pg_temp.uniform(id bigint, salt bigint) returns double precision
language sql immutable strict parallel safe return
  (hashint8extended(id, salt) & 1099511627775)::double precision / 1099511627776.0;
create function pg_temp.normal(id bigint, salt bigint) returns double precision
language sql immutable strict parallel safe return
  sqrt(-2 * ln(1 - pg_temp.uniform(id, salt))) * cos(2 * pi() * pg_temp.uniform(id, salt + 7919));
create function pg_temp.id_of(prefix text, id bigint) returns text language sql immutable strict parallel safe return
  prefix || '_01' || lpad(to_hex(id), 24, '0');

create temp table city as
with place as (
  select g as id, -38 + 96 * pg_temp.uniform(g, 1) as latitude, -165 + 330 * pg_temp.uniform(g, 2) as longitude,
    0.04 + 0.04 * pg_temp.uniform(g, 3) as spread, power(g, -0.6) as weight
  from generate_series(1, 200) g
)
select *, sum(weight) over (order by id) / sum(weight) over () as share from place;
create temp table city_slot as
select s, (select min(id) from city where share >= (s + 0.5) / 10000.0) as city_id from generate_series(0, 9999) s;
create unique index on city_slot (s);

insert into people (id, email, password_hash, name, created_at)
select pg_temp.id_of('per', g), 'host' || g || '@example.test', '', 'Host ' || g, '2026-01-01'
from generate_series(1, greatest(1, :n / 3)) g;

insert into tax_rules (jurisdiction, position, name, kind, rate, currency, exempt_children, included)
values ('BENCH', 0, 'Occupancy tax', 'percent', 600, null, false, false),
  ('BENCH', 1, 'City tax', 'guestNight', 250, 'USD', true, false);

create temp table numbered as
select g as n, pg_temp.id_of('lst', g) as id from generate_series(1, :n) g;

insert into listings (id, host_id, state, title, property_type, room_type, capacity, bedrooms, beds, baths_tenths,
  amenities, latitude, longitude, shown_latitude, shown_longitude, time_zone, place, min_nights, max_nights,
  base_nightly, weekend_nightly, cleaning_fee, extra_guest_fee, guests_included, weekly_discount_bps,
  monthly_discount_bps, fee_model, fees, jurisdiction, new_listing_discount, early_bird_days, early_bird_bps,
  last_minute_days, last_minute_bps, closed_to_arrival, arrival_weekdays, advance_notice_hours, horizon_days,
  preparation_after, rating_tenths, review_count, instant_booking, created_at, published_at, updated_at)
select id, pg_temp.id_of('per', 1 + (pg_temp.uniform(n, 10) * (greatest(1, :n / 3) - 1))::bigint), 'published',
  (array['Sunny', 'Quiet', 'Charming', 'Modern', 'Rustic', 'Spacious', 'Cosy', 'Elegant'])[1 + floor(pg_temp.uniform(n, 11) * 8)::int]
    || ' ' || kind || ' ' || n, kind,
  (array['entire_home', 'entire_home', 'entire_home', 'private_room'])[1 + floor(pg_temp.uniform(n, 12) * 4)::int],
  guests, greatest(1, guests / 2), guests, 10,
  (select bit_or(case when pg_temp.uniform(n, 100 + k) < 0.95 - 0.022 * k then 1::bigint << k else 0 end)
    from generate_series(0, 39) k),
  latitude, longitude, latitude, longitude,
  (array['America/New_York', 'Europe/Paris', 'Asia/Tokyo', 'UTC'])[1 + n % 4], 'City ' || coalesce(city_id, 0),
  1 + (pg_temp.uniform(n, 16) * pg_temp.uniform(n, 17) * 4)::int, 28 + (pg_temp.uniform(n, 18) * 60)::int,
  base, (base * (1 + 0.25 * pg_temp.uniform(n, 14)))::int, 1500 + (pg_temp.uniform(n, 15) * 6000)::int,
  case when pg_temp.uniform(n, 19) < 0.3 then 1500 else 0 end, least(guests, 2),
  case when pg_temp.uniform(n, 20) < 0.3 then 1000 else 0 end, case when pg_temp.uniform(n, 20) < 0.3 then 2500 else 0 end,
  case when pg_temp.uniform(n, 35) < 0.7 then 'split' else 'hostOnly' end,
  case when pg_temp.uniform(n, 36) < 0.2
    then '[{"code": "linen", "name": null, "amount": 1200, "per": "guest", "refundable": true}]'::jsonb else '[]' end,
  case when pg_temp.uniform(n, 37) < 0.1 then 'BENCH' end, pg_temp.uniform(n, 38) < 0.05,
  60, case when pg_temp.uniform(n, 39) < 0.1 then 500 else 0 end,
  7, case when pg_temp.uniform(n, 40) < 0.1 then 1000 else 0 end,
  false, case when pg_temp.uniform(n, 41) < 0.05 then 32 else 127 end,
  (array[0, 0, 0, 24, 48])[1 + floor(pg_temp.uniform(n, 42) * 5)::int],
  (array[365, 540, 730, 730])[1 + floor(pg_temp.uniform(n, 43) * 4)::int],
  case when pg_temp.uniform(n, 44) < 0.2 then 1 else 0 end,
  case when reviews > 0 then (32 + 18 * sqrt(pg_temp.uniform(n, 45)))::int end, reviews,
  pg_temp.uniform(n, 46) < 0.6, '2026-01-01', '2026-01-01', '2026-01-01'
from (
  select n, numbered.id, c.id as city_id, (array['flat', 'loft', 'house', 'villa', 'cabin', 'studio'])[1 + floor(pg_temp.uniform(n, 24) * 6)::int] as kind,
    round((case when c.id is null then -55 + 120 * pg_temp.uniform(n, 25)
      else c.latitude + c.spread * pg_temp.normal(n, 26) end)::numeric, 6)::float8 as latitude,
    round((case when c.id is null then -180 + 360 * pg_temp.uniform(n, 27)
      else c.longitude + c.spread * 1.3 * pg_temp.normal(n, 28) end)::numeric, 6)::float8 as longitude,
    1 + (pg_temp.uniform(n, 29) * pg_temp.uniform(n, 30) * 15)::int as guests,
    (3500 + 60000 * pg_temp.uniform(n, 31) ^ 3 + 4000 * pg_temp.uniform(n, 32))::int as base,
    greatest(0, (pg_temp.uniform(n, 47) ^ 2 * 300)::int - 20) as reviews
  from numbered
  left join city_slot s on pg_temp.uniform(n, 33) < 0.8 and s.s = floor(pg_temp.uniform(n, 34) * 10000)::int
  left join city c on c.id = s.city_id
) made
order by id;

insert into night_prices (listing_id, night, amount)
select id, date :'day' + (b * 137 + (pg_temp.uniform(n, 40 + b) * 130)::int + k),
  (base_nightly * (0.8 + 1.2 * pg_temp.uniform(n, 50 + b)))::int
from numbered join listings using (id), generate_series(0, 3) b, generate_series(0, 3) k
where k <= (pg_temp.uniform(n, 60 + b) * 3)::int
order by id, 2;

insert into night_rules (listing_id, night, min_nights, arrival_weekdays)
select id, night::date, 3, case when n % 18 = 0 then 32 end
from numbered, generate_series(date '2027-07-01', date '2027-07-31', interval '1 day') night
where n % 6 = 0
order by id, 2;
insert into night_prices (listing_id, night, season)
select listing_id, night, base_nightly * 3 / 2 from night_rules join listings on listings.id = listing_id
on conflict (listing_id, night) do update set season = excluded.season;

insert into promotions (id, listing_id, name, nights, bps, created_at)
select pg_temp.id_of('pro', n), id, 'Autumn', '[2027-10-01,2027-11-01)', 1500, '2026-01-01' from numbered where n % 20 = 0;

-- One stay at a random place in each of `:stays` parts of the time: 70 % of two to seven nights, 30 % long. One in two
-- hundred is a hold.
insert into claims (booking_id, listing_id, nights, preparation_after, expires_at)
select pg_temp.id_of('bkg', n * :stays + k), id, daterange(start, start + length), 0,
  case when (n + k) % 200 = 0 then timestamptz '2027-03-01 12:10Z' end
from (
  select n, k, id, length, date :'day' + (k * 548) / :stays
    + floor(pg_temp.uniform(n, 1200 + k) * (548 / :stays - length + 1))::int as start
  from numbered, generate_series(0, :stays - 1) k
  cross join lateral (
    select case when pg_temp.uniform(n, 1300 + k) < 0.7 then 2 + (pg_temp.uniform(n, 1400 + k) * 5)::int
      else 548 / :stays - 1 - (pg_temp.uniform(n, 1400 + k) * 6)::int end as length
  ) lengths
) stays
order by id, start;

insert into closures (id, listing_id, nights, source, created_at)
select pg_temp.id_of('cls', n), id, daterange(start, start + 14), 'host', '2026-01-01'
from numbered cross join lateral (select date :'day' + (pg_temp.uniform(n, 70) * 500)::int as start) s
where n % 10 = 0
order by id;
