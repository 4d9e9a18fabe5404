-- Guests who can sign in: verified, each with a session, all with one password, whose hash is given.
insert into people (id, email, email_verified_at, password_hash, name, created_at)
select 'per_02' || lpad(to_hex(g), 24, '0'), 'guest' || g || '@example.test', '2026-01-01', :'hash', 'Guest ' || g,
  '2026-01-01'
from generate_series(1, :guests) g
on conflict do nothing;

insert into sessions (id, person_id, created_at, expires_at)
select 'ses_02' || lpad(to_hex(g), 24, '0'), 'per_02' || lpad(to_hex(g), 24, '0'), '2026-01-01', '2036-01-01'
from generate_series(1, :guests) g
on conflict do nothing;
