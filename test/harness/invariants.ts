import type Stripe from 'stripe';
import { isId } from '../../src/kernel/ids.ts';
import { paidByBanks } from './by-banks.ts';
import { cardDisagreements } from './card-invariants.ts';
import { depositContradictions, depositDisagreements, isOfDeposit } from './deposit-invariants.ts';
import { aheadOf } from './own-time.ts';
import { PAYOUT_EFFECTS, payoutContradictions, payoutDisagreements } from './payout-invariants.ts';
import { restContradictions } from './rest-invariants.ts';
import type { Harness } from './world.ts';

/**
 * Throws unless all that must be true of a world at rest is: nights are sold once, every booking, its nights, its money
 * and its events tell the same story, our books agree with Stripe's, and nothing that was due is left undone.
 * Everything has to be drained before, late enough for every back-off to be over (two hours).
 */
export async function assertConverged(h: Harness): Promise<void> {
  const now = new Date(h.clock.now());
  const ours = Object.entries({
    ...contradictions,
    ...payoutContradictions,
    ...depositContradictions,
    ...restContradictions,
  }).map(async ([fault, query]) =>
    (await h.sql(`select * from (${query}) as found, (select $1::timestamptz) as now`, [now])).map((row) => ({
      fault,
      ...row,
    })),
  );
  const faults = [
    ...(await Promise.all(ours)).flat(),
    ...(await disagreements(h)),
    ...(await payoutDisagreements(h)),
    ...(await cardDisagreements(h)),
    ...(await depositDisagreements(h)),
    ...brokenAnswers(h),
  ];
  if (faults.length > 0) throw new Error(`not converged:\n${faults.map((fault) => JSON.stringify(fault)).join('\n')}`);
}

