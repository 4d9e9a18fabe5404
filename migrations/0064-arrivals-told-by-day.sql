-- That a stay is about to begin is told of each day that it was to begin on, which is the occasion: so that one that was put
-- off is told of again, and one that was told of before is not.
update notifications set occasion = bookings.check_in - date '1970-01-01'
from bookings
where kind = 'arriving' and occasion = 0 and bookings.id = subject and bookings.state = 'confirmed';

-- The job that tells of it was left to wait where the stay was altered to begin sooner: it looks at its stay in an hour, when
-- the version before runs no jobs any more, and then comes again when there is something to tell.
update jobs set run_at = now() + interval '1 hour', published_at = null
where kind = 'announce-arrival' and done_at is null and run_at > now() + interval '1 hour' and exists (
  select from alterations join bookings on bookings.id = alterations.booking_id
  where booking_id = jobs.payload ->> 'bookingId' and alterations.state in ('accepted', 'failed')
    and bookings.state = 'confirmed');
