-- To begin a statement takes longer than to work out what several stays cost. Taxes and discounts that are looked up began one for
-- each listing that has such: they stand in the one that prices.

drop function added_taxes(text, text, smallint, search_criteria, bigint);
drop function looked_up_discount_bps(search_rows, search_criteria);

-- How many nights of the stay earlier rates of the same tax have been charged for.
create function nights_at_former_rates(t tax_rules, currency text, c search_criteria) returns bigint
language plpgsql stable as $$
begin
  return (
    select coalesce(sum(upper(nights) - lower(nights)), 0) from (
      select unnest(range_agg(daterange(former.valid_from, former.valid_to) * daterange(c.check_in, c.check_out))) as nights
      from tax_rules former
      where former.jurisdiction = t.jurisdiction and former.name = t.name and former.valid_to <= t.valid_from
        and coalesce(former.currency, nights_at_former_rates.currency) = nights_at_former_rates.currency
        and (former.exempt_from_nights is null or c.nights < former.exempt_from_nights)
    ) at_former_rates);
end $$;

-- Those that come on top of what is taxed.
create function added_taxes(jurisdiction text, currency text, unit smallint, c search_criteria, subtotal bigint)
returns setof bigint language sql stable as $$
  select coalesce(sum(case t.kind
      when 'percent' then share_of(subtotal, t.rate * taxed, 10000::bigint * c.nights, added_taxes.unit)
      when 'night' then to_chargeable(t.rate, added_taxes.unit) * taxed
      else to_chargeable(t.rate, added_taxes.unit) * taxed * case when t.exempt_children then c.adults else c.guests end
    end), 0)::bigint
  from tax_rules t
  cross join lateral (
    select least(
      case when t.cap_nights is not null
        then greatest(0, t.cap_nights - nights_at_former_rates(t, added_taxes.currency, c)) end,
      greatest(0, least(t.valid_to, c.check_out) - greatest(t.valid_from, c.check_in))
    )::bigint as taxed
    offset 0
  ) validity
  where t.jurisdiction = added_taxes.jurisdiction and not t.included
    and coalesce(t.currency, added_taxes.currency) = added_taxes.currency
    and (t.exempt_from_nights is null or c.nights < t.exempt_from_nights);
$$;

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
      + s.extra_guest_fee * greatest(0, c.guests - s.guests_included) * c.nights
      + s.cleaning_fee
      + coalesce(s.fees[1] + s.fees[2] * c.nights + (s.fees[3] + s.fees[4] * c.nights) * c.guests, 0)
      + case when c.pets > 0 then coalesce(
          s.pet_fees[1] + s.pet_fees[2] * c.nights + (s.pet_fees[3] + s.pet_fees[4] * c.nights) * c.pets, 0) else 0 end
      - share_of(accommodation, discount_bps, s.unit) as subtotal
    offset 0
  ) taxed;
$$;

-- What the listing offers for the dates that are asked for: without any its base price.
create function asked_offer(s search_rows, c search_criteria) returns table (check_in date, price bigint)
language sql stable as $$
  select c.check_in, coalesce((select stay_total from stay_total(s, c)), s.base_nightly) offset 0;
$$;

-- With flexible dates the best of `stays`, each the same criteria with dates of its own, whether it can be had already looked at,
-- or nothing.
create function best_offer(s search_rows, c search_criteria, stays search_criteria[])
returns table (check_in date, price bigint) language sql stable as $$
  select (priced.stay).check_in, priced.price
  from (
    select stay, total.price
    from unnest(stays) stay
    cross join lateral (select stay_total as price from stay_total(s, stay) offset 0) total
    where may_be_free(s, stay) and price_fits(s, stay, total.price)
    order by total.price, stay.check_in
    offset 0
  ) priced
  where can_be_had(s, priced.stay)
  limit 1;
$$;

create or replace function offers(s search_rows, c search_criteria, stays search_criteria[])
returns table (check_in date, price bigint) language sql stable as $$
  select * from asked_offer(s, c) where c.window_from is null
  union all
  select * from best_offer(s, c, stays) where c.window_from is not null;
$$;