/** What no database may hold at rest, each as a query that finds it. */
const contradictions: Readonly<Record<string, string>> = {
  'nights are claimed twice': `
    select a.booking_id, b.booking_id as other from claims a
    join claims b on a.listing_id = b.listing_id and a.booking_id < b.booking_id and a.nights && b.nights
    where a.active and b.active`,
  'booking and claim disagree': `
    select b.id, b.state, c.booking_id, c.active, c.expires_at from bookings b full join claims c on c.booking_id = b.id
    where b.id is null or c.booking_id is null
      or c.listing_id <> b.listing_id or c.stay <> daterange(b.check_in, b.check_out)
      or c.active <> (b.state in ('held', 'requested', 'confirmed', 'completed'))
      or (c.active and c.expires_at is distinct from b.expires_at)`,
  'a booking with somebody who has left': `
    select b.id from bookings b join people on people.id in (b.guest_id, b.host_id)
    where left_at is not null and b.state in ('held', 'requested', 'confirmed')`,
  'booking and payment disagree': `
    select b.id, b.state, p.state as payment, p.captured_amount, p.refunded_amount
    from bookings b left join payments p on p.id = b.payment_id and p.subject = b.id
    where not coalesce(case
      when b.state = 'held' then p.state = 'pending'
      when b.state = 'requested' then p.state = 'authorised'
      when b.state in ('confirmed', 'completed', 'cancelled') then p.state = 'captured' and (
        select sum(captured_amount - refunded_amount) from payments where subject = b.id
      ) = (coalesce(b.kept, b.price -> 'totals') ->> 'guestPays')::bigint
      else p.refunded_amount + p.disputed_amount = p.captured_amount and p.state in ('captured', 'cancelled')
    end, false)`,
  'price and payment disagree': `
    select b.id from bookings b join payments p on p.id = b.payment_id
    where p.currency <> b.price ->> 'currency' or (
      p.amount + coalesce((select amount from booking_rests where booking_id = b.id), 0)
        <> (b.price #>> '{totals,guestPays}')::bigint
      and not exists (select from alterations where booking_id = b.id and state in ('accepted', 'failed')))`,
  'a proposal and its booking or payment disagree': `
    select a.id, a.state, b.state as booking, p.state as payment from alterations a
    join bookings b on b.id = a.booking_id left join payments p on p.id = a.payment_id
    where not coalesce(case a.state
      when 'unpaid' then b.state = 'confirmed' and p.state = 'pending'
      when 'accepting' then b.state = 'confirmed' and p.state = 'pending'
      when 'proposed' then b.state = 'confirmed' and coalesce(p.state, 'authorised') = 'authorised'
      when 'accepted' then p.id is null or (p.state = 'captured' and a.settled_at is not null)
        or (b.state = 'cancelled' and p.state = 'cancelled')
      else coalesce(p.state, 'cancelled') = 'cancelled' or p.refunded_amount = p.captured_amount
    end, false)`,
  'nothing will end this proposal': `
    select a.id from alterations a where a.expires_at is not null and not exists (
      select from jobs where done_at is null and kind = 'expire-alteration' and payload ->> 'alterationId' = a.id
        and run_at + ${aheadOf('a.booking_id')} = a.expires_at)`,
  'refunds and payment disagree': `
    select p.id, p.refunded_amount, refunds.paid, banks.paid as by_banks from payments p
    cross join lateral (select coalesce(sum(amount), 0) as paid from refunds where payment_id = p.id
      and (state = 'succeeded' or state = 'pending' and exists (
        select from disputes d where d.payment_id = p.id and d.state <> 'won'))) as refunds
    cross join lateral (select ${paidByBanks('p.id')} as paid) as banks
    where p.refunded_amount <> refunds.paid + banks.paid`,
  'the marketplace bears more of a lost dispute than guests have had twice': `
    select p.id, borne.excess, given.back from payments p
    cross join lateral (select coalesce(sum(amount), 0) as excess from ledger_entries
      where account = 'platform' and (
        split_part(effect, ':', 1) = 'dispute-excess' and split_part(effect, ':', 2) in (
          select stripe_dispute_id from disputes where payment_id = p.id)
        or effect in (select 'refund-failed:' || id from refunds where payment_id = p.id))) as borne
    cross join lateral (select coalesce(sum(amount), 0) as back from refunds
      where payment_id = p.id and state = 'succeeded') as given
    where borne.excess < 0 or borne.excess > given.back`,
  'a clock has run out': `
    select id, state, expires_at from bookings where expires_at <= $1::timestamptz + ${aheadOf('id')}`,
  'a clock is still being moved': `
    select booking_id, ahead, advance_to from test_clocks where advance_to is not null`,
  'nothing will end this': `
    select b.id, b.state from bookings b where b.state in ('held', 'requested', 'confirmed') and not exists (
      select from jobs where done_at is null and (
        (kind = 'expire-booking' and payload ->> 'bookingId' = b.id
          and run_at + ${aheadOf('b.id')} = b.expires_at)
        or (kind = 'complete-booking' and payload ->> 'bookingId' = b.id and b.state = 'confirmed')))`,
  'a job is left undone': `
    select id, kind, run_at, attempts, last_error from jobs where done_at is null and (run_at <= $1 or attempts > 0)`,
  'a key or quote made two bookings, or none': `
    select 'key' as made_by, made.id from (
      select body::jsonb ->> 'id' as id from idempotency_keys where operation = 'bookings_create') as made
    left join bookings b on b.id = made.id group by made.id having count(*) > 1 or count(b.id) = 0
    union all
    select 'quote', b.id from bookings b left join quote_redemptions on booking_id = b.id
    group by b.id having count(booking_id) <> 1`,
  'an event is told twice': `
    select subject, type from events where type ~ '^(booking|payment|refund|alteration|payout|bank-payout)\\.' and type not in ('payment.failed', 'booking.altered', 'booking.refunded')
    group by subject, type having count(*) > 1`,
  'state and events disagree': `
    select b.id, b.state, told.types from bookings b
    cross join lateral (select array_agg(type) as types from events where subject = b.id) as told
    where not ('booking.held' = any (told.types) and 'booking.' || b.state = any (told.types))
      or ('booking.requested' = any (told.types)) <> (b.requested_at is not null)
      or ('booking.accepted' = any (told.types)) <> (b.accepted_at is not null)
      or ('booking.confirmed' = any (told.types)) <> (b.confirmed_at is not null)`,
  'an effect does not balance': `
    select effect, currency, sum(amount) from ledger_entries group by effect, currency having sum(amount) <> 0`,
  'a balance is not the sum of its postings': `
    select holder, account, currency, balance, added.up from ledger_balances full join (
      select holder, account, currency, sum(amount) as up
      from ledger_entries cross join lateral (values (subject), (owner)) as of_whom (holder)
      where holder is not null group by holder, account, currency) as added using (holder, account, currency)
    where balance is distinct from added.up`,
  'a posting has no owner': `
    select effect, account from ledger_entries
    where owner is null and account in ('receivables', 'disputes', 'guest', 'host', 'transfers', 'deposits')`,
  'booking and ledger disagree': `
    select b.id, b.state, booked.* from bookings b
    cross join lateral (select case when b.state in ('confirmed', 'completed', 'cancelled')
        then coalesce(b.kept, b.price -> 'totals') end as left_over) as shares
    cross join lateral (select sum(captured_amount - refunded_amount) as paid from payments where subject = b.id) as money
    cross join lateral (select
        coalesce(sum(amount) filter (where account in ('stripe', 'stripe-fees')), 0) as stripe,
        coalesce(sum(amount) filter (where account = 'guest'), 0) as guest,
        coalesce(sum(amount) filter (where account = 'host'), 0) as host,
        coalesce(sum(amount) filter (where account = 'receivables'), 0) as receivables,
        coalesce(sum(amount) filter (where account = 'platform'), 0) as platform,
        coalesce(sum(amount) filter (where account = 'tax'), 0) as tax
      from ledger_entries where subject = b.id and split_part(effect, ':', 1) not in ${PAYOUT_EFFECTS}
        and effect not like 'deposit-%') as booked
    where not exists (select from disputes join payments on payments.id = payment_id where subject = b.id)
      and (booked.stripe, booked.guest, 0 - booked.host, 0 - booked.platform, 0 - booked.tax, booked.receivables)
      is distinct from (money.paid, 0::numeric,
        coalesce((shares.left_over ->> 'hostReceives')::numeric, 0),
        coalesce((shares.left_over ->> 'platformKeeps')::numeric, 0) + b.host_fee,
        coalesce((shares.left_over ->> 'taxes')::numeric, 0), b.host_fee::numeric)`,
  'dispute and ledger disagree': `
    select d.id, d.state, d.taken, d.returned, set_aside.amount from disputes d
    cross join lateral (select coalesce(sum(amount), 0) as amount from ledger_entries
      where account = 'disputes' and split_part(effect, ':', 2) = d.stripe_dispute_id) as set_aside
    where set_aside.amount <> case when d.taken and not d.returned and d.state <> 'lost' then d.amount else 0 end`,
  'a dispute is lost to more than its payment': `
    select id, captured_amount, refunded_amount, disputed_amount from payments p
    where disputed_amount <> coalesce((
      select sum(e.amount) from ledger_entries e
      join disputes d on split_part(e.effect, ':', 1) = 'dispute-lost' and split_part(e.effect, ':', 2) = d.stripe_dispute_id
      where d.payment_id = p.id and e.account in ('host', 'platform', 'tax')), 0)`,
};

