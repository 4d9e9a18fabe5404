-- A rate counts in search from its day on, as it does in quotes: an operator may set those of days to come.

alter table search_currencies
  -- The day of the rate that `worth` follows from, which may be to come.
  add column rated_on date;
update search_currencies k set rated_on = (select max(day) from exchange_rates r where r.currency = k.currency);

create or replace function set_search_currencies() returns trigger language plpgsql as $$
begin
  insert into search_currencies as s (currency, worth, tier_worth, rated_on)
  select currency, newest.worth, newest.worth, newest.day
  from (select distinct currency from changed) c
  cross join lateral (
    select cents_of(currency, per_dollar) as worth, day from exchange_rates r
    where r.currency = c.currency order by day desc limit 1
  ) newest
  order by currency
  on conflict (currency) do update set worth = excluded.worth, rated_on = excluded.rated_on
    where (s.worth, s.rated_on) is distinct from (excluded.worth, excluded.rated_on);
  return null;
end $$;

-- What a minor unit of each currency is worth in US cents, by the newest rate until this day; null without one.
create function currency_worths(today date) returns table (currency text, worth double precision)
language sql stable as $$
  select s.currency, case
    when s.rated_on is null or s.rated_on <= today then s.worth
    else coalesce(
      (select cents_of(r.currency, r.per_dollar) from exchange_rates r
        where r.currency = s.currency and r.day <= today order by r.day desc limit 1),
      case s.currency when 'USD' then 1 end)
  end
  from search_currencies s;
$$;

-- The amount in the currency that prices are compared in, half away from zero; null without a rate. The dearer is never
-- less there; what is more than anyone could pay is worth no more than a bigint holds.
create or replace function comparable(s search_rows, c search_criteria, amount bigint) returns bigint language sql stable return
  case
    when c.rates is null then amount
    when c.rates ? s.currency
      then least(floor(amount * (c.rates ->> s.currency)::double precision + 0.5), 9e18::double precision)::bigint
  end;

-- What is asked for, made ready.
create or replace function criteria_of(criteria jsonb) returns search_criteria language plpgsql stable as $$
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
  today date := c.now at time zone 'UTC';
begin
  c.free := repeat('0', c.nights)::varbit;
  c.window_from := criteria #>> '{stays,0,check_in}';
  c.window_to := criteria #>> '{stays,-1,check_out}';
  if c.compared_in is not null then
    c.rates := coalesce((
      select jsonb_object_agg(k.currency, k.worth / one.worth)
      from currency_worths(today) k join currency_worths(today) one on one.currency = c.compared_in
      where k.worth is not null and one.worth is not null
    ), '{}') || jsonb_build_object(c.compared_in, 1);
  end if;
  return c;
end $$;

-- Measures the signals of these listings, as of this instant.
create or replace function measure_search_signals(ids text[], at timestamptz) returns void language sql as $$
  insert into search_signals as former (listing_id, price_ratio, requests, accepted, newness, host_place)
  select l.id, nullif(compared.ratio, 0), asked.requests, asked.accepted,
    greatest(0, least(1, 1 - extract(epoch from at - l.published_at)::double precision / (30 * 86400))), own.place
  from listings l
  join search_rows s on s.listing_id = l.id
  left join currency_worths((at at time zone 'UTC')::date) k on k.currency = s.currency
  cross join lateral (
    select case when count(*) >= 5
      then s.base_nightly / nullif(percentile_cont(0.5) within group (order by n.price), 0) end as ratio
    from (
      select o.base_nightly * coalesce(ok.worth / k.worth, 1) as price
      from search_rows o
      left join currency_worths((at at time zone 'UTC')::date) ok on ok.currency = o.currency
      where point(o.longitude, o.latitude) <@ box(
          point(s.longitude - 0.2, s.latitude - 0.2), point(s.longitude + 0.2, s.latitude + 0.2))
        and o.listing_id <> s.listing_id and o.room_type = s.room_type
        and o.capacity between s.capacity * 2 / 3 and s.capacity * 3 / 2
        and (o.currency = s.currency or ok.worth / k.worth is not null)
      order by point(o.longitude, o.latitude) <-> point(s.longitude, s.latitude)
      limit 30
    ) n
  ) compared
  cross join lateral (
    select
      count(*) filter (where accepted_at is not null or state in ('declined', 'expired'))::integer as requests,
      count(*) filter (where accepted_at is not null)::integer as accepted
    from bookings
    where listing_id = l.id and requested_at > at - interval '365 days' and requested_at <= at
  ) asked
  cross join lateral (
    select 1 + count(*)::smallint as place from (
      select from listings o
      where o.host_id = l.host_id and o.state = 'published' and o.id <> l.id
        and abs(o.shown_latitude - l.shown_latitude) <= 0.2 and abs(o.shown_longitude - l.shown_longitude) <= 0.2
        and (listing_quality(o.rating_tenths, o.review_count), l.id) > (listing_quality(l.rating_tenths, l.review_count), o.id)
      limit 19
    ) better
  ) own
  where l.id = any (ids)
  on conflict (listing_id) do update set
    (price_ratio, requests, accepted, newness, host_place)
    = (excluded.price_ratio, excluded.requests, excluded.accepted, excluded.newness, excluded.host_place)
  where former is distinct from excluded;
$$;
