-- When somebody, or the clock, has last asked for a feed to be fetched: until the fetch is over nothing else tells that it is under way.
alter table calendar_feeds add column asked_at timestamptz;
