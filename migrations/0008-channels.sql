-- Calendars of other channels: their feeds, what was read of them, and ours for them to read.

create table calendar_feeds (
  id text collate "C" primary key,
  listing_id text collate "C" not null references listings (id),
  channel text not null,
  url text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  next_poll_at timestamptz not null,
  last_fetch_at timestamptz,
  -- When a whole feed was last read, if only to find it unchanged.
  last_success_at timestamptz,
  -- In a row; with what the last one was, while the feed fails.
  failures integer not null default 0,
  error text,
  error_detail text,
  -- What the last feed that was read has of events that can't be read.
  problems text[] not null default '{}',
  -- Since when the host knows that the feed is stale.
  stale_told_at timestamptz,
  -- What the feed is recognised by when nothing has changed.
  etag text,
  last_modified text,
  fingerprint text,
  -- When it was last taken whole, whatever it was recognised by.
  applied_at timestamptz,
  -- A feed that comes without any event is believed only when it stays so.
  empty_fetches integer not null default 0,
  empty_since timestamptz,
  constraint calendar_feeds_url_key unique (listing_id, url),
  constraint calendar_feeds_empty check ((empty_fetches > 0) = (empty_since is not null)),
  constraint calendar_feeds_error check ((failures > 0) = (error is not null))
);
create index calendar_feeds_due on calendar_feeds (next_poll_at);

-- Fetches that failed, recovered or changed something; of the others only the feed's row knows.
create table feed_fetches (
  id bigint generated always as identity primary key,
  feed_id text collate "C" not null references calendar_feeds (id) on delete cascade,
  at timestamptz not null,
  error text,
  error_detail text,
  added integer not null default 0,
  moved integer not null default 0,
  removed integer not null default 0
);
create index feed_fetches_feed on feed_fetches (feed_id, id);
create index feed_fetches_at on feed_fetches (at);

-- A closure of a feed is one of its events; the UID is empty where the channel gives none, and need not be unique.
alter table closures
  drop constraint closures_source_known,
  add constraint closures_source_known check (source in ('host', 'cancellation', 'feed')),
  add column feed_id text collate "C" references calendar_feeds (id),
  add column feed_uid text,
  add column feed_kind text,
  add constraint closures_feed check (
    (source = 'feed') = (feed_id is not null)
    and (feed_id is null) = (feed_uid is null)
    and (feed_id is null) = (feed_kind is null)
  ),
  add constraint closures_feed_kind_known check (feed_kind in ('booking', 'block'));
create index closures_feed on closures (feed_id) where feed_id is not null;

-- Conflicts that the host was told of, so that each is told once.
create table feed_conflicts (
  closure_id text collate "C" not null references closures (id) on delete cascade,
  booking_id text collate "C" not null,
  told_at timestamptz not null,
  primary key (closure_id, booking_id)
);

-- The listing's calendar as one channel reads it. The token is kept as it is: the host needs to see it again, and all
-- that it opens is in this database.
create table calendar_exports (
  listing_id text collate "C" not null references listings (id),
  channel text not null,
  token text collate "C" not null,
  created_at timestamptz not null,
  rotated_at timestamptz,
  primary key (listing_id, channel),
  constraint calendar_exports_token_key unique (token)
);
