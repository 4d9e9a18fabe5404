-- The search row: all that search filters, sorts and prices by, in one narrow row a listing, so that a search reads one
-- page of it a candidate. It is what `search_row_sources` says of the listing, nothing else; bookings and closures change
-- only columns without an index.

create table search_rows (
  latitude double precision not null,
  longitude double precision not null,
  -- The share of listings that rank lower, and its tier.
  rank double precision not null,
  amenities bigint not null,
  -- Amounts are in chargeable amounts, multiples of `unit`.
  base_nightly bigint not null,
  weekend_nightly bigint not null,
  cleaning_fee bigint not null,
  extra_guest_fee bigint not null,
  -- No night of any stay costs less than this, taken by itself.
  least_nightly bigint not null,
  weekly_discount_bps integer not null,
  monthly_discount_bps integer not null,
  early_bird_bps integer not null,
  last_minute_bps integer not null,
  tax_bps integer not null,
  -- Where the window of `taken` begins.
  nights_from date not null,
  rank_tier smallint not null,
  price_tier smallint not null,
  unit smallint not null,
  capacity smallint not null,
  guests_included smallint not null,
  min_nights smallint not null,
  max_nights smallint not null,
  -- The lengths that any night allows.
  least_nights smallint not null,
  most_nights smallint not null,
  min_nights_through smallint not null,
  max_nights_through smallint not null,
  arrival_weekdays smallint not null,
  advance_notice_hours smallint not null,
  horizon_days smallint not null,
  preparation_before smallint not null,
  preparation_after smallint not null,
  early_bird_days smallint not null,
  last_minute_days smallint not null,
  closed_to_arrival boolean not null,
  closed_to_departure boolean not null,
  in_season boolean not null,
  new_listing_discount boolean not null,
  has_promotions boolean not null,
  -- Bit k: nobody can stay in the night `nights_from + k`, whatever the time and whoever asks.
  taken bit(1024) not null,
  listing_id text collate "C" primary key references listings (id),
  currency text not null,
  time_zone text not null,
  room_type text not null,
  property_type text,
  fee_model text not null,
  check_in_from text not null,
  same_day_until text not null,
  jurisdiction text,
  -- Sums per stay, per night, per guest, and per guest and night; null where all are zero.
  fees bigint[],
  pet_fees bigint[],
  -- Within these lie all nights of claims that end by themselves; all that are closed, but not for guests of another
  -- channel, so that nothing has to be kept free beside them; and all that have rules of their own.
  held daterange,
  closed daterange,
  ruled daterange,
  -- The nights from `nights_from` on that have prices of their own; and, from 0 on, the sums of what these differ by.
  priced date[],
  priced_sums bigint[]
) with (fillfactor = 80);

-- Ascending scores, and the share of all listings that have a lower one. They change rarely, so that few rows do.
create table search_rank_cuts (shares double precision[] not null, scores double precision[] not null);
create unique index search_rank_cuts_one on search_rank_cuts ((true));
insert into search_rank_cuts values ('{0,1}', '{0,1}');

-- What a minor unit of a currency is worth in US cents: by the newest rate; and the one by which its rows have their
-- tiers, which never changes.
create table search_currencies (
  currency text collate "C" primary key,
  worth double precision,
  tier_worth double precision not null
);

create function rank_in(cuts search_rank_cuts, score double precision) returns double precision
language plpgsql immutable parallel safe as $$
declare
  shares double precision[] := cuts.shares;
  scores double precision[] := cuts.scores;
  place integer := width_bucket(score, scores);
begin
  if place = 0 then return 0; end if;
  if place = cardinality(scores) then return 1; end if;
  return shares[place] + (shares[place + 1] - shares[place])
    * (score - scores[place]) / (scores[place + 1] - scores[place]);
end $$;

-- The best in 512, in 64, in 8, and all others: few to look at where there are many, and few tiers where there are few.
create function rank_tier(rank double precision) returns smallint language sql immutable parallel safe return
  case
    when rank >= 1 - 1 / 512.0::float8 then 3
    when rank >= 1 - 1 / 64.0::float8 then 2
    when rank >= 1 - 1 / 8.0::float8 then 1
    else 0
  end::smallint;

-- Each tier is dearer by a quarter than the one below; `price_tier_floor` is the least that lies in it, in US cents.
create function price_tier(cents double precision) returns smallint language sql immutable parallel safe return
  least(40, greatest(0, floor(ln(greatest(cents, 1) / 1500) / ln(1.25::float8) + 1e-9)))::smallint;
create function price_tier_floor(tier integer) returns double precision language sql immutable parallel safe return
  case tier when 0 then 0 else 1500 * 1.25::float8 ^ tier * (1 - 1e-8) end;

-- As `exponentOf` in src/kernel/currencies.ts says, and what a minor unit is worth in US cents.
create function currency_exponent(currency text) returns integer language sql immutable parallel safe return
  case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF',
      'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    else 2
  end;
create function cents_of(currency text, per_dollar text) returns double precision
language sql immutable parallel safe return
  100 / (per_dollar::double precision * 10 ^ currency_exponent(currency));

