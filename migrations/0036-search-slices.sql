-- A search reads slices of the rows, best first, each by an index: tiers of rank, tiers of price, or rings around a
-- point. It ends as soon as its page is full and nothing in a later slice can come before what is on it. Each function
-- holds its plans, since unnamed statements are planned each time.

alter type search_criteria
  -- Rings around the point, from the inside out: [{radius, areas}].
  add attribute rings jsonb,
  -- As many zero bits as the stay has nights.
  add attribute free varbit;

-- `amount × part ÷ whole` as a multiple of `unit`, half away from zero, in whole numbers; nothing is negative. Numbers
-- of usual size stay bigint.
create or replace function share_of(amount bigint, part bigint, whole bigint, unit smallint) returns bigint
language sql immutable parallel safe return
  case when amount < 100000000000 and part < 10000000 and whole < 10000000
    then (2 * amount * part + whole * unit) / (2 * whole * unit) * unit
    else (div(2 * amount::numeric * part + whole * unit, 2 * whole * unit) * unit)::bigint
  end;
create or replace function share_of(amount bigint, bps integer, unit smallint) returns bigint
language sql immutable parallel safe return
  case when amount < 100000000000000
    then (2 * amount * bps + 10000 * unit) / (20000 * unit) * unit
    else (div(2 * amount::numeric * bps + 10000 * unit, 20000 * unit) * unit)::bigint
  end;

-- Whether the row can be on the page, by what is cheap to tell; its bits rule out nearly all that is taken.
create function fits(s search_rows, c search_criteria) returns boolean language sql stable return
  s.capacity >= c.guests
  and s.amenities & c.amenities = c.amenities
  and (c.room_types is null or s.room_type = any (c.room_types))
  and (c.property_types is null or s.property_type = any (c.property_types))
  and (c.currency is null or s.currency = c.currency)
  and (c.nights is null or (
    c.nights between s.least_nights and s.most_nights
    and (c.check_in < s.nights_from or c.check_out > s.nights_from + 1024
      or substring(s.taken from c.check_in - s.nights_from + 1 for c.nights) = c.free)
  ));

-- Whether the row alone says if the stay can be had: it lies in the window, none of its dates has a rule of its own, no
-- hold is near, and nothing is closed in the nights that have to be kept free before and after it.
create function is_plain(s search_rows, c search_criteria) returns boolean language sql stable return
  c.check_in - s.preparation_before >= s.nights_from and c.check_out + s.preparation_after <= s.nights_from + 1024
  and (s.ruled is null or not s.ruled && daterange(c.check_in, c.check_out, '[]'))
  and (s.held is null
    or not s.held && daterange(c.check_in - s.preparation_before, c.check_out + s.preparation_after))
  and (s.closed is null or s.preparation_before + s.preparation_after = 0
    or not s.closed && daterange(c.check_in - s.preparation_before, c.check_out + s.preparation_after));

-- Whether the listing's own rules allow the stay, whose nights are free, when its clocks show this.
create function rules_allow(s search_rows, c search_criteria, clock timestamp) returns boolean
language sql stable return
  c.check_in >= clock::date
  and s.in_season and not s.closed_to_arrival and not s.closed_to_departure
  and c.nights between s.min_nights and s.max_nights
  and c.nights between s.min_nights_through and s.max_nights_through
  and c.check_out <= clock::date + s.horizon_days
  and s.arrival_weekdays >> (extract(isodow from c.check_in)::integer - 1) & 1 = 1
  and (c.check_in > clock::date or to_char(clock, 'HH24:MI') < s.same_day_until collate "C")
  and (s.advance_notice_hours = 0
    or date_trunc('minute', (c.now + s.advance_notice_hours * interval '1 hour') at time zone s.time_zone)
      <= c.check_in + s.check_in_from::time)
  and (s.preparation_before + s.preparation_after = 0
    or position(1::bit(1) in substring(
      s.taken from c.check_in - s.preparation_before - s.nights_from + 1
      for c.nights + s.preparation_before + s.preparation_after)) = 0);

