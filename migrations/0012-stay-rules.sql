-- Which stays a listing offers: the listing's own rules, and those of single nights where they differ. What each means
-- stands in src/kernel/stay-rules.ts.

alter table listings
  add column min_nights_through smallint not null default 1,
  add column max_nights_through smallint not null default 1125,
  add column closed_to_arrival boolean not null default false,
  add column closed_to_departure boolean not null default false,
  add column arrival_weekdays smallint not null default 127,
  add column advance_notice_hours smallint not null default 0,
  add column same_day_until text not null default '24:00',
  add column horizon_days smallint not null default 730,
  add column preparation_before smallint not null default 0,
  add column preparation_after smallint not null default 0,
  add column in_season boolean not null default true,
  add constraint listings_stay_rules check (
    1 <= min_nights_through and min_nights_through <= max_nights_through and arrival_weekdays between 0 and 127
    and advance_notice_hours >= 0 and horizon_days between 1 and 730
    and preparation_before between 0 and 7 and preparation_after between 0 and 7
  );

-- A row a night on which some rule differs from the listing's; null where it does not.
create table night_rules (
  listing_id text collate "C" not null references listings (id),
  night date not null,
  min_nights smallint,
  max_nights smallint,
  min_nights_through smallint,
  max_nights_through smallint,
  closed_to_arrival boolean,
  closed_to_departure boolean,
  arrival_weekdays smallint,
  advance_notice_hours smallint,
  same_day_until text,
  horizon_days smallint,
  preparation_before smallint,
  preparation_after smallint,
  in_season boolean,
  primary key (listing_id, night),
  constraint night_rules_values check (
    min_nights >= 1 and max_nights >= 1 and min_nights_through >= 1 and max_nights_through >= 1
    and arrival_weekdays between 0 and 127 and advance_notice_hours >= 0 and horizon_days between 1 and 730
    and preparation_before between 0 and 7 and preparation_after between 0 and 7
  )
);

-- The nights of a claim are those of the stay and those kept free to prepare for it and after it.
alter table claims
  add column preparation_before smallint not null default 0,
  add column preparation_after smallint not null default 0,
  add column stay daterange not null generated always as (
    daterange(lower(nights) + preparation_before, upper(nights) - preparation_after)
  ) stored,
  add constraint claims_stay check (
    preparation_before >= 0 and preparation_after >= 0
    and lower(nights) + preparation_before < upper(nights) - preparation_after
  );

-- What search needs of the rules: the listing's own, whether nights differ, and the lengths that any night allows.
alter table listing_search
  add column check_in_from text not null default '15:00',
  add column min_nights_through smallint not null default 1,
  add column max_nights_through smallint not null default 1125,
  add column closed_to_arrival boolean not null default false,
  add column closed_to_departure boolean not null default false,
  add column arrival_weekdays smallint not null default 127,
  add column advance_notice_hours smallint not null default 0,
  add column same_day_until text not null default '24:00',
  add column horizon_days smallint not null default 730,
  add column preparation_before smallint not null default 0,
  add column preparation_after smallint not null default 0,
  add column in_season boolean not null default true,
  add column least_nights smallint not null default 1,
  add column most_nights smallint not null default 1125,
  add column has_night_rules boolean not null default false;

create function prepare_search_rules() returns trigger language plpgsql as $$
begin
  select
    l.check_in_from, l.min_nights_through, l.max_nights_through, l.closed_to_arrival, l.closed_to_departure,
    l.arrival_weekdays, l.advance_notice_hours, l.same_day_until, l.horizon_days, l.preparation_before,
    l.preparation_after, l.in_season,
    least(l.min_nights, differ.least), greatest(l.max_nights, differ.most), differ.some
  into strict
    new.check_in_from, new.min_nights_through, new.max_nights_through, new.closed_to_arrival, new.closed_to_departure,
    new.arrival_weekdays, new.advance_notice_hours, new.same_day_until, new.horizon_days, new.preparation_before,
    new.preparation_after, new.in_season, new.least_nights, new.most_nights, new.has_night_rules
  from listings l
  cross join lateral (
    select min(min_nights) as least, max(max_nights) as most, count(*) > 0 as some
    from night_rules r where r.listing_id = l.id
  ) differ
  where l.id = new.listing_id;
  return new;
end $$;

create trigger listing_search_rules before insert or update on listing_search
for each row execute function prepare_search_rules();

update listing_search set rank = rank;

