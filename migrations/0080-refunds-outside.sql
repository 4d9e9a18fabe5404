-- Of a refund, the payment or deposit that it was taken from: nothing else says whose one is that was made in Stripe's dashboard.
alter table stripe_movements add column paid_id text collate "C";
create index stripe_movements_paid on stripe_movements (paid_id) where paid_id is not null;
