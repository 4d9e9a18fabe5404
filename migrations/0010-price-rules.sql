-- What a stay costs beside its nights: fees, discounts and taxes, and what other currencies are worth.

alter table listings
  -- As `Fee` in src/kernel/price-rules.ts says.
  add column fees jsonb not null default '[]',
  -- Whose taxes are due: that of `tax_rules`.
  add column jurisdiction text,
  add column new_listing_discount boolean not null default false,
  add column early_bird_days smallint not null default 0,
  add column early_bird_bps integer not null default 0,
  add column last_minute_days smallint not null default 0,
  add column last_minute_bps integer not null default 0,
  add column non_refundable_bps integer not null default 0,
  add constraint listings_fees check (jsonb_typeof(fees) = 'array'),
  add constraint listings_offers check (
    early_bird_days >= 0 and early_bird_bps between 0 and 9000 and last_minute_days >= 0
    and last_minute_bps between 0 and 9000 and non_refundable_bps between 0 and 5000
  );

-- A night has a price of its own, one of its season, or both.
alter table night_prices
  alter column amount drop not null,
  add column season bigint,
  add constraint night_prices_season check (season >= 0),
  add constraint night_prices_some check (amount is not null or season is not null);

-- Off the nights of stays that lie within its nights; with a code only for who knows it.
create table promotions (
  id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  name text not null,
  code text,
  nights daterange not null,
  bps integer not null,
  created_at timestamptz not null,
  constraint promotions_code_key unique (listing_id, code),
  constraint promotions_bps check (bps between 1 and 9000),
  constraint promotions_not_empty check (not isempty(nights) and not lower_inf(nights) and not upper_inf(nights))
);
create index promotions_listing on promotions (listing_id, id);

-- As `TaxRule` in src/kernel/price-rules.ts says.
create table tax_rules (
  jurisdiction text collate "C" not null,
  position smallint not null,
  name text not null,
  kind text not null,
  rate bigint not null,
  currency text,
  cap_nights smallint,
  exempt_from_nights smallint,
  exempt_children boolean not null,
  included boolean not null,
  valid_from date,
  valid_to date,
  primary key (jurisdiction, position),
  constraint tax_rules_kind_known check (kind in ('percent', 'night', 'guestNight')),
  constraint tax_rules_rate check (rate > 0 and (kind <> 'percent' or rate <= 5000)),
  constraint tax_rules_currency check ((kind = 'percent') = (currency is null)),
  constraint tax_rules_nights check (cap_nights > 0 and exempt_from_nights > 0 and valid_from < valid_to)
);

-- What one US dollar was worth on a day.
create table exchange_rates (
  currency text collate "C" not null,
  day date not null,
  per_dollar text not null,
  primary key (currency, day)
);

-- What search needs of the prices. Sums per stay, per night, per guest, and per guest and night, in chargeable amounts.
alter table listing_search
  add column fees bigint[] not null default '{0,0,0,0}',
  add column pet_fees bigint[] not null default '{0,0,0,0}',
  add column jurisdiction text,
  add column new_listing_discount boolean not null default false,
  add column early_bird_days smallint not null default 0,
  add column early_bird_bps integer not null default 0,
  add column last_minute_days smallint not null default 0,
  add column last_minute_bps integer not null default 0,
  add column has_promotions boolean not null default false;

create function fee_sums(fees jsonb, of_pets boolean, unit smallint) returns bigint[]
language sql immutable parallel safe as $$
  select array_agg(total order by place) from (
    select place, coalesce(sum(to_chargeable((fee ->> 'amount')::bigint, unit)), 0)::bigint as total
    from unnest(array['stay', 'night', 'guest', 'guestNight']) with ordinality as basis (per, place)
    left join jsonb_array_elements(fees) fee on fee ->> 'per' = per and (fee ->> 'code' = 'pets') = of_pets
    group by place
  ) as sums;
$$;

create function prepare_search_prices() returns trigger language plpgsql as $$
begin
  select
    fee_sums(l.fees, false, new.unit), fee_sums(l.fees, true, new.unit), l.jurisdiction, l.new_listing_discount,
    l.early_bird_days, l.early_bird_bps, l.last_minute_days, l.last_minute_bps,
    exists (select from promotions p where p.listing_id = l.id and p.code is null)
  into strict
    new.fees, new.pet_fees, new.jurisdiction, new.new_listing_discount,
    new.early_bird_days, new.early_bird_bps, new.last_minute_days, new.last_minute_bps, new.has_promotions
  from listings l where l.id = new.listing_id;
  return new;
