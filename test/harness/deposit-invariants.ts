import type Stripe from 'stripe';
import { isId } from '../../src/kernel/ids.ts';
import type { Harness } from './world.ts';

/** What no database may hold of damage deposits at rest, each as a query that finds it. */
export const depositContradictions: Readonly<Record<string, string>> = {
  'deposit and ledger disagree': `
    select d.id, d.state, d.captured_amount, d.claim_amount, posted.* from deposits d
    cross join lateral (select
        coalesce(sum(amount) filter (where account in ('stripe', 'stripe-fees', 'disputes')
          or account = 'platform' and effect ~ '^deposit-(dispute-excess|refund-failed):'), 0) as stripe,
        coalesce(sum(amount) filter (where account = 'deposits'), 0) as deposits,
        coalesce(sum(amount) filter (where account = 'host'), 0) as host,
        coalesce(sum(amount) filter (where account = 'guest'), 0) as guest,
        coalesce(0 - sum(amount) filter (where account = 'guest' and effect like 'deposit-refund-promised:%'), 0) as promised
      from ledger_entries where subject = d.booking_id and effect like 'deposit-%') as posted
    cross join lateral (select coalesce(sum(amount), 0) as paid
      from refunds where deposit_id = d.id and state = 'succeeded') as given
    where (posted.deposits, posted.host, posted.stripe + posted.guest)
      is distinct from (0::numeric, d.refunded_amount + d.disputed_amount - d.captured_amount::numeric,
        d.captured_amount - d.refunded_amount - d.disputed_amount::numeric)
      or posted.promised <> d.refunded_amount or posted.guest < given.paid - posted.promised or posted.guest > 0
      or (d.state = 'captured') <> (d.captured_amount > 0)`,
  'deposit and authorisations disagree': `
    select d.id, d.state, held.states from deposits d
    cross join lateral (select coalesce(array_agg(state order by id), '{}') as states,
        count(*) filter (where state = 'authorised') as authorised,
        count(*) filter (where state = 'captured') as captured,
        bool_or(id = d.hold_id and state in ('authorised', 'captured')) as stands
      from deposit_holds where deposit_id = d.id) as held
    where held.authorised <> case when d.state = 'authorised' then 1 else 0 end
      or held.captured <> case when d.state = 'captured' then 1 else 0 end
      or (d.state in ('authorised', 'captured') and held.stands is not true)
      or 'opening' = any (held.states)
      or (d.state <> 'failed' and 'declined' = any (held.states))`,
  'a deposit outlives its booking': `
    select d.id, d.state, b.state as booking from deposits d join bookings b on b.id = d.booking_id
    where b.state = 'cancelled' and d.state in ('scheduled', 'authorised') and d.claim_amount is null`,
  'nothing will look at this deposit': `
    select d.id, d.state from deposits d join bookings b on b.id = d.booking_id
    where b.state in ('confirmed', 'completed') and d.state in ('scheduled', 'authorised') and not exists (
      select from jobs where done_at is null and kind = 'look-at-deposit' and payload ->> 'bookingId' = b.id)`,
};

type OurDeposit = { id: string; amount: number; captured: number; holds: Record<string, string> };

/** Where our deposits and Stripe's record differ. */
export async function depositDisagreements(h: Harness): Promise<object[]> {
  const deposits = await h.sql<OurDeposit>(`
    select d.id, d.amount::int, d.captured_amount::int as captured,
      (select coalesce(json_object_agg(id, state), '{}') from deposit_holds where deposit_id = d.id) as holds
    from deposits d`);
  const intents = h.stripe.api.state().paymentIntents.filter(isOfDeposit);
  const known = new Set(deposits.flatMap(({ holds }) => Object.keys(holds)));
  return [
    ...intents
      .filter(({ metadata }) => !known.has(metadata.depositHoldId ?? ''))
      .map(({ id }) => ({ fault: 'Stripe has an intent for a deposit that we do not have', id })),
    ...deposits.flatMap((deposit) => {
      const own = intents.filter(({ metadata }) => Object.hasOwn(deposit.holds, metadata.depositHoldId ?? ''));
      const faults = faultsOf(deposit, own);
      return faults.map((fault) => ({ fault, ...deposit, intents: own.map(({ id, status }) => `${id} ${status}`) }));
    }),
  ];
}

/** Whether an intent or charge at Stripe is a deposit's. */
export function isOfDeposit({ metadata }: { metadata: Stripe.Metadata }): boolean {
  return isId('depositHold', metadata.depositHoldId ?? '');
}

function faultsOf({ amount, captured, holds }: OurDeposit, intents: readonly Stripe.PaymentIntent[]): string[] {
  const stateOf = ({ metadata }: Stripe.PaymentIntent) => holds[metadata.depositHoldId ?? ''];
  const checks: Record<string, boolean> = {
    'an authorisation was made twice':
      new Set(intents.map(({ metadata }) => metadata.depositHoldId)).size !== intents.length,
    'another amount was authorised': intents.some((intent) => intent.amount !== amount),
    'Stripe captured another amount': intents.reduce((sum, intent) => sum + intent.amount_received, 0) !== captured,
    'a deposit was captured twice': intents.filter(({ status }) => status === 'succeeded').length > 1,
    'an amount stays set aside for nothing': intents.some(
      (intent) => (intent.status === 'requires_capture') !== (stateOf(intent) === 'authorised'),
    ),
    'a released deposit can be paid': intents.some(
      (intent) => stateOf(intent) === 'released' && intent.status !== 'canceled',
    ),
  };
  return Object.keys(checks).filter((fault) => checks[fault]);
}
