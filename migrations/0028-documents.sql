-- Who issues receipts and invoices, as the operator says.
create table issuers (
  id text collate "C" primary key,
  name text not null,
  address text not null,
  vat_id text,
  -- What VAT the marketplace's fees include, in basis points.
  vat_bps integer not null,
  updated_at timestamptz not null,
  constraint issuers_vat check (vat_bps between 0 and 5000)
);

-- The last number that was given, by issuer, kind and year: its row is locked until the document that takes the next is
-- there, so that none is left out.
create table document_counters (
  issuer text collate "C" not null references issuers (id),
  kind text not null,
  year integer not null,
  last integer not null,
  primary key (issuer, kind, year)
);

create table documents (
  id text collate "C" primary key,
  kind text not null,
  issuer text collate "C" not null references issuers (id),
  year integer not null,
  number integer not null,
  booking_id text collate "C" not null references bookings (id),
  -- All that it says, for good.
  content jsonb not null,
  issued_at timestamptz not null,
  constraint documents_number unique (issuer, kind, year, number),
  constraint documents_once unique (booking_id, kind),
  constraint documents_kind_known check (kind in ('receipt', 'invoice'))
);

create trigger documents_never_change before update or delete on documents
  for each row execute function refuse_change();
