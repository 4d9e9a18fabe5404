-- A host's bookings in the order of their check-ins, for the stays to come, under way or over. The check-out is there so
-- that which of thousands still last is known without reading each. A guest has few: those are sorted.
create index bookings_host_stays on bookings (host_id, check_in, id, check_out);
