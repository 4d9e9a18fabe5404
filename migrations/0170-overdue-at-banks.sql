-- What is on its way to hosts' banks: once a day whatever should be there by now is asked for.
create index bank_payouts_under_way on bank_payouts (arrives_at) where state in ('pending', 'in_transit');
