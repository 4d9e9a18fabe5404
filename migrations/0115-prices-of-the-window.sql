-- Of prices of single nights a row holds those of its window, as of all else: there is room for them until 2199, and each search
-- that came by a row with that many read all of them. The cheapest of all is still known.
create or replace function priced_nights(
  listing text, nights_from date, unit smallint, base_nightly bigint, weekend_nightly bigint
) returns table (priced date[], priced_sums bigint[], cheapest bigint) language sql stable as $$
  select
    array_agg(night order by night) filter (where is_in_window),
    nullif(array_prepend(0::bigint, array_agg(sum order by night) filter (where is_in_window)), '{0}'),
    min(price)
  from (
    select night, price, is_in_window, sum(
        case when is_in_window
          then price - case when is_weekend(night) then weekend_nightly else base_nightly end else 0 end
      ) over (order by night)::bigint as sum
    from night_prices
    cross join lateral (select to_chargeable(coalesce(amount, season), unit) as price) own
    cross join lateral (select night >= nights_from and night < nights_from + 1024 as is_in_window) place
    where listing_id = listing
  ) differing;
$$;

-- What the guest pays for the stay: the formula of `priceStay` in src/pricing/price-stay.ts, to the cent. One row, or
-- none without dates; a set, because such a function becomes part of the query that calls it.
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

-- Locked, as by all who change a calendar, so that no row is written as it was before what is written meanwhile.
select from listings
where id in (select listing_id from search_rows where priced[cardinality(priced)] >= nights_from + 1024)
order by id for no key update;
select project_listings(array(
  select listing_id from search_rows where priced[cardinality(priced)] >= nights_from + 1024));
