-- Every payment says who receives it: the code that opened some without knowing is long gone. The check is validated
-- before the column is bound, so that nobody waits for a scan of the table.
update payments set payee_id = bookings.host_id from bookings
  where payments.payee_id is null and bookings.id = payments.subject;
alter table payments add constraint payments_payee_known check (payee_id is not null) not valid;
alter table payments validate constraint payments_payee_known;
alter table payments alter column payee_id set not null;
alter table payments drop constraint payments_payee_known;
