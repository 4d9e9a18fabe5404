-- A listing's first bookings decide whether it is a new one, for each price that is worked out. They are found without those that
-- came to nothing: of these somebody who holds its nights again and again makes thousands, and each search that came by it read all.
create index bookings_confirmed on bookings (listing_id) where confirmed_at is not null;
