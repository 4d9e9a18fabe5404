-- Whether a delivery is being attempted until its next attempt is due, and not only waits for that: who hangs is not asked
-- without end.
alter table webhook_deliveries add column is_claimed boolean not null default false;
