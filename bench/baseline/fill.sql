-- The baseline's own tables, empty, are filled with what Innkeep's say: the same listings, nights and people.
truncate baseline.auth_user, baseline.authtoken_token, baseline.stays_listing, baseline.stays_booking,
  baseline.stays_closure, baseline.stays_nightprice restart identity cascade;
drop index baseline.booking_live;
set session_replication_role = replica;

create temp table numbered_people as
select id, row_number() over (order by id) as number from people;
create unique index on numbered_people (id);

insert into baseline.auth_user (id, username, first_name, last_name, email, password, is_staff, is_active,
  is_superuser, date_joined)
select number, email, name, '', email, case password_hash when '' then '!' else 'argon2' || password_hash end,
  false, true, false, created_at
from people join numbered_people using (id);

insert into baseline.authtoken_token (key, created, user_id)
select md5(email) || left(md5(id), 8), now(), number
from people join numbered_people using (id) where email_verified_at is not null;

insert into baseline.stays_listing (id, host_id, published, title, description, property_type, room_type, capacity,
  bedrooms, beds, amenities, latitude, longitude, time_zone, min_nights, max_nights, currency, base_nightly,
  weekend_nightly, cleaning_fee, extra_guest_fee, guests_included, weekly_discount_bps, monthly_discount_bps,
  guest_fee_bps, instant_booking, rating_tenths, review_count, rank)
select l.id, p.number, true, title, description, l.property_type, l.room_type, l.capacity, coalesce(bedrooms, 0),
  coalesce(beds, 0), l.amenities, shown_latitude, shown_longitude, l.time_zone, l.min_nights, l.max_nights, l.currency,
  l.base_nightly, coalesce(l.weekend_nightly, l.base_nightly), l.cleaning_fee, l.extra_guest_fee, l.guests_included,
  l.weekly_discount_bps, l.monthly_discount_bps, case l.fee_model when 'split' then 1420 else 0 end, instant_booking,
  rating_tenths, review_count, s.rank
from listings l
join search_rows s on s.listing_id = l.id
join numbered_people p on p.id = l.host_id;

insert into baseline.stays_nightprice (listing_id, night, amount)
select listing_id, night, coalesce(amount, season) from night_prices;

insert into baseline.stays_closure (listing_id, nights) select listing_id, nights from closures;

insert into baseline.stays_booking (listing_id, nights, state, guests, total, created_at, expires_at, payment_intent)
select listing_id, nights, case when expires_at is null then 'confirmed' else 'held' end, 2, 0, '2026-01-01', expires_at, ''
from claims where active;

set session_replication_role = origin;
create index booking_live on baseline.stays_booking using gist (listing_id, nights) where state in ('held', 'confirmed');
analyze;