-- As `nights_allow` for a former row.
create function nights_allow(l search_rows, c search_criteria, today date) returns boolean
language plpgsql stable as $$
begin
  return
    coalesce(bool_and(c.nights >= r.min_nights_through), true)
    and coalesce(bool_and(c.nights <= r.max_nights_through), true)
    and (c.nights >= l.min_nights_through or count(r.min_nights_through) = c.nights)
    and (c.nights <= l.max_nights_through or count(r.max_nights_through) = c.nights)
    and coalesce(bool_and(r.in_season), true)
    and (l.in_season or count(r.in_season) = c.nights)
    and coalesce(bool_and(r.night < today + r.horizon_days), true)
    and count(r.horizon_days) filter (where r.night >= today + l.horizon_days)
      = greatest(0, c.check_out - greatest(c.check_in, today + l.horizon_days))
  from night_rules r
  where r.listing_id = l.listing_id and r.night >= c.check_in and r.night < c.check_out;
end $$;

-- Whether the stay can be had, but for its price and its party, by all that is written of its nights: `decideStay` in
-- src/calendar/decide-stay.ts.
create function stay_can_be_had(listing text, c search_criteria) returns boolean language plpgsql stable as $$
declare
  l search_rows;
  clock timestamp;
  today date;
  arrival night_rules;
  departure night_rules;
  notice smallint;
begin
  select * into l from search_rows where listing_id = listing;
  clock := c.now at time zone l.time_zone;
  today := clock::date;
  if c.check_in < today or not nights_allow(l, c, today) then return false; end if;
  select * into arrival from night_rules where listing_id = listing and night = c.check_in;
  select * into departure from night_rules where listing_id = listing and night = c.check_out;
  notice := coalesce(arrival.advance_notice_hours, l.advance_notice_hours);
  return c.nights between coalesce(arrival.min_nights, l.min_nights) and coalesce(arrival.max_nights, l.max_nights)
    and not coalesce(arrival.closed_to_arrival, l.closed_to_arrival)
    and not coalesce(departure.closed_to_departure, l.closed_to_departure)
    and coalesce(arrival.arrival_weekdays, l.arrival_weekdays) >> (extract(isodow from c.check_in)::integer - 1) & 1 = 1
    and (c.check_in > today
      or to_char(clock, 'HH24:MI') < coalesce(arrival.same_day_until, l.same_day_until) collate "C")
    and (notice = 0
      or date_trunc('minute', (c.now + notice * interval '1 hour') at time zone l.time_zone)
        <= c.check_in + l.check_in_from::time)
    and nights_are_free(
      listing, c.check_in, c.check_out, coalesce(arrival.preparation_before, l.preparation_before),
      coalesce(departure.preparation_after, l.preparation_after), c.now);
end $$;

-- What prices of their own make the stay's nights dearer, or cheaper.
create function own_prices(s search_rows, c search_criteria) returns bigint language plpgsql stable as $$
begin
  return coalesce(sum(to_chargeable(coalesce(p.amount, p.season), s.unit)
    - case when is_weekend(p.night) then s.weekend_nightly else s.base_nightly end), 0)::bigint
  from night_prices p
  where p.listing_id = s.listing_id and p.night >= c.check_in and p.night < c.check_out;
end $$;

-- The one discount that `discountOf` in src/pricing/discount.ts finds for who knows no code, in basis points.
create function discount_bps(s search_rows, c search_criteria) returns integer language plpgsql stable as $$
begin
  return coalesce(
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
    end,
    case when s.early_bird_bps > 0 and c.check_in - (c.now at time zone s.time_zone)::date >= s.early_bird_days
      then s.early_bird_bps end,
    case when s.last_minute_bps > 0 and c.check_in - (c.now at time zone s.time_zone)::date <= s.last_minute_days
      then s.last_minute_bps end,
    0
  );
end $$;

