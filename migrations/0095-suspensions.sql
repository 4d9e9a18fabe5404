-- Listings that were published when their host was suspended, so that they are again once the host is reinstated: until
-- then they are unlisted, as if by their host, and whatever asks for a listing that is open finds none.
create table suspended_listings (
  listing_id text collate "C" primary key references listings (id)
);
