-- Two discounts are looked up; the others stand in the row, and to call a function for them took as long as all the rest of a price.

-- That of a new listing, or of the best promotion without a code for these dates; null without one.
create function looked_up_discount_bps(s search_rows, c search_criteria) returns integer language plpgsql stable as $$
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
    ) end
  );
end $$;

-- What the stay costs in all; nothing without dates.
create or replace function stay_total(s search_rows, c search_criteria) returns setof bigint language sql stable as $$
  select subtotal
    + share_of(subtotal, (c.guest_fee_bps ->> s.fee_model)::integer, s.unit)
    + share_of(subtotal, s.tax_bps, s.unit)
    + case when s.jurisdiction is null then 0 else added_taxes(s.jurisdiction, s.currency, s.unit, c, subtotal) end
  from (
    select s.base_nightly * (c.nights - c.weekend_nights) + s.weekend_nightly * c.weekend_nights + case
        when c.check_in < s.nights_from or c.check_out > s.nights_from + 1024 then own_prices(s, c)
        when s.priced is null then 0
        else s.priced_sums[1 + width_bucket(c.check_out - 1, s.priced)]
          - s.priced_sums[1 + width_bucket(c.check_in - 1, s.priced)]
      end as accommodation,
      coalesce(
        case when s.new_listing_discount or s.has_promotions then looked_up_discount_bps(s, c) end,
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

drop function discount_bps(search_rows, search_criteria);
