-- Addresses that people asked to have instead of theirs. What the mailed link carries is computed from the id, as of
-- `email_links`; of a person's only the newest is good. They are kept: letters of a change go to the address that was left,
-- and whoever writes to support from there is found by it.
create table email_changes (
  id text collate "C" primary key,
  person_id text collate "C" not null references people (id),
  old_email citext not null,
  new_email citext not null,
  expires_at timestamptz not null,
  made_at timestamptz
);
create index email_changes_person on email_changes (person_id, id);
create index email_changes_left on email_changes (old_email, made_at) where made_at is not null;