create function set_search_currencies() returns trigger language plpgsql as $$
begin
  insert into search_currencies as s (currency, worth, tier_worth)
  select currency, newest.worth, newest.worth
  from (select distinct currency from changed) c
  cross join lateral (
    select cents_of(currency, per_dollar) as worth from exchange_rates r
    where r.currency = c.currency order by day desc limit 1
  ) newest
  order by currency
  on conflict (currency) do update set worth = excluded.worth where s.worth is distinct from excluded.worth;
  return null;
end $$;
create trigger exchange_rates_inserted after insert on exchange_rates referencing new table as changed
for each statement execute function set_search_currencies();
create trigger exchange_rates_updated after update on exchange_rates referencing new table as changed
for each statement execute function set_search_currencies();
insert into search_currencies (currency, worth, tier_worth)
select distinct on (currency) currency, cents_of(currency, per_dollar), cents_of(currency, per_dollar)
from exchange_rates order by currency, day desc;

-- These nights as bits of the window that begins at `nights_from`.
create function night_bits(nights_from date, nights daterange) returns bit language sql immutable parallel safe return
  (~ 0::bit(1024) >> greatest(0, lower(nights) - nights_from))
    # (~ 0::bit(1024) >> least(1024, greatest(0, upper(nights) - nights_from)));

-- The nights that nobody can stay in, and those that are held for now.
create function taken_nights(listing text, nights_from date) returns table (taken bit, held daterange, closed daterange) language sql stable as $$
  select claimed.taken | closures.taken, claimed.held, closures.closed
  from (
    select
      coalesce(bit_or(night_bits(nights_from, nights)) filter (where expires_at is null), 0::bit(1024)) as taken,
      range_merge(range_agg(nights) filter (where expires_at is not null)) as held
    from claims where listing_id = listing and active and upper(nights) > nights_from
  ) claimed
  cross join (
    select
      coalesce(bit_or(night_bits(nights_from, nights)), 0::bit(1024)) as taken,
      range_merge(range_agg(nights) filter (where feed_kind is distinct from 'booking')) as closed
    from closures where listing_id = listing and nights && daterange(nights_from, nights_from + 1024)
  ) closures;
$$;

-- Friday and Saturday, as `weekendDays` in src/kernel/price.ts says.
create function is_weekend(night date) returns boolean language sql immutable parallel safe return
  extract(isodow from night) in (5, 6);

create function priced_nights(
  listing text, nights_from date, unit smallint, base_nightly bigint, weekend_nightly bigint
) returns table (priced date[], priced_sums bigint[], cheapest bigint) language sql stable as $$
  select
    array_agg(night order by night) filter (where night >= nights_from),
    nullif(array_prepend(0::bigint, array_agg(sum order by night) filter (where night >= nights_from)), '{0}'),
    min(price)
  from (
    select night, price, sum(
        case when night >= nights_from
          then price - case when is_weekend(night) then weekend_nightly else base_nightly end else 0 end
      ) over (order by night)::bigint as sum
    from night_prices
    cross join lateral (select to_chargeable(coalesce(amount, season), unit) as price) own
    where listing_id = listing
  ) differing;
$$;

-- What the search row of each published listing is. `nights_from` stays as it is until `renew_search_rows` moves it; where
-- it stands decides how fast a search is, never what it finds.
create view search_row_sources as
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
  t.held, t.closed, r.ruled, n.priced, n.priced_sums
