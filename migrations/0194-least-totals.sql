-- By price what cannot belong on the page is known from the row: all but what the nights cost stands in it. And of what turns out
-- to be too dear, no calendar is looked at.

drop function hits_among(search_candidate[], search_criteria, search_criteria[], integer);
drop function hit_of(search_rows, search_criteria, date, bigint, double precision, double precision);

-- Fees that the stay costs beside its nights.
create function stay_fees(s search_rows, c search_criteria) returns bigint language sql stable return
  s.extra_guest_fee * greatest(0, c.guests - s.guests_included) * c.nights
  + s.cleaning_fee
  + coalesce(s.fees[1] + s.fees[2] * c.nights + (s.fees[3] + s.fees[4] * c.nights) * c.guests, 0)
  + case when c.pets > 0 then coalesce(
      s.pet_fees[1] + s.pet_fees[2] * c.nights + (s.pet_fees[3] + s.pet_fees[4] * c.nights) * c.pets, 0) else 0 end;

-- What a stay comes to at the least, where prices are compared and none of its nights costs less than `nightly`: three times
-- something may be rounded down.
create function least_comparable(s search_rows, c search_criteria, nightly bigint) returns double precision
language sql stable return
  case when c.nights is null then nightly else
    (nightly * c.nights + stay_fees(s, c))::double precision
      * (10000 + (c.guest_fee_bps ->> s.fee_model)::integer + s.tax_bps) / 10000 - s.unit - 1 end
  * case when c.rates is null then 1 else (c.rates ->> s.currency)::double precision end - 1;

-- What the stay costs in all; nothing without dates.
create or replace function stay_total(s search_rows, c search_criteria) returns setof bigint language sql stable as $$
  select subtotal
    + share_of(subtotal, (c.guest_fee_bps ->> s.fee_model)::integer, s.unit)
    + share_of(subtotal, s.tax_bps, s.unit)
    + case when s.jurisdiction is null then 0
      else (select added_taxes from added_taxes(s.jurisdiction, s.currency, s.unit, c, subtotal)) end
  from (
    select s.base_nightly * (c.nights - c.weekend_nights) + s.weekend_nightly * c.weekend_nights + case
        when c.check_in < s.nights_from or c.check_out > s.nights_from + 1024 then own_prices(s, c)
        when s.priced is null then 0
        else s.priced_sums[1 + width_bucket(c.check_out - 1, s.priced)]
          - s.priced_sums[1 + width_bucket(c.check_in - 1, s.priced)]
      end as accommodation,
      coalesce(
        case when s.new_listing_discount and (
          select count(*) < c.new_listing_bookings from (
            select from bookings b where b.listing_id = s.listing_id and b.confirmed_at is not null
            limit c.new_listing_bookings) as booked
        ) then c.new_listing_bps end,
        case when s.has_promotions then (
          select max(p.bps) from promotions p
          where p.listing_id = s.listing_id and p.code is null and p.nights @> daterange(c.check_in, c.check_out)
        ) end,
        case
          when c.nights >= 28 and s.monthly_discount_bps > 0 then s.monthly_discount_bps
          when c.nights >= 7 and s.weekly_discount_bps > 0 then s.weekly_discount_bps
          when s.early_bird_bps > 0 and c.check_in - (c.now at time zone s.time_zone)::date >= s.early_bird_days
            then s.early_bird_bps
          when s.last_minute_bps > 0 and c.check_in - (c.now at time zone s.time_zone)::date <= s.last_minute_days
            then s.last_minute_bps
          else 0
        end
      ) as discount_bps
    where c.nights is not null
    offset 0
  ) nights
  cross join lateral (
    select accommodation
      + stay_fees(s, c)
      - share_of(accommodation, discount_bps, s.unit) as subtotal
    offset 0
  ) taxed;
$$;

-- What is offered of the listing, if it can be had, comes after the last page, and not after `last_key`. By price it is told by
-- what it comes to.
create function hit_of(
  s search_rows, c search_criteria, check_in date, price bigint, sort_key double precision, distance double precision,
  last_key double precision)
returns setof search_hit language sql stable as $$
  select s.listing_id, told.key, hit_of.price, hit_of.distance, hit_of.check_in
  from (select case c.sort when 'price' then comparable(s, c, hit_of.price) else hit_of.sort_key end as key) told
  -- The calendar is looked at last.
  where case
    when price_fits(s, c, hit_of.price) and told.key <= last_key and (c.after_id is null or (told.key, s.listing_id) > (c.after_key, c.after_id))
      then can_be_had(s, c)
    end;
$$;

-- The first of these candidates that can be had, best first, or all of them, of those that come after the last page.
create function hits_among(
  candidates search_candidate[], c search_criteria, stays search_criteria[], most integer,
  last_key double precision default 'infinity')
