import { paidByBanks } from '../harness/by-banks.ts';
import type { Harness } from '../harness/world.ts';

/**
 * Throws unless what must be true at every moment is, whatever is under way: in the database alone, as Stripe may be
 * ahead of it.
 */
export async function assertAlways(h: Harness): Promise<void> {
  const now = new Date(h.clock.now());
  const [faults] = await h.sql<{ found: { fault: string }[] | null }>(
    `select json_agg(found) as found from (${all}) as found, (select $1::timestamptz) as at`,
    [now],
  );
  if (faults?.found) throw new Error(`broken:\n${faults.found.map((fault) => JSON.stringify(fault)).join('\n')}`);
}

/** Each as a query that finds what breaks it, in one column. */
const broken: Readonly<Record<string, string>> = {
  'postings sum to zero': `
    select effect from ledger_entries group by effect, currency having sum(amount) <> 0`,
  'balances equal sums': `
    select holder from ledger_balances full join (
      select holder, account, currency, sum(amount) as up
      from ledger_entries cross join lateral (values (subject), (owner)) as of_whom (holder)
      where holder is not null group by holder, account, currency) as added using (holder, account, currency)
    where balance is distinct from added.up`,
  'what goes back, by refunds and by banks, is no more than was captured': `
    select p.id from payments p
    cross join lateral (select coalesce(sum(amount), 0) as given from refunds
      where payment_id = p.id and state <> 'failed') as refunds
    cross join lateral (select ${paidByBanks('p.id')} as paid) as banks
    where refunds.given + banks.paid > p.refunded_amount or p.refunded_amount + p.disputed_amount > p.captured_amount`,
  'what was captured is in the books, once': `
    select p.id from payments p left join ledger_entries e on e.effect = 'capture:' || p.id and e.account = 'stripe'
    where coalesce(e.amount, 0) <> p.captured_amount`,
  'the books have what guests paid and got back': `
    select p.subject from payments p group by p.subject
    having sum(p.captured_amount) - coalesce((
        select sum(r.amount) from refunds r join payments paid on paid.id = r.payment_id
        where paid.subject = p.subject and r.state = 'succeeded'), 0)
      <> coalesce((
        select sum(amount) from ledger_entries
        where subject = p.subject and account = 'stripe'
          and split_part(effect, ':', 1) in ('capture', 'refund-succeeded', 'refund-failed', 'refund-outside', 'refund-outside-failed')), 0)`,
  'transfers are no more than the host earned': `
    select subject from ledger_entries where account = 'transfers' and amount < 0 group by subject
    having 0 - sum(amount) > (
      select coalesce(0 - sum(amount), 0) from ledger_entries earned
      where earned.subject = ledger_entries.subject and account = 'host' and amount < 0)`,
  'a confirmed booking has its money': `
    select b.id from bookings b join payments p on p.id = b.payment_id
    where b.state in ('confirmed', 'completed') and p.state <> 'captured'`,
  'a booking without its money is not confirmed': `
    select b.id from bookings b join payments p on p.id = b.payment_id
    where b.state = 'requested' and p.state not in ('authorised', 'captured', 'cancelled')`,
  'nights are sold once': `
    select a.booking_id from claims a
    join claims b on a.listing_id = b.listing_id and a.booking_id < b.booking_id and a.nights && b.nights
    where a.active and b.active`,
  'cancelled nights are free': `
    select b.id from bookings b join claims c on c.booking_id = b.id
    where c.active and b.state in ('cancelled', 'declined', 'withdrawn', 'expired')`,
  'an event is told once': `
    select subject from events where type ~ '^(booking|payment|refund)\\.' and type not in ('payment.failed', 'booking.altered', 'booking.refunded')
    group by subject, type having count(*) > 1`,
};

const all = Object.entries(broken)
  .map(([rule, query]) => `select '${rule}' as rule, broken.* from (${query}) as broken (what)`)
  .join(' union all ');
