-- Since when a job may have Stripe pay a refund, and has not heard that it won't: a lost dispute that is booked meanwhile
-- must not count it as unpaid.
alter table refunds add column asked_at timestamptz;