type OurPayment = {
  id: string;
  state: string;
  amount: number;
  currency: string;
  intent_id: string | null;
  captured: number;
  refunded: number;
};

/** What a refund that was made in Stripe's dashboard gives beyond what it has counted for: the books do not have it. */
type Uncounted = Stripe.Refund & { uncounted: number };

/**
 * Where our payments and Stripe's own record differ. What is disputed Stripe does not refund before that is decided, and
 * what a lost dispute has paid of refunds it does not refund at all.
 */
async function disagreements(h: Harness): Promise<object[]> {
  const payments = await h.sql<OurPayment>(`
    select id, state, amount::int, lower(currency) as currency, intent_id,
      captured_amount::int as captured, (refunded_amount - ${paidByBanks('payments.id')} - coalesce((
        select sum(amount) from refunds where payment_id = payments.id and state = 'pending' and stripe_refund_id is null
          and exists (select from disputes where payment_id = payments.id and state <> 'won')
      ), 0))::int as refunded
    from payments`);
  const { paymentIntents, refunds } = h.stripe.api.state();
  const outside = await uncounted(h, refunds.filter(isMoney));
  const outsideOf = Map.groupBy(outside, ({ payment_intent: intent }) => String(intent));
  const intentsOf = Map.groupBy(paymentIntents, ({ metadata }) => metadata.paymentId ?? '');
  const refundsOf = Map.groupBy(refunds.filter(isMoney), ({ payment_intent: intent }) => String(intent));
  const known = new Set(payments.map(({ id }) => id));
  const strays = [...intentsOf.keys()].filter((id) => isId('payment', id) && !known.has(id));
  return [
    ...(await unbalanced(h, outside)),
    ...outside
      .filter((refund) => refund.uncounted < 0)
      .map((refund) => ({ fault: 'it counts for more than it is', ...refund })),
    ...strays.map((id) => ({ fault: 'Stripe has an intent for a payment that we do not have', id })),
    ...payments.flatMap((payment) =>
      faultsOf(payment, intentsOf.get(payment.id) ?? [], refundsOf, outsideOf).map((fault) => ({ fault, ...payment })),
    ),
  ];
}

