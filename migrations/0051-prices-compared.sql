-- Prices of several currencies are compared in one, by the newest rates. What a result shows stays in its listing's own.

alter type search_criteria
  -- The currency that prices are compared in, where not all that is looked for has its prices in that currency.
  add attribute compared_in text,
  -- And what a minor unit of each currency with a rate is worth there.
  add attribute rates jsonb;

insert into search_currencies as s (currency, worth, tier_worth) values ('USD', 1, 1)
on conflict (currency) do update set worth = coalesce(s.worth, 1);

-- The amount in the currency that prices are compared in, half away from zero; null without a rate. The dearer is never
-- less there.
create function comparable(s search_rows, c search_criteria, amount bigint) returns bigint language sql stable return
  case when c.rates is null then amount else round(amount * (c.rates ->> s.currency)::double precision)::bigint end;

-- Whether the price is one that was asked for, and a card can be charged it.
create or replace function price_fits(s search_rows, c search_criteria, price bigint) returns boolean language sql stable return
  (c.price_min is null or comparable(s, c, price) >= c.price_min * coalesce(c.nights, 1))
  and (c.price_max is null or comparable(s, c, price) <= c.price_max * coalesce(c.nights, 1))
  and (c.check_in is null or is_chargeable(price, s.currency));

-- What is asked for, made ready.
create or replace function criteria_of(criteria jsonb) returns search_criteria language plpgsql stable as $$
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
begin
  c.free := repeat('0', c.nights)::varbit;
  c.window_from := criteria #>> '{stays,0,check_in}';
  c.window_to := criteria #>> '{stays,-1,check_out}';
  if c.compared_in is not null then
    c.rates := coalesce((
      select jsonb_object_agg(k.currency, k.worth / one.worth)
      from search_currencies k join search_currencies one on one.currency = c.compared_in
      where k.worth is not null and one.worth is not null
    ), '{}') || jsonb_build_object(c.compared_in, 1);
  end if;
  return c;
end $$;

-- Cheapest first: tier after tier of what a night costs at the least, as long as one of the next can be cheaper than the
-- last on the page; the more of them at once the fewer listings there are, of which those of high rank
-- are a sample. One text, two functions, for the two kinds of tier.
do $make$
declare
  kind record;
  made text := $$
create or replace function hits_by_price_of_%1$s_stays(c search_criteria, stays search_criteria[]) returns setof search_hit
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
  -- What one US cent of a tier's floor is worth at the least, where prices are compared.
  floor_worth double precision := (
    select min(coalesce((c.rates ->> currency)::double precision, 1) / tier_worth) from search_currencies
    where (c.currency is null or currency = c.currency) and (c.rates is null or c.rates ? currency));
  least_key double precision;
  worst_key double precision := 'infinity';
  best search_hit[] := '{}';
  found search_hit[];
begin
  while first_tier <= 80 loop
    least_key := price_tier_floor(first_tier) * floor_worth * nights - 1;
    next_tier := first_tier + tiers;
    exit when least_key > c.price_max * nights or least_key > worst_key;
    found := array(
      select row(s.listing_id, keyed.sort_key, keyed.price, keyed.distance, keyed.check_in)::search_hit
      from (
        select s.ctid as place, s.listing_id, offer.check_in, offer.price,
          compared.amount::double precision as sort_key, distance
        from unnest(c.areas) area
        join search_rows s on s.%2$s >= first_tier and s.%2$s < next_tier and point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        cross join lateral offers(s, c, stays) offer
        cross join lateral (select comparable(s, c, offer.price) as amount) compared
        where comparable(s, c, s.%3$s * nights + s.cleaning_fee * (c.nights is not null)::integer) <= worst_key
          and (c.radius is null or distance <= c.radius) and fits(s, c)
          and compared.amount <= worst_key and price_fits(s, c, offer.price)
          and (c.after_id is null or (compared.amount, s.listing_id) > (c.after_key, c.after_id))
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

-- Listings whose title or place has each word, or one that is much like it, in any order of a search.
create or replace function hits_by_text(c search_criteria, stays search_criteria[]) returns setof search_hit
language plpgsql stable set plan_cache_mode = force_generic_plan set pg_trgm.word_similarity_threshold = 0.5 as $$
#variable_conflict use_column
declare
  words text[] := array(
    select word from regexp_split_to_table(c.text, '\s+') word where word <> '' order by length(word) desc, word);
  longest text := words[1];
begin
  return query
  select s.listing_id, keyed.sort_key, keyed.price, keyed.distance, keyed.check_in
  from (
    select s.ctid as place, s.listing_id, offer.price, distance, offer.check_in,
      case c.sort when 'rank' then -s.rank when 'price' then comparable(s, c, offer.price) else distance end as sort_key
    from listings l
    join search_rows s on s.listing_id = l.id
    cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
    cross join lateral offers(s, c, stays) offer
    where l.state = 'published' and (l.title || ' ' || l.place) %> longest
      and not exists (select from unnest(words) word where not (l.title || ' ' || l.place) %> word)
      and exists (select from unnest(c.areas) area where point(s.longitude, s.latitude) <@ area)
      and (c.radius is null or distance <= c.radius)
      and fits(s, c)
      and price_fits(s, c, offer.price)
    offset 0
  ) keyed
  join search_rows s on s.ctid = keyed.place
  where keyed.sort_key is not null
    and (c.after_id is null or (keyed.sort_key, keyed.listing_id) > (c.after_key, c.after_id))
    and can_be_had(s, c)
  order by keyed.sort_key, keyed.listing_id
  limit c.page_size;
end $$;

-- The cells of a grid that hold anything: how many, their middle, and what a night costs there, in minor units of the
-- currency that prices are compared in, else of that which was asked for, else in US cents (null where there is no rate). A
-- cell with one listing names it.
create or replace function search_clusters(criteria jsonb, cell double precision)
returns table (
  latitude double precision, longitude double precision, listings integer, lowest bigint, highest bigint, listing_id text
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := criteria_of(
    case when criteria ->> 'currency' is null then '{"compared_in": "USD"}' || criteria else criteria end);
  stays search_criteria[] := stays_of(c, criteria);
begin
  return query
  select avg(f.latitude), avg(f.longitude), count(*)::integer, min(f.nightly)::bigint, max(f.nightly)::bigint,
    case when count(*) = 1 then min(f.listing_id) end
  from (
    select r.*, round(r.price * case when c.rates is null then 1 else (c.rates ->> r.currency)::double precision end
      / coalesce(c.nights, 1)) as nightly
    from found_rows(c, stays) r
  ) f
  group by floor(f.latitude / cell), floor(f.longitude / cell)
  order by floor(f.latitude / cell), floor(f.longitude / cell);
end $$;
