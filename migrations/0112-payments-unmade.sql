-- Whose customer at Stripe is deleted has payments that are not made yet looked for by it: few of all.
create index payments_unmade on payments (customer_id) where state = 'pending' and intent_id is null and customer_id is not null;
