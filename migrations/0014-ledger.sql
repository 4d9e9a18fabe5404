-- Who receives a payment. Null only until every payment is opened by code that knows it.
alter table payments add column payee_id text collate "C" references people (id);
update payments set payee_id = bookings.host_id from bookings where bookings.id = payments.subject;

-- Whose a posting is, or with whom the money was exchanged; null for what is the marketplace's own.
alter table ledger_entries add column owner text collate "C" references people (id);

alter table ledger_entries disable trigger ledger_entries_append_only;
update ledger_entries set owner = case account when 'host' then bookings.host_id else bookings.guest_id end
  from bookings where bookings.id = ledger_entries.subject and account in ('stripe', 'guest', 'host');
alter table ledger_entries enable trigger ledger_entries_append_only;

create trigger ledger_entries_never_emptied before truncate on ledger_entries
  for each statement execute function refuse_change();

alter table ledger_entries drop constraint ledger_entries_account_known;
alter table ledger_entries add constraint ledger_entries_account_known check (account in (
  'stripe', 'bank', 'receivables', 'disputes', 'guest', 'host', 'transfers', 'deposits', 'tax', 'platform', 'stripe-fees',
  'exchange', 'adjustments'));
create index ledger_entries_owner on ledger_entries (owner, posted_at) where owner is not null;

-- The code checks the same; this holds for whoever writes.
create function check_effect_balances() returns trigger language plpgsql as $$
begin
  if (select sum(amount) from ledger_entries where effect = new.effect and currency = new.currency) <> 0 then
    raise exception using errcode = '23514', constraint = 'ledger_entries_balanced',
      message = format('the postings of %s do not sum to zero in %s', new.effect, new.currency);
  end if;
  return null;
end $$;

create constraint trigger ledger_entries_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function check_effect_balances();

-- The sums of the postings of each subject and of each owner, kept by whoever posts. There is none of the whole
-- marketplace: every batch that moves money would wait for that row.
create table ledger_balances (
  -- A subject or an owner: ids of different kinds are never the same.
  holder text collate "C" not null,
  account text not null,
  currency text not null,
  balance bigint not null,
  primary key (holder, account, currency)
);

-- In the order of the key, so that two batches never wait for each other.
create function add_to_balances() returns trigger language plpgsql as $$
begin
  insert into ledger_balances as kept (holder, account, currency, balance)
  select holder, account, currency, sum(amount)
  from added cross join lateral (values (subject), (owner)) as of_whom (holder)
  where holder is not null
  group by holder, account, currency
  order by holder, account, currency
  on conflict (holder, account, currency) do update set balance = kept.balance + excluded.balance;
  return null;
end $$;

create trigger ledger_entries_add_up after insert on ledger_entries
  referencing new table as added for each statement execute function add_to_balances();

insert into ledger_balances (holder, account, currency, balance)
select holder, account, currency, sum(amount)
from ledger_entries cross join lateral (values (subject), (owner)) as of_whom (holder)
where holder is not null
group by holder, account, currency;
