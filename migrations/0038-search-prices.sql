-- Price tiers of two kinds: discounts for a length of stay make nights cheaper only from seven nights on, and a tier that
-- is lower than it has to be is read for nothing.

drop index search_rows_price;
alter table search_rows
  -- As `least_nightly` and `price_tier`, which hold for stays of less than seven nights, for longer ones.
  add column long_least_nightly bigint not null default 0,
  add column long_price_tier smallint not null default 0;

-- Each tier is dearer by 15 % than the one below; `price_tier_floor` is the least that lies in it, in US cents.
create or replace function price_tier(cents double precision) returns smallint language sql immutable parallel safe return
  least(80, greatest(0, floor(ln(greatest(cents, 1) / 1500) / ln(1.15::float8) + 1e-9)))::smallint;
create or replace function price_tier_floor(tier integer) returns double precision
language sql immutable parallel safe return
  case tier when 0 then 0 else 1500 * 1.15::float8 ^ tier * (1 - 1e-8) end;

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
      jurisdiction, fees, pet_fees, held, closed, ruled, priced, priced_sums,
      long_least_nightly, long_price_tier)
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
      excluded.ruled, excluded.priced, excluded.priced_sums, excluded.long_least_nightly, excluded.long_price_tier)
    where s is distinct from excluded;
end $$;

-- Cheapest first: tier after tier of what a night costs at the least, as long as one of the next can be cheaper than the
-- last on the page; the more of them at once the fewer listings there are, of which those of high rank are a sample. One text, two functions, for the two kinds of tier.
do $make$
declare
  kind record;
  made text := $$
create function hits_by_price_of_%1$s_stays(c search_criteria) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan as $body$
#variable_conflict use_column
declare
  first_tier smallint := 0;
  next_tier smallint;
  step smallint := (
    select case when count(*) = 0 then 16 when count(*) < 5 then 4 else 1 end
    from unnest(c.areas) area join search_rows s on s.rank_tier = 3 and point(s.longitude, s.latitude) <@ area);
  tiers smallint := step;
  nights integer := coalesce(c.nights, 1);
  -- What an amount of the currency is worth where the tiers were made.
  tier_worth double precision := (select tier_worth from search_currencies where currency = c.currency);
  least_key double precision;
  worst_key double precision := 'infinity';
  best search_hit[] := '{}';
  found search_hit[];
begin
  while first_tier <= 80 loop
    least_key := price_tier_floor(first_tier) / tier_worth * nights;
    next_tier := first_tier + tiers;
    exit when least_key > c.price_max * nights or least_key > worst_key;
    found := array(
      select row(s.listing_id, keyed.sort_key, keyed.price, keyed.distance)::search_hit
      from (
        select s.ctid as place, s.listing_id, price, price::double precision as sort_key, distance
        from unnest(c.areas) area
        join search_rows s on s.%2$s >= first_tier and s.%2$s < next_tier and point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        cross join lateral (
          select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
        ) priced
        where s.%3$s * nights + s.cleaning_fee * (c.nights is not null)::integer <= worst_key
          and (c.radius is null or distance <= c.radius) and fits(s, c)
          and price <= worst_key and price_fits(s, c, price)
          and (c.after_id is null or (price, s.listing_id) > (c.after_key, c.after_id))
        order by sort_key, listing_id
        offset 0
      ) keyed
      join search_rows s on s.ctid = keyed.place
      where can_be_had(s, c)
      order by keyed.sort_key, keyed.listing_id
      limit c.page_size
    );
    best := array(
      select row(hit.*)::search_hit from (select * from unnest(best) union all select * from unnest(found)) hit
      order by hit.sort_key, hit.listing_id
      limit c.page_size
    );
    if cardinality(best) = c.page_size then worst_key := best[c.page_size].sort_key; end if;
    tiers := case when cardinality(found) = 0 and step > 1 then 2 * tiers else step end;
    first_tier := next_tier;
  end loop;
  return query select * from unnest(best);
end $body$
$$;
begin
  for kind in values ('short', 'price_tier', 'least_nightly'), ('long', 'long_price_tier', 'long_least_nightly') loop
    execute format(made, kind.column1, kind.column2, kind.column3);
  end loop;
end $make$;

create or replace function hits_by_price(c search_criteria) returns setof search_hit
language plpgsql stable as $$
begin
  if c.nights >= 7 then return query select * from hits_by_price_of_long_stays(c);
  else return query select * from hits_by_price_of_short_stays(c);
  end if;
end $$;

select project_listings(array(select id from listings where state = 'published'));
create index search_rows_price on search_rows using gist (price_tier, point(longitude, latitude));
create index search_rows_long_price on search_rows using gist (long_price_tier, point(longitude, latitude));
