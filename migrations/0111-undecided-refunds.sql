-- Each comparison asks about the refunds that Stripe had not decided about when they were read: few of all that has moved.
create index stripe_movements_open on stripe_movements (object_id) where is_open;