-- Whether nobody has any of the nights: no closure, no booking, and no hold that has not expired; and nobody's stay, here
-- or on another channel, those that have to be kept free before and after.
create function nights_are_free(
  listing text, check_in date, check_out date, before smallint, after smallint, at timestamptz
) returns boolean language plpgsql stable as $$
begin
  return not exists (
    select from claims
    where listing_id = listing and active and upper(nights) > check_in - before and lower(nights) < check_out + after
      and (expires_at is null or expires_at > at)
  ) and not exists (
    select from closures
    where listing_id = listing and nights && daterange(check_in - before, check_out + after)
      and (nights && daterange(check_in, check_out) or feed_kind = 'booking')
  );
end $$;

-- Whether the rules that hold through the stay allow it on each of its nights, of which some differ from the listing's.
create function nights_allow(l listing_search, c search_criteria, today date) returns boolean language sql stable as $$
  select
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
$$;

-- Whether the stay can be had, but for its price and its party: `decideStay` in src/calendar/decide-stay.ts.
create function stay_can_be_had(l listing_search, c search_criteria) returns boolean language plpgsql stable as $$
declare
  clock timestamp := c.now at time zone l.time_zone;
  today date := clock::date;
  arrival night_rules;
  departure night_rules;
  notice smallint;
begin
  if c.check_in < today then return false; end if;
  if l.has_night_rules then
    if not nights_allow(l, c, today) then return false; end if;
    select * into arrival from night_rules where listing_id = l.listing_id and night = c.check_in;
    select * into departure from night_rules where listing_id = l.listing_id and night = c.check_out;
  elsif not l.in_season or c.nights not between l.min_nights_through and l.max_nights_through
    or c.check_out > today + l.horizon_days
  then return false;
  end if;
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
      l.listing_id, c.check_in, c.check_out, coalesce(arrival.preparation_before, l.preparation_before),
      coalesce(departure.preparation_after, l.preparation_after), c.now);
end $$;

-- As before, by these rules.
create or replace function search_listings(criteria jsonb)
returns table (
  listing_id text, sort_key double precision, price bigint, distance double precision,
  title text, property_type text, room_type text, capacity smallint, bedrooms smallint, beds smallint,
  baths_tenths smallint, latitude double precision, longitude double precision, currency text,
  instant_booking boolean, rating_tenths smallint, review_count integer, cover_key text
) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  c search_criteria := jsonb_populate_record(null::search_criteria, criteria);
begin
  return query
  select
    l.id, hit.sort_key, hit.price, hit.distance,
    l.title, l.property_type, l.room_type, l.capacity, l.bedrooms, l.beds,
    l.baths_tenths, l.shown_latitude, l.shown_longitude, l.currency,
    l.instant_booking, l.rating_tenths, l.review_count,
    (select served_key from photos where listing_id = l.id and state = 'ready' order by position, id limit 1)
  from (
    select candidate.listing_id, candidate.sort_key, candidate.distance, priced.price
    from (
      select keyed.listing_id, keyed.sort_key, keyed.distance
      from (
        select s.listing_id, distance,
          case c.sort
            when 'rank' then -s.rank
            when 'price' then coalesce((select stay_total from stay_total(s, c)), s.base_nightly)
            when 'distance' then distance
          end as sort_key
        from unnest(c.areas) area
        join listing_search s on point(s.longitude, s.latitude) <@ area
        cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as distance) away
        where (c.radius is null or distance <= c.radius)
          and s.capacity >= c.guests
          and s.amenities & c.amenities = c.amenities
          and (c.room_types is null or s.room_type = any (c.room_types))
          and (c.property_types is null or s.property_type = any (c.property_types))
          and (c.currency is null or s.currency = c.currency)
          and (c.nights is null or c.nights between s.least_nights and s.most_nights)
        offset 0
      ) keyed
      where c.after_id is null or (keyed.sort_key, keyed.listing_id) > (c.after_key, c.after_id)
      order by keyed.sort_key, keyed.listing_id
      offset 0
    ) candidate
    join listing_search s on s.listing_id = candidate.listing_id
    cross join lateral (
      select coalesce((select stay_total from stay_total(s, c)), s.base_nightly) as price offset 0
    ) priced
    where case
      when price < c.price_min * coalesce(c.nights, 1) or price > c.price_max * coalesce(c.nights, 1) then false
      when c.check_in is null then true
      when not is_chargeable(price, s.currency) then false
      else stay_can_be_had(s, c)
    end
    order by candidate.sort_key, candidate.listing_id
    limit c.page_size
  ) hit
  join listings l on l.id = hit.listing_id
  order by hit.sort_key, hit.listing_id;
end $$;

drop function nights_are_free(text, date, date, timestamptz);
alter type search_criteria drop attribute horizon_days;
