-- Of columns that were new, and hence empty, with these checks. By themselves, these keep nobody waiting while a table is read.
alter table people validate constraint people_closed_for_good;
alter table notifications validate constraint notifications_addressee;
alter table payments validate constraint payments_captured_in_part;
