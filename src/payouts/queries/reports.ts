import { type Selectable, sql } from 'kysely';
import type { Currency } from '../../kernel/currencies.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { BookingId, ListingId, PayoutId, PersonId } from '../../kernel/ids.ts';
import { reversedOutside } from '../../payments/index.ts';
import { type Query, q, statement } from '../../platform/db/index.ts';
import type { PayoutTables } from '../../platform/db/tables/payouts.ts';
import { givenBackOf, reversedOf } from './settlement.ts';

/** A payout with the stay that it is of; `reversed` was taken back of its transfer. */
export type PayoutOfStay = Selectable<PayoutTables['payouts']> & {
  listing_id: ListingId;
  title: string;
  check_in: PlainDate;
  check_out: PlainDate;
  reversed: number;
};

/** The host's payouts, with the stays that they are of. */
export function selectPayoutsOf(hostId: PersonId) {
  return q
    .selectFrom('payouts')
    .innerJoin('bookings', 'bookings.id', 'payouts.booking_id')
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .selectAll('payouts')
    .select(['bookings.listing_id', 'bookings.check_in', 'bookings.check_out', 'listings.title'])
    .select(reversedOf(sql`payout_reversals.state = 'made'`).as('reversed'))
    .where('payouts.host_id', '=', hostId);
}

/** One page of them, newest first, from the one after the cursor's. */
export function selectPayoutPage(
  hostId: PersonId,
  { bookingId, after, limit }: { bookingId: BookingId | undefined; after: PayoutId | undefined; limit: number },
) {
  const all = selectPayoutsOf(hostId)
    .$if(bookingId !== undefined, (payouts) => payouts.where(sql<boolean>`payouts.booking_id = ${bookingId}`))
    .orderBy('payouts.id', 'desc')
    .limit(limit + 1);
  return after === undefined ? all : all.where('payouts.id', '<', after);
}

export type BalanceRow = {
  currency: Currency;
  coming: number;
  in_transfer: number;
  paid: number;
  owed: number;
  next_at: Date | null;
  held_until: Date | null;
};

/** What the host has coming and owes, in each currency. Of a booking of which too much was paid, it is owed. */
export function selectBalances(hostId: PersonId, now: Date): Query<BalanceRow> {
  return statement(sql<BalanceRow>`
    select f.currency, case when f.held_until > ${now} then f.held_until end as held_until,
      coalesce(stays.coming, 0)::bigint as coming, stays.next_at,
      coalesce(0 - own.transfers, 0)::bigint as in_transfer,
      (coalesce(own.receivables, 0) + coalesce(stays.over, 0))::bigint as owed,
      (coalesce(made.amount, 0) - coalesce(returned.amount, 0) - coalesce(outside.amount, 0))::bigint as paid
    from payout_funds f
    left join lateral (
      select sum(greatest(0 - balance, 0)) as coming, sum(greatest(balance, 0)) as over, min(next_at) as next_at
      from payout_plans p join ledger_balances b
        on b.holder = p.booking_id and b.account = 'host' and b.currency = p.currency
      where p.host_id = f.host_id and p.currency = f.currency) as stays on true
    left join lateral (
      select sum(balance) filter (where account = 'transfers') as transfers,
        sum(balance) filter (where account = 'receivables') as receivables
      from ledger_balances where holder = f.host_id and currency = f.currency) as own on true
    left join lateral (
      select sum(amount) as amount from payouts
      where host_id = f.host_id and currency = f.currency and state = 'paid') as made on true
    left join lateral (
      select sum(amount) as amount from payout_reversals
      where host_id = f.host_id and currency = f.currency and state = 'made') as returned on true
    left join lateral (
      select sum(amount) as amount from ${reversedOutside} as reversed join payout_plans p on p.booking_id = subject
      where account = 'stripe' and p.host_id = f.host_id and reversed.currency = f.currency) as outside on true
    where f.host_id = ${hostId}
    order by f.currency`);
}

export type EntryRow = {
  effect: string;
  at: Date;
  currency: Currency;
  amount: number;
  booking_id: BookingId | null;
  title: string | null;
  check_in: PlainDate | null;
  check_out: PlainDate | null;
};

/** What moved the balance of the host in a month (`YYYY-MM`) of the host's time zone, in order, each effect once. */
export function selectEntries(hostId: PersonId, month: string): Query<EntryRow> {
  return statement(sql<EntryRow>`
    select moved.*, b.id as booking_id, l.title, b.check_in, b.check_out
    from (
      select e.effect, e.subject, e.currency, min(e.id) as first, min(e.posted_at) as at,
        (0 - sum(e.amount))::bigint as amount
      from ledger_entries e join people p on p.id = e.owner
      where p.id = ${hostId} and e.account in ('host', 'receivables')
        and e.posted_at >= ${monthStart(month)} at time zone p.time_zone
        and e.posted_at < (${monthStart(month)} + interval '1 month') at time zone p.time_zone
      group by e.effect, e.subject, e.currency having sum(e.amount) <> 0) as moved
    left join bookings b on b.id = moved.subject
    left join listings l on l.id = b.listing_id
    order by moved.currency, moved.first`);
}

export type OpeningRow = { time_zone: string; currency: Currency | null; opening: number };

/** The host's time zone, and what the host had coming in each currency when the month began. */
export function selectOpenings(hostId: PersonId, month: string): Query<OpeningRow> {
  return statement(sql<OpeningRow>`
    select p.time_zone, e.currency, coalesce(0 - sum(e.amount), 0)::bigint as opening
    from people p left join ledger_entries e on e.owner = p.id and e.account in ('host', 'receivables')
      and e.posted_at < ${monthStart(month)} at time zone p.time_zone
    where p.id = ${hostId}
    group by p.time_zone, e.currency order by e.currency`);
}

/** The host's stays with nights in `[from, to)`, with what they have brought so far. */
export function selectEarningStays(
  hostId: PersonId,
  { from, to, listingId }: { from: PlainDate; to: PlainDate; listingId?: ListingId | undefined },
) {
  return q
    .selectFrom('payout_plans as p')
    .innerJoin('bookings as b', 'b.id', 'p.booking_id')
    .innerJoin('listings as l', 'l.id', 'b.listing_id')
    .select([
      'b.id',
      'b.listing_id',
      'l.title',
      'b.check_in',
      'b.check_in_from',
      'b.time_zone',
      'b.price',
      'p.currency',
    ])
    .select(
      sql<number>`(
        coalesce((select 0 - balance from ledger_balances
          where holder = p.booking_id and account = 'host' and currency = p.currency), 0)
        + coalesce((select sum(gross) from payouts where booking_id = p.booking_id and state <> 'failed'), 0)
        - ${givenBackOf(sql.ref('p.booking_id'))}
        -- A damage deposit is no price of a night.
        + coalesce((select sum(amount) from ledger_entries where subject = p.booking_id and account = 'host'
          and currency = p.currency and effect like 'deposit-%'), 0)
      )::bigint`.as('earned'),
    )
    .where('p.host_id', '=', hostId)
    .where('b.check_in', '<', to)
    .where('b.check_out', '>', from)
    .where('b.confirmed_at', 'is not', null)
    .$if(listingId !== undefined, (query) => query.where(sql<boolean>`b.listing_id = ${listingId}`))
    .orderBy('b.listing_id')
    .orderBy('p.currency')
    .orderBy('b.check_in')
    .orderBy('b.id');
}

function monthStart(month: string) {
  return sql`(${`${month}-01`}::text::timestamp)`;
}
