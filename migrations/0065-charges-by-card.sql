-- What is to be charged with a card without its payer is found when that is removed.
create index payments_to_charge on payments (payment_method_id) where state = 'pending' and payment_method_id is not null;
