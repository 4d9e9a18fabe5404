-- Who has closed their account: shut as one who is suspended is, for good, and nothing of the person is left in it. The id
-- stands in place of the address, which is free for whoever signs up with it next.
alter table people
  add column left_at timestamptz,
  add constraint people_closed_for_good check (
    left_at is null or (
      suspended_at is not null and email_verified_at is null and email = id and password_hash = '' and roles = '{}')) not valid;

-- Whom a letter goes to that says good-bye to somebody whose address is erased: address and language, until it is settled.
alter table notifications
  add column addressee jsonb,
  add constraint notifications_addressee check (addressee is null or state = 'waiting') not valid;
