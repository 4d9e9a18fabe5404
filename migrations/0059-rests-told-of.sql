-- The job that tells of an arrival tells before of a rest that is to be paid. Where a stay was confirmed by a version that did
-- not know that, it waits for the arrival alone: it looks at its stay in an hour, when the version before runs no jobs any
-- more, and then comes again when there is something to tell.
update jobs set run_at = now() + interval '1 hour', published_at = null
where kind = 'announce-arrival' and done_at is null and run_at > now() + interval '1 hour' and exists (
  select from booking_rests join bookings on bookings.id = booking_rests.booking_id
  where booking_id = jobs.payload ->> 'bookingId' and settled_at is null and state = 'confirmed');
