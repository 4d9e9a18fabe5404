create table listings (
  id text collate "C" primary key,
  host_id text collate "C" not null references people (id),
  state text not null default 'draft',
  version integer not null default 1,
  -- Where an imported listing came from; the same source row is the same listing.
  source text,
  source_id text,
  -- Of all that the source said: an import writes again only what the source has changed.
  source_hash text,
  title text not null,
  description text not null default '',
  property_type text,
  room_type text not null,
  capacity smallint not null,
  bedrooms smallint,
  beds smallint,
  -- Half baths count: 1.5 baths are 15.
  baths_tenths smallint,
  -- Bit k is the amenity at position k of the catalogue.
  amenities bigint not null default 0,
  house_rules text not null default '',
  check_in_from text not null default '15:00',
  check_in_until text,
  check_out_by text not null default '11:00',
  text_language text not null default 'en',
  registration_number text,
  address jsonb,
  -- The exact point never leaves the private view; the shifted one is all that anyone else, search included, has.
  latitude double precision,
  longitude double precision,
  shown_latitude double precision,
  shown_longitude double precision,
  time_zone text,
  place text not null default '',
  instant_booking boolean not null default true,
  cancellation_policy text not null default 'flexible',
  min_nights smallint not null default 1,
  max_nights smallint not null default 365,
  currency text not null default 'USD',
  base_nightly bigint,
  weekend_nightly bigint,
  cleaning_fee bigint not null default 0,
  extra_guest_fee bigint not null default 0,
  guests_included smallint not null default 1,
  weekly_discount_bps integer not null default 0,
  monthly_discount_bps integer not null default 0,
  fee_model text not null default 'split',
  tax_name text,
  tax_bps integer not null default 0,
  rating_tenths smallint,
  review_count integer not null default 0,
  created_at timestamptz not null,
  published_at timestamptz,
  updated_at timestamptz not null,
  constraint listings_source_key unique (host_id, source, source_id),
  constraint listings_state_known check (state in ('draft', 'published', 'unlisted', 'closed')),
  constraint listings_room_type_known check (room_type in ('entire_home', 'private_room', 'shared_room', 'hotel_room')),
  constraint listings_fee_model_known check (fee_model in ('split', 'hostOnly')),
  constraint listings_capacity check (capacity between 1 and 50),
  constraint listings_nights check (1 <= min_nights and min_nights <= max_nights),
  constraint listings_discounts check (weekly_discount_bps between 0 and 9000 and monthly_discount_bps between 0 and 9000),
  constraint listings_tax check (tax_bps between 0 and 5000),
  constraint listings_amounts check (
    base_nightly >= 0 and weekend_nightly >= 0 and cleaning_fee >= 0 and extra_guest_fee >= 0
  ),
  -- What was published once stays complete: its bookings need its place and its time.
  constraint listings_published_complete check (
    state = 'draft' or state = 'closed'
    or (latitude is not null and shown_latitude is not null and time_zone is not null and base_nightly is not null
        and published_at is not null)
  )
);
create index listings_host on listings (host_id, id);

create table photos (
  id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  position smallint not null,
  caption text not null default '',
  alternative_text text not null default '',
  state text not null default 'awaiting',
  upload_key text not null,
  -- Key of the inspected copy, named by its content's hash; what is served, and never written again.
  served_key text,
  content_type text not null,
  byte_size integer not null,
  width integer,
  height integer,
  created_at timestamptz not null,
  constraint photos_state_known check (state in ('awaiting', 'ready')),
  constraint photos_ready_is_served check (state <> 'ready' or served_key is not null)
);
create index photos_listing on photos (listing_id, position, id);
