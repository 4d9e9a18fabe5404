-- Every hour those are looked for that no job is going to pay. There are few.
create index refunds_pending on refunds (updated_at) where state = 'pending';
