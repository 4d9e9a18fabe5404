-- Reviews of a stay, at most one from each side, kept from the other side until both are in or the time is up.
create table reviews (
  id text collate "C" primary key,
  booking_id text collate "C" not null references bookings (id),
  -- The author's: a guest reviews the stay and its host, a host the guest.
  side text not null,
  listing_id text collate "C" not null references listings (id),
  author_id text collate "C" not null references people (id),
  -- Who is reviewed.
  subject_id text collate "C" not null references people (id),
  state text not null default 'submitted',
  version integer not null default 1,
  overall smallint not null,
  cleanliness smallint not null,
  communication smallint not null,
  accuracy smallint,
  check_in smallint,
  location smallint,
  value smallint,
  body text not null,
  private_note text not null,
  submitted_at timestamptz not null,
  edited_at timestamptz,
  published_at timestamptz,
  reply text,
  replied_at timestamptz,
  removed_at timestamptz,
  removal_reason text,
  constraint reviews_one_a_side unique (booking_id, side),
  constraint reviews_side_known check (side in ('guest', 'host')),
  constraint reviews_state_known check (state in ('submitted', 'published', 'removed')),
  constraint reviews_published check ((published_at is not null) = (state <> 'submitted')),
  constraint reviews_removed check ((removed_at is not null and removal_reason is not null) = (state = 'removed')),
  constraint reviews_replied check ((reply is null) = (replied_at is null) and (reply is null or state <> 'submitted')),
  constraint reviews_rated check (
    overall between 1 and 5 and cleanliness between 1 and 5 and communication between 1 and 5
    and case side
      when 'guest' then coalesce(least(accuracy, check_in, location, value) >= 1
        and greatest(accuracy, check_in, location, value) <= 5 and num_nulls(accuracy, check_in, location, value) = 0, false)
      else num_nonnulls(accuracy, check_in, location, value) = 0
    end
  )
);
-- Each list of published reviews in both of its orders.
create index reviews_of_listing on reviews (listing_id, published_at, id) where state = 'published' and side = 'guest';
create index reviews_of_listing_rated on reviews (listing_id, overall, id) where state = 'published' and side = 'guest';
create index reviews_of_person on reviews (subject_id, side, published_at, id) where state = 'published';
create index reviews_of_person_rated on reviews (subject_id, side, overall, id) where state = 'published';

-- What people think support should look at; once a person and review.
create table review_reports (
  review_id text collate "C" not null references reviews (id),
  reporter_id text collate "C" not null references people (id),
  reason text not null,
  note text not null,
  reported_at timestamptz not null,
  -- When support has removed the review, or kept it.
  closed_at timestamptz,
  primary key (review_id, reporter_id),
  constraint review_reports_reason_known check (
    reason in ('offensive', 'discriminating', 'personal-data', 'untrue', 'not-about-the-stay', 'extortion')
  )
);
create index review_reports_open on review_reports (reported_at, review_id, reporter_id) where closed_at is null;

-- Counts and sums of published reviews: of a listing and of its host by guests, of a guest by hosts. Written in the batch
-- that publishes or removes one, each row counted anew once it is locked.
create table ratings (
  subject text collate "C" not null,
  role text not null,
  reviews integer not null default 0,
  overall integer not null default 0,
  cleanliness integer not null default 0,
  communication integer not null default 0,
  accuracy integer not null default 0,
  check_in integer not null default 0,
  location integer not null default 0,
  value integer not null default 0,
  primary key (subject, role),
  constraint ratings_role_known check (role in ('listing', 'host', 'guest'))
);