from listings l
cross join search_rank_cuts cut
left join search_rows s on s.listing_id = l.id
left join search_currencies c on c.currency = l.currency
cross join lateral (select coalesce(s.nights_from, current_date - 2) as nights_from) w
cross join lateral (
  select rank_in(cut, listing_rank(l.rating_tenths, l.review_count, l.instant_booking)) as rank offset 0
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
  select
    own.base as base_nightly, own.weekend as weekend_nightly, to_chargeable(l.cleaning_fee, u.unit) as cleaning_fee,
    to_chargeable(l.extra_guest_fee, u.unit) as extra_guest_fee,
    -- Without the largest discount that there can be, and half a unit for its rounding.
    greatest(0, least(own.base, own.weekend, n.cheapest) * (10000 - greatest(
      l.weekly_discount_bps, l.monthly_discount_bps, l.early_bird_bps, l.last_minute_bps, o.best,
      case when l.new_listing_discount then 2000 end)) / 10000 - u.unit) as least_nightly
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

-- Makes the search rows of these listings what their sources say; a row that is it already is not written.
create or replace function project_listings(ids text[]) returns void language plpgsql as $$
begin
  insert into search_currencies (currency, worth, tier_worth)
  select distinct l.currency, case l.currency when 'USD' then 1 end, 1 from listings l
  where id = any (ids) and not exists (select from search_currencies c where c.currency = l.currency)
  on conflict (currency) do nothing;

  delete from search_rows s using listings l
  where s.listing_id = any (ids) and l.id = s.listing_id and l.state <> 'published';

  insert into search_rows as s
  select * from search_row_sources where listing_id = any (ids) order by listing_id
  on conflict (listing_id) do update set
    (latitude, longitude, rank, amenities, base_nightly, weekend_nightly, cleaning_fee, extra_guest_fee, least_nightly,
      weekly_discount_bps, monthly_discount_bps, early_bird_bps, last_minute_bps, tax_bps, rank_tier, price_tier, unit,
      capacity, guests_included, min_nights, max_nights, least_nights, most_nights, min_nights_through,
      max_nights_through, arrival_weekdays, advance_notice_hours, horizon_days, preparation_before, preparation_after,
      early_bird_days, last_minute_days, closed_to_arrival, closed_to_departure, in_season, new_listing_discount,
      has_promotions, taken, currency, time_zone, room_type, property_type, fee_model, check_in_from, same_day_until,
      jurisdiction, fees, pet_fees, held, closed, ruled, priced, priced_sums)
    = (excluded.latitude, excluded.longitude, excluded.rank, excluded.amenities, excluded.base_nightly,
      excluded.weekend_nightly, excluded.cleaning_fee, excluded.extra_guest_fee, excluded.least_nightly,
      excluded.weekly_discount_bps, excluded.monthly_discount_bps, excluded.early_bird_bps, excluded.last_minute_bps,
      excluded.tax_bps, excluded.rank_tier, excluded.price_tier, excluded.unit, excluded.capacity,
      excluded.guests_included, excluded.min_nights, excluded.max_nights, excluded.least_nights, excluded.most_nights,
      excluded.min_nights_through, excluded.max_nights_through, excluded.arrival_weekdays,
      excluded.advance_notice_hours, excluded.horizon_days, excluded.preparation_before, excluded.preparation_after,
      excluded.early_bird_days, excluded.last_minute_days, excluded.closed_to_arrival, excluded.closed_to_departure,
      excluded.in_season, excluded.new_listing_discount, excluded.has_promotions, excluded.taken, excluded.currency,
      excluded.time_zone, excluded.room_type, excluded.property_type, excluded.fee_model, excluded.check_in_from,
      excluded.same_day_until, excluded.jurisdiction, excluded.fees, excluded.pet_fees, excluded.held, excluded.closed,
      excluded.ruled, excluded.priced, excluded.priced_sums)
    where s is distinct from excluded;
end $$;

-- Bookings and closures change of the row only the nights.
create function project_nights() returns trigger language plpgsql as $$
begin
  update search_rows s set taken = n.taken, held = n.held, closed = n.closed
  from (select distinct listing_id from changed) c
  join search_rows o on o.listing_id = c.listing_id
  cross join lateral taken_nights(o.listing_id, o.nights_from) n
  where s.listing_id = o.listing_id and (s.taken, s.held, s.closed) is distinct from (n.taken, n.held, n.closed);
  return null;
end $$;

do $$
declare tab text;
begin
  foreach tab in array array['claims', 'closures'] loop
    execute format('create trigger %1$s_inserted_nights after insert on %1$s referencing new table as changed
      for each statement execute function project_nights()', tab);
    execute format('create trigger %1$s_updated_nights after update on %1$s referencing new table as changed
      for each statement execute function project_nights()', tab);
    execute format('create trigger %1$s_deleted_nights after delete on %1$s referencing old table as changed
      for each statement execute function project_nights()', tab);
  end loop;
end $$;

-- Moves the windows of the rows on that begin before `until`, `most` rows at a time; how many it moved.
create function renew_search_rows(until date, start date, most integer) returns integer language plpgsql as $$
declare ids text[];
begin
  ids := array(
    select listing_id from search_rows where nights_from < until order by nights_from, listing_id limit most);
  -- As all do who change a calendar.
  perform from listings where id = any (ids) order by id for no key update;
  update search_rows set nights_from = start where listing_id = any (ids);
  perform project_listings(ids);
  return cardinality(ids);
end $$;

-- Takes the measure of all published listings' scores anew. Rows follow as they are projected.
create function measure_search_ranks() returns void language sql as $$
  update search_rank_cuts set shares = measured.shares, scores = measured.scores
  from (
    select share.shares, percentile_cont(share.shares) within group (
      order by listing_rank(rating_tenths, review_count, instant_booking)) as scores
    from listings
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

-- Rows that are not what their sources say, of these listings; none, unless something is broken.
create function mistaken_search_rows(ids text[]) returns table (listing_id text) language sql stable as $$
  select coalesce(s.listing_id, v.listing_id)
  from (select * from search_rows where listing_id = any (ids)) s
  full join (select * from search_row_sources where listing_id = any (ids)) v on v.listing_id = s.listing_id
  where to_jsonb(s) is distinct from to_jsonb(v);
$$;

select measure_search_ranks();
select project_listings(array(select id from listings where state = 'published'));
create index search_rows_rank on search_rows using gist (rank_tier, point(longitude, latitude));
create index search_rows_price on search_rows using gist (price_tier, point(longitude, latitude));
create index search_rows_point on search_rows using gist (point(longitude, latitude));
create index search_rows_nights_from on search_rows (nights_from);