-- What the taxes of the listing's jurisdiction add to this price: `taxLines` in src/pricing/taxes.ts.
create function added_taxes(
  jurisdiction text, currency text, unit smallint, c search_criteria, subtotal bigint
) returns bigint language plpgsql stable as $$
begin
  return coalesce(sum(case t.kind
      when 'percent' then share_of(subtotal, t.rate * taxed, 10000::bigint * c.nights, added_taxes.unit)
      when 'night' then to_chargeable(t.rate, added_taxes.unit) * taxed
      else to_chargeable(t.rate, added_taxes.unit) * taxed * case when t.exempt_children then c.adults else c.guests end
    end), 0)::bigint
  from tax_rules t
  cross join lateral (
    select least(
      t.cap_nights, greatest(0, least(t.valid_to, c.check_out) - greatest(t.valid_from, c.check_in))
    )::bigint as taxed
  ) validity
  where t.jurisdiction = added_taxes.jurisdiction and not t.included
    and coalesce(t.currency, added_taxes.currency) = added_taxes.currency
    and (t.exempt_from_nights is null or c.nights < t.exempt_from_nights);
end $$;

-- What the guest pays for the stay: the formula of `priceStay` in src/pricing/price-stay.ts, to the cent. One row, or
-- none without dates; a set, because such a function becomes part of the query that calls it.
create function stay_total(s search_rows, c search_criteria) returns setof bigint language sql stable as $$
  select subtotal
    + share_of(subtotal, (c.guest_fee_bps ->> s.fee_model)::integer, s.unit)
    + share_of(subtotal, s.tax_bps, s.unit)
    + case when s.jurisdiction is null then 0 else added_taxes(s.jurisdiction, s.currency, s.unit, c, subtotal) end
  from (
    select s.base_nightly * (c.nights - c.weekend_nights) + s.weekend_nightly * c.weekend_nights + case
        when c.check_in < s.nights_from then own_prices(s, c)
        when s.priced is null then 0
        else s.priced_sums[1 + width_bucket(c.check_out - 1, s.priced)]
          - s.priced_sums[1 + width_bucket(c.check_in - 1, s.priced)]
      end as accommodation
    where c.nights is not null
    offset 0
  ) nights
  cross join lateral (
    select accommodation
      + s.extra_guest_fee * greatest(0, c.guests - s.guests_included) * c.nights
      + s.cleaning_fee
      + coalesce(s.fees[1] + s.fees[2] * c.nights + (s.fees[3] + s.fees[4] * c.nights) * c.guests, 0)
      + case when c.pets > 0 then coalesce(
          s.pet_fees[1] + s.pet_fees[2] * c.nights + (s.pet_fees[3] + s.pet_fees[4] * c.nights) * c.pets, 0) else 0 end
      - case
          when s.new_listing_discount or s.has_promotions or s.early_bird_bps > 0 or s.last_minute_bps > 0
            then share_of(accommodation, discount_bps(s, c), s.unit)
          when c.nights >= 28 and s.monthly_discount_bps > 0 then share_of(accommodation, s.monthly_discount_bps, s.unit)
          when c.nights >= 7 and s.weekly_discount_bps > 0 then share_of(accommodation, s.weekly_discount_bps, s.unit)
          else 0
        end as subtotal
    offset 0
  ) taxed;
$$;

-- Whether the stay can be had, but for its price and its party; without dates, true.
create function can_be_had(s search_rows, c search_criteria) returns boolean language sql stable return
  case
    when c.check_in is null then true
    when is_plain(s, c) then rules_allow(s, c, c.now at time zone s.time_zone)
    else stay_can_be_had(s.listing_id, c)
  end;

-- Whether the price is one that was asked for, and a card can be charged it.
create function price_fits(s search_rows, c search_criteria, price bigint) returns boolean language sql stable return
  (c.price_min is null or price >= c.price_min * coalesce(c.nights, 1))
  and (c.price_max is null or price <= c.price_max * coalesce(c.nights, 1))
  and (c.check_in is null or is_chargeable(price, s.currency));
