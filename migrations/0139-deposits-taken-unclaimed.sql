-- What somebody captures of a deposit in Stripe's Dashboard is claimed by nobody: it has no reason. Until now one text stood for that,
-- which a host can write as well.
alter table deposits drop constraint deposits_claim_is_whole;
alter table deposits add constraint deposits_claim_is_whole check (
  (claim_amount is null) = (claimed_at is null) and (claim_amount is not null or claim_reason is null));
update deposits set claim_reason = null where claim_reason = 'Taken by the marketplace' and not exists (
  select from audit where subject = booking_id and action = 'deposits.claim');
