import { aheadOf } from './own-time.ts';
import type { Harness } from './world.ts';

/** Effects of payouts: what they move is looked at here, and left out where a booking's own money is. */
export const PAYOUT_EFFECTS = `('payout', 'payout-refused', 'transfer', 'reversal', 'carried')`;

/** What no database may hold of hosts' money at rest, each as a query that finds it. */
export const payoutContradictions: Readonly<Record<string, string>> = {
  'a payout is under way': `
    select id from payouts where state = 'pending' union all select id from payout_reversals where state = 'pending'`,
  'a host was paid before the time': `
    select p.id, p.created_at from payouts p join bookings b on b.id = p.booking_id
    where p.created_at + ${aheadOf('b.id')} < (b.check_in + b.check_in_from::time) at time zone b.time_zone + interval '24 hours'`,
  'a host was paid more than the booking has brought': `
    select holder, currency, balance from ledger_balances where account = 'host' and holder like 'bkg%' and balance > 0`,
  'a host owes less than nothing': `
    select holder, currency, balance from ledger_balances
    where account = 'receivables' and holder like 'per%' and balance < 0`,
  'transfers are decided and not made': `
    select holder, currency, balance from ledger_balances where account = 'transfers' and balance <> 0`,
  'payouts and ledger disagree': `
    select plan.booking_id, own.host, own.stripe, own.moved, paid.*, back.*
    from payout_plans plan
    cross join lateral (select
        coalesce(sum(amount) filter (where account = 'host'), 0) as host,
        coalesce(sum(amount) filter (where account = 'stripe'), 0) as stripe,
        coalesce(sum(amount) filter (where account = 'receivables'), 0) as moved
      from ledger_entries
      where subject = plan.booking_id and split_part(effect, ':', 1) in ${PAYOUT_EFFECTS}) as own
    cross join lateral (select coalesce(sum(gross), 0) as gross, coalesce(sum(amount), 0) as amount,
        coalesce(sum(withheld), 0) as withheld
      from payouts where booking_id = plan.booking_id and state <> 'failed') as paid
    cross join lateral (select coalesce(sum(amount), 0) as back,
        coalesce(sum(amount) filter (where state = 'made'), 0) as made,
        coalesce(sum(amount) filter (where state = 'carried'), 0) as carried
      from payout_reversals where booking_id = plan.booking_id) as back
    where own.host <> paid.gross - back.back or own.stripe <> back.made - paid.amount
      or own.moved <> back.carried - paid.withheld`,
};

type OurPayout = { id: string; state: string; amount: number; transfer: string | null; reversed: number };

/** Where our payouts and Stripe's transfers differ. */
export async function payoutDisagreements(h: Harness): Promise<object[]> {
  const payouts = await h.sql<OurPayout>(`
    select id, state, amount::int, stripe_transfer_id as transfer, (
      select coalesce(sum(amount), 0)::int from payout_reversals where payout_id = payouts.id and state = 'made') as reversed
    from payouts`);
  const { accounts, transfers } = h.stripe.api.state();
  const transfersOf = Map.groupBy(transfers, ({ metadata }) => metadata.payoutId ?? '');
  const known = new Set(payouts.map(({ id }) => id));
  const strays = [...transfersOf.keys()].filter((id) => !known.has(id));
  const accountsOf = Map.groupBy(accounts, ({ metadata }) => metadata?.payoutAccountId ?? '');
  return [
    ...strays.map((id) => ({ fault: 'Stripe has a transfer for a payout that we do not have', id })),
    ...[...accountsOf].filter(([, made]) => made.length > 1).map(([id]) => ({ fault: 'a host has two accounts', id })),
    ...payouts.flatMap((payout) => {
      const made = transfersOf.get(payout.id) ?? [];
      const moved = made.reduce((total, { amount }) => total + amount, 0);
      const back = made.reduce((total, { amount_reversed: reversed }) => total + reversed, 0);
      const isRight =
        made.length <= 1 &&
        moved === (payout.state === 'paid' ? payout.amount : 0) &&
        back === payout.reversed &&
        (made[0]?.id ?? null) === payout.transfer;
      return isRight ? [] : [{ fault: 'Stripe has transferred something else', moved, back, ...payout }];
    }),
  ];
}