returns search_hit[] language plpgsql stable as $$
#variable_conflict use_column
begin
  if c.window_from is null then
    return array(
      select row(hit.*)::search_hit
      from (select * from unnest(candidates) order by sort_key, listing_id offset 0) one
      join search_rows s on s.ctid = one.place
      cross join lateral asked_offer(s, c) offer
      cross join lateral hit_of(s, c, offer.check_in, offer.price, one.sort_key, one.distance, last_key) hit
      order by one.sort_key, one.listing_id
      limit most);
  end if;
  return array(
    select row(hit.*)::search_hit
    from (select * from unnest(candidates) order by sort_key, listing_id offset 0) one
    join search_rows s on s.ctid = one.place
    cross join lateral best_offer(s, c, stays) offer
    cross join lateral hit_of(s, c, offer.check_in, offer.price, one.sort_key, one.distance, last_key) hit
    order by one.sort_key, one.listing_id
    limit most);
end $$;

-- Cheapest total first. What a candidate comes to at the least is known; those of which that is lowest are priced first, a page at
-- a time, twice as many whenever none of them belongs on it, until none is left that may come to less than the dearest of a full
-- page. A listing with a length-of-stay discount is in a tier of its own for stays of a week on.
create or replace function hits_by_price(c search_criteria, stays search_criteria[]) returns search_hit[]
language plpgsql stable as $$
#variable_conflict use_column
declare
  nights integer := coalesce(c.nights, 1);
  is_long boolean := nights >= 7;
  first_tier smallint := 0;
  -- Of the type of the column: the index compares it with no other.
  step smallint := (
    select case when count(*) = 0 then 16 when count(*) < 5 then 4 else 1 end
    from unnest(c.areas) area join search_rows s on s.rank_tier = 3::smallint and point(s.longitude, s.latitude) <@ area);
  tiers smallint := step;
  next_tier smallint;
  -- What one US cent of a tier's floor is worth at the least, where prices are compared.
  floor_worth double precision := (
    select min(coalesce((c.rates ->> currency)::double precision, 1) / tier_worth) from search_currencies
    where (c.currency is null or currency = c.currency) and (c.rates is null or c.rates ? currency));
  least_key double precision;
  worst_key double precision := 'infinity';
  is_over boolean := false;
  more search_candidate[];
  candidates search_candidate[] := '{}';
  priced integer := c.page_size;
  found search_hit[];
  best search_hit[] := '{}';
begin
  loop
    if not is_over and cardinality(candidates) < priced then
      least_key := price_tier_floor(first_tier) * floor_worth * nights - 1;
      is_over := first_tier > 80 or coalesce(least_key > c.price_max * nights, false) or least_key > worst_key;
      continue when is_over;
      next_tier := first_tier + tiers;
      if is_long then
        more := array(
          select row(s.ctid, s.listing_id, least, distance)::search_candidate
          from unnest(c.areas) area
          join search_rows s on s.long_price_tier >= first_tier and s.long_price_tier < next_tier
            and point(s.longitude, s.latitude) <@ area
          cross join lateral (select
            metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance,
            least_comparable(s, c, s.long_least_nightly) as least) known
          where case when (c.radius is null or distance <= c.radius) and fits(s, c) then least <= worst_key end
        );
      else
        more := array(
          select row(s.ctid, s.listing_id, least, distance)::search_candidate
          from unnest(c.areas) area
          join search_rows s on s.price_tier >= first_tier and s.price_tier < next_tier
            and point(s.longitude, s.latitude) <@ area
          cross join lateral (select
            metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance,
            least_comparable(s, c, s.least_nightly) as least) known
          where case when (c.radius is null or distance <= c.radius) and fits(s, c) then least <= worst_key end
        );
      end if;
      candidates := candidates || more;
      tiers := case when cardinality(more) = 0 and step > 1 then 2 * tiers else step end;
      first_tier := next_tier;
    else
      exit when cardinality(candidates) = 0;
      candidates := array(
        select row(one.*)::search_candidate from unnest(candidates) one
        where one.sort_key <= worst_key order by one.sort_key, one.listing_id);
      found := hits_among(candidates[:priced], c, stays, null, worst_key);
      best := array(
        select row(hit.*)::search_hit from (select * from unnest(best) union all select * from unnest(found)) hit
        order by hit.sort_key, hit.listing_id
        limit c.page_size
      );
      candidates := candidates[priced + 1:];
      priced := case when cardinality(found) = 0 then 2 * priced else priced end;
      if cardinality(best) = c.page_size then worst_key := best[c.page_size].sort_key; end if;
    end if;
  end loop;
  return best;
end $$;