end $$;

create trigger listing_search_prices before insert or update on listing_search
for each row execute function prepare_search_prices();

alter type search_criteria
  add attribute adults integer,
  add attribute pets integer,
  add attribute new_listing_bps integer,
  add attribute new_listing_bookings integer;

-- `amount × part ÷ whole` as a multiple of `unit`, half away from zero, in whole numbers; nothing is negative.
create function share_of(amount bigint, part bigint, whole bigint, unit smallint) returns bigint
language sql immutable parallel safe return
  (div(2 * amount::numeric * part + whole * unit, 2 * whole * unit) * unit)::bigint;

-- The one discount that `discountOf` in src/pricing/discount.ts finds for who knows no code, in basis points.
create function discount_bps(l listing_search, c search_criteria) returns integer language sql stable as $$
  select coalesce(
    case when l.new_listing_discount and (
      select count(*) < c.new_listing_bookings from (
        select from bookings b where b.listing_id = l.listing_id and b.confirmed_at is not null
        limit c.new_listing_bookings) as booked
    ) then c.new_listing_bps end,
    case when l.has_promotions then (
      select max(p.bps) from promotions p
      where p.listing_id = l.listing_id and p.code is null and p.nights @> daterange(c.check_in, c.check_out)
    ) end,
    case
      when c.nights >= 28 and l.monthly_discount_bps > 0 then l.monthly_discount_bps
      when c.nights >= 7 and l.weekly_discount_bps > 0 then l.weekly_discount_bps
    end,
    case when l.early_bird_bps > 0 and c.check_in - (c.now at time zone l.time_zone)::date >= l.early_bird_days
      then l.early_bird_bps end,
    case when l.last_minute_bps > 0 and c.check_in - (c.now at time zone l.time_zone)::date <= l.last_minute_days
      then l.last_minute_bps end,
    0
  );
$$;

-- What the taxes of the listing's jurisdiction add to this price: `taxLines` in src/pricing/taxes.ts.
create function added_taxes(l listing_search, c search_criteria, subtotal bigint) returns bigint
language sql stable as $$
  select coalesce(sum(case t.kind
      when 'percent' then share_of(subtotal, t.rate * taxed, 10000::bigint * c.nights, l.unit)
      when 'night' then to_chargeable(t.rate, l.unit) * taxed
      else to_chargeable(t.rate, l.unit) * taxed * case when t.exempt_children then c.adults else c.guests end
    end), 0)::bigint
  from tax_rules t
  cross join lateral (
    select least(
      t.cap_nights, greatest(0, least(t.valid_to, c.check_out) - greatest(t.valid_from, c.check_in))
    )::bigint as taxed
  ) validity
  where t.jurisdiction = l.jurisdiction and not t.included and coalesce(t.currency, l.currency) = l.currency
    and (t.exempt_from_nights is null or c.nights < t.exempt_from_nights);
$$;

-- As before, with all that a price is made of now; still the formula of `priceStay`, to the cent.
create or replace function stay_total(l listing_search, c search_criteria) returns setof bigint language sql stable as $$
  select subtotal
    + share_of(subtotal, (c.guest_fee_bps ->> l.fee_model)::integer, l.unit)
    + share_of(subtotal, l.tax_bps, l.unit)
    + case when l.jurisdiction is null then 0 else added_taxes(l, c, subtotal) end
  from (
    select l.base_nightly * (c.nights - c.weekend_nights) + l.weekend_nightly * c.weekend_nights
      + coalesce(sum(to_chargeable(coalesce(p.amount, p.season), l.unit)
        - case when extract(isodow from p.night) = any (c.weekend_days) then l.weekend_nightly else l.base_nightly end), 0)
      as accommodation
    from night_prices p
    where p.listing_id = l.listing_id and p.night >= c.check_in and p.night < c.check_out
  ) nights
  cross join lateral (
    select accommodation::bigint
      + l.extra_guest_fee * greatest(0, c.guests - l.guests_included) * c.nights
      + l.cleaning_fee
      + l.fees[1] + l.fees[2] * c.nights + (l.fees[3] + l.fees[4] * c.nights) * c.guests
      + case when c.pets > 0
          then l.pet_fees[1] + l.pet_fees[2] * c.nights + (l.pet_fees[3] + l.pet_fees[4] * c.nights) * c.pets
          else 0 end
      - share_of(accommodation::bigint, discount_bps(l, c), l.unit) as subtotal
  ) taxed
  where c.nights is not null;
$$;
