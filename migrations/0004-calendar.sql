-- What takes nights: claims, by holds and bookings, and closures, by the host and other sources.

create table closures (
  id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  nights daterange not null,
  -- Who closed them.
  source text not null,
  note text not null default '',
  created_at timestamptz not null,
  constraint closures_source_known check (source in ('host', 'cancellation')),
  constraint closures_not_empty check (not isempty(nights) and not lower_inf(nights) and not upper_inf(nights))
);
create index closures_nights on closures using gist (listing_id, nights);

-- A row a night whose price differs from the listing's; the latest wins.
create table night_prices (
  listing_id text collate "C" not null references listings (id),
  night date not null,
  amount bigint not null,
  primary key (listing_id, night),
  constraint night_prices_amount check (amount >= 0)
);

-- Live claims of a unit never overlap, whoever writes them. Today a listing has one unit, number 1.
create table claims (
  booking_id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  unit smallint not null default 1,
  nights daterange not null,
  active boolean not null default true,
  -- Until when an unpaid hold or an unanswered request keeps the nights; null once nothing but its release frees them.
  expires_at timestamptz,
  constraint claims_not_empty check (not isempty(nights) and not lower_inf(nights) and not upper_inf(nights)),
  constraint claims_no_overlap exclude using gist (listing_id with =, unit with =, nights with &&) where (active)
);
create index claims_listing on claims (listing_id) where active;
