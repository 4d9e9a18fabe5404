-- What a guest and a host write to each other: one thread for each booking, and one for what a guest asks about a listing.
create table threads (
  id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  -- Null for an inquiry.
  booking_id text collate "C" references bookings (id),
  guest_id text collate "C" not null references people (id),
  host_id text collate "C" not null references people (id),
  started_at timestamptz not null,
  last_message_at timestamptz not null,
  -- How many messages there are, and how many of them each side has read.
  message_count integer not null default 0,
  guest_read integer not null default 0,
  host_read integer not null default 0,
  constraint threads_one_a_booking unique (booking_id),
  constraint threads_two_sides check (guest_id <> host_id),
  constraint threads_read check (guest_read between 0 and message_count and host_read between 0 and message_count)
);
create unique index threads_one_an_inquiry on threads (listing_id, guest_id) where booking_id is null;
create index threads_of_guest on threads (guest_id, last_message_at, id);
create index threads_of_host on threads (host_id, last_message_at, id);

create table messages (
  id text collate "C" primary key,
  thread_id text collate "C" not null references threads (id),
  -- In its thread, from 1 and without a gap.
  number integer not null,
  side text not null,
  -- As it was written. What of it is shown is decided when it is read.
  body text not null,
  sent_at timestamptz not null,
  constraint messages_in_order unique (thread_id, number),
  constraint messages_side_known check (side in ('guest', 'host'))
);

-- Whether a guest has had a confirmed booking of a listing: from then on its host and they see how to reach each other.
create function is_known_guest(listing text, guest text) returns boolean language sql stable as $$
  select exists (
    select from bookings where listing_id = listing and guest_id = guest and confirmed_at is not null)
$$;
