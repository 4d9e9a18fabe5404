import type Stripe from 'stripe';
import { isMoney } from '../harness/invariants.ts';
import { aheadOf } from '../harness/own-time.ts';
import type { Harness } from '../harness/world.ts';
import type { Real } from './real.ts';

/** A booking with its money, in minor units, as our database has it. */
type Stay = {
  id: string;
  intents: string[];
  /** What guest and host have of it in the end, by what was agreed. */
  guestPays: number;
  hostReceives: number;
  /** What the host was given by payments, and gave back, by the books; without disputes and payouts. */
  hostHas: number;
  /** What is still owed to the guest. */
  owed: number;
  /** What lost disputes took of the shares, and what of them the marketplace bears. */
  lost: number;
  borne: number;
};

/**
 * Throws unless each guest of the run has been given exactly what is owed to them, by us, by their bank, and in Stripe's
 * dashboard, and each host has their share. Everything has to be drained before, and what came back paid once more.
 */
export async function assertOwedIsGiven({ h, listingId, cuts }: Real): Promise<void> {
  const stays = await h.sql<Stay>(`${ofStays} where b.listing_id = $1 order by b.id`, [listingId]);
  const stripe = h.stripe.api.state();
  const refunds = stripe.refunds.filter(isMoney);
  const counted = await countedOf(h, refunds);
  const faults = stays.flatMap((stay) => {
    const isOf = ({ payment_intent: of }: { payment_intent: unknown }) => stay.intents.includes(String(of));
    const disputes = stripe.disputes.filter(isOf);
    const given = refunds.filter(isOf);
    const beyond = given.map((refund) => (isOurs(refund) ? 0 : refund.amount - (counted.get(refund.id) ?? 0)));
    // Of whichever payment for the stay.
    const isUncounted = (before: number) => beyond.slice(0, before).some((amount) => amount > 0);
    const received = total(
      stripe.paymentIntents.filter(({ id }) => stay.intents.includes(id)).map((intent) => intent.amount_received),
    );
    const byBanks = total(disputes.map(takenBy));
    const has = received - total(given.map(({ amount }) => amount)) - byBanks;
    const checks: Record<string, boolean> = {
      'the guest has not paid exactly what is theirs to pay':
        has !== stay.guestPays - stay.lost - stay.borne - total(beyond),
      'the guest is still owed something': stay.owed !== 0,
      'the guest was given what the dashboard had given before':
        cuts === 0 && given.some((refund, at) => isOurs(refund) && isUncounted(at)),
      'the host has another share': stay.hostHas !== stay.hostReceives,
    };
    if (disputes.some(isUndecided)) return [];
    return Object.keys(checks)
      .filter((fault) => checks[fault])
      .map((fault) => ({ fault, ...stay, received, has, byBanks, beyond }));
  });
  if (faults.length > 0) throw new Error(`owed:\n${faults.map((fault) => JSON.stringify(fault)).join('\n')}`);
}

/** Throws unless hosts have been paid all that is theirs, once it is long due, as far as Stripe has money for it. */
export async function assertHostsArePaid({ h, host }: Real): Promise<void> {
  const unpaid = await h.sql(
    `select b.id, b.state, host.balance::int from ledger_balances host join bookings b on b.id = host.holder
     join payout_accounts a on a.host_id = b.host_id
     where host.account = 'host' and host.balance < 0 and b.host_id = $2 and a.transfers_active and a.payouts_enabled
       and (b.check_out + 40)::timestamptz < $1::timestamptz + ${aheadOf('b.id')}
       and not exists (
         select from ledger_balances where holder = b.id and account = 'disputes' and balance <> 0)
       and (select sum(balance) from ledger_balances where holder = $2 and account in ('host', 'receivables')) < 0 - case host.currency
         when 'KWD' then 1_500 when 'HUF' then 200_000 else 100 end`,
    [new Date(h.clock.now()), host.id],
  );
  if (unpaid.length > 0) throw new Error(`not paid:\n${unpaid.map((stay) => JSON.stringify(stay)).join('\n')}`);
}

const posted = (account: string, what: string) => `
  coalesce((select sum(e.amount) from ledger_entries e where e.subject = b.id and e.account = '${account}' and (${what})), 0)::int`;

const ofStays = `
  select b.id, money.intents, posted.*,
    coalesce((agreed.shares ->> 'guestPays')::int, 0) as "guestPays",
    coalesce((agreed.shares ->> 'hostReceives')::int, 0) as "hostReceives",
    -- What a bank has taken of a stay that never was is given back like all else of it.
    case when agreed.shares is null then 0 else money.lost end as lost
  from bookings b
  cross join lateral (select case when b.state in ('confirmed', 'completed', 'cancelled')
    then coalesce(b.kept, b.price -> 'totals') end as shares) as agreed
  cross join lateral (
    select coalesce(array_agg(intent_id) filter (where intent_id is not null), '{}') as intents,
      coalesce(sum(disputed_amount), 0)::int as lost
    from payments where subject = b.id) as money
  cross join lateral (select
    0 - ${posted(
      'host',
      `split_part(e.effect, ':', 1) in ('capture', 'refund-promised', 'alteration')
      or agreed.shares is null and e.effect like 'dispute-lost:%'`,
    )} as "hostHas",
    ${posted('guest', `e.effect not like 'deposit-%'`)} as owed,
    ${posted('platform', `split_part(e.effect, ':', 1) in ('dispute-excess', 'refund-failed')`)} as borne) as posted`;

/** What of refunds in the dashboard has counted for ours. */
async function countedOf(h: Harness, refunds: readonly Stripe.Refund[]): Promise<Map<string, number>> {
  const rows = await h.sql<{ id: string; amount: number }>(
    `select split_part(effect, ':', 2) as id, 0 - sum(amount)::int as amount from ledger_entries
     where account = 'stripe' and split_part(effect, ':', 2) = any ($1::text[]) group by 1`,
    [refunds.filter((refund) => !isOurs(refund)).map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}

function isOurs({ metadata }: Stripe.Refund): boolean {
  return metadata?.refundId !== undefined;
}

function isUndecided({ status }: Stripe.Dispute): boolean {
  return status !== 'won' && status !== 'lost';
}

function takenBy({ balance_transactions: moved }: Stripe.Dispute): number {
  return 0 - total(moved.map(({ amount }) => amount));
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
