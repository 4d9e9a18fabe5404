-- Sign-ups that nobody has verified: what is forgotten after a while. Closed and vacated accounts have no password.
create index people_unverified on people (created_at, id) where email_verified_at is null and password_hash <> '';
