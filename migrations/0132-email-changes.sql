-- Addresses that people asked to have instead of theirs. What the mailed link carries is computed from the id, as of
-- `email_links`; of a person's only the newest is good. Those that were made are kept: letters of a change go to the address
-- that was left, and whoever writes to support from there is found by it. Not so what support has undone: `restored_by` is the
-- change by which the account was given back, of that one as well, and by no address of these is the account anybody's again.
create table email_changes (
  id text collate "C" primary key,
  person_id text collate "C" not null references people (id),
  old_email citext not null,
  new_email citext not null,
  expires_at timestamptz not null,
  made_at timestamptz,
  restored_by text collate "C"
);
create index email_changes_person on email_changes (person_id, id);
create index email_changes_left on email_changes (old_email, made_at)
  where made_at is not null and restored_by is null;
-- What is forgotten.
create index email_changes_over on email_changes (expires_at) where made_at is null or restored_by is not null;