/** The currencies of which our books do not say that Stripe holds what it does, without what others are charged. */
async function unbalanced(h: Harness, outside: readonly Uncounted[]): Promise<object[]> {
  const rows = await h.sql<{ currency: string; balance: number }>(`
    select lower(currency) as currency, sum(amount)::int as balance from ledger_entries where account = 'stripe'
    group by currency`);
  const { balanceTransactions, charges, refunds } = h.stripe.api.state();
  const foreign = new Set(
    charges
      .filter((charge) => !isId('payment', charge.metadata.paymentId ?? '') && !isOfDeposit(charge))
      .map(({ id }) => id),
  );
  for (const { id, charge } of refunds) if (foreign.has(String(charge))) foreign.add(id);
  const own = balanceTransactions.filter(({ source }) => !foreign.has(String(source)));
  const transactions = Map.groupBy(own, ({ currency }) => currency);
  const books = new Map(rows.map(({ currency, balance }) => [currency, balance]));
  return [...new Set([...transactions.keys(), ...books.keys()])].flatMap((currency) => {
    const given = outside.filter((refund) => refund.currency === currency && !foreign.has(refund.id));
    const moved = (transactions.get(currency) ?? []).reduce((total, { net }) => total + net, 0);
    const stripe = moved + given.reduce((total, refund) => total + refund.uncounted, 0);
    const ours = books.get(currency) ?? 0;
    return stripe === ours ? [] : [{ fault: 'our books and the balance at Stripe differ', currency, stripe, ours }];
  });
}

async function uncounted(h: Harness, refunds: readonly Stripe.Refund[]): Promise<Uncounted[]> {
  const outside = refunds.filter(({ metadata }) => metadata?.refundId === undefined);
  const rows = await h.sql<{ id: string; amount: number }>(
    `select split_part(effect, ':', 2) as id, sum(amount)::int as amount from ledger_entries
     where account = 'stripe' and split_part(effect, ':', 2) = any ($1::text[]) group by 1`,
    [outside.map(({ id }) => id)],
  );
  const booked = new Map(rows.map(({ id, amount }) => [id, amount]));
  return outside.map((refund) => ({ ...refund, uncounted: refund.amount + (booked.get(refund.id) ?? 0) }));
}

function faultsOf(
  payment: OurPayment,
  intents: readonly Stripe.PaymentIntent[],
  refundsOf: ReadonlyMap<string, readonly Stripe.Refund[]>,
  outsideOf: ReadonlyMap<string, readonly Uncounted[]>,
): string[] {
  const givenBack = (id: string) => (refundsOf.get(id) ?? []).reduce((total, { amount }) => total + amount, 0);
  const excess = (outsideOf.get(payment.intent_id ?? '') ?? []).reduce((total, refund) => total + refund.uncounted, 0);
  const promised = (refundsOf.get(payment.intent_id ?? '') ?? []).flatMap(({ metadata }) => metadata?.refundId ?? []);
  const mayBeOpen = payment.state === 'pending' || payment.state === 'authorised';
  const own = intents.find(({ id }) => id === payment.intent_id);
  const others = intents.filter((intent) => intent !== own);
  const checks: Record<string, boolean> = {
    'Stripe has another amount': intents.some(
      ({ amount, currency }) => amount !== payment.amount || currency !== payment.currency,
    ),
    'Stripe captured another amount': (own?.amount_received ?? 0) !== payment.captured,
    'Stripe gave back another amount': givenBack(own?.id ?? '') - excess !== payment.refunded,
    'Stripe gave back more than it took': givenBack(own?.id ?? '') > payment.captured,
    'Stripe gave the same refund back twice': new Set(promised).size !== promised.length,
    'a payment that is over can be paid': !mayBeOpen && intents.some(isOpen),
    'a payment can be paid twice': intents.filter(isOpen).length > 1,
    'an intent that does not count was charged': others.some(
      ({ id, amount_received: charged }) => charged !== givenBack(id),
    ),
  };
  return Object.keys(checks).filter((fault) => checks[fault]);
}

/** Whether a refund at Stripe moves money: the release of an authorisation is one, too. */
export function isMoney({ balance_transaction: moved, status }: Stripe.Refund): boolean {
  return moved !== null && status !== 'failed';
}

function isOpen({ status }: Stripe.PaymentIntent): boolean {
  return status !== 'succeeded' && status !== 'canceled';
}

/** What the service could not explain: requests that it answered with a 500, Stripe's webhooks among them. */
function brokenAnswers(h: Harness): object[] {
  const logged = h.worker.logs.filter((line) => line.includes('"request.failed"'));
  const refused = h.stripe.webhooks.attempts.filter(({ status = 0 }) => status >= 500 && status !== 503);
  return [
    ...logged.map((line) => ({ fault: 'a request failed', line })),
    ...refused.map((attempt) => ({ fault: 'a webhook failed', ...attempt })),
  ];
}
