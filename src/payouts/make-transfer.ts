import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PayoutId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { hostShareChanged, of, post } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { createdSince, doneOnce, expanded, findMarked, refusalOf, stripeFailureOf } from '../platform/stripe/index.ts';
import { syncAccount } from './jobs.ts';
import { paidWhileNew } from './new-host.ts';
import { holdFunds } from './queries/settlement.ts';
import { type Drawn, type PayoutRow, selectTransfer, updatePayout } from './queries/transfers.ts';
import { tellUnresolved } from './tell-unresolved.ts';
import { payoutTerms } from './terms.ts';

/**
 * Job: has Stripe transfer a payout, once. What Stripe refuses is not paid: it is the host's as before, and tried again
 * as another payout some hours later, or when Stripe says that the host can be paid.
 */
export async function onMakeTransfer(ctx: Ctx, { payoutId }: { payoutId: PayoutId }): Promise<readonly Write[]> {
  const [payout] = await ctx.db.all(selectTransfer(payoutId));
  if (payout?.state !== 'pending') return [];
  await tellUnresolved(ctx, payout, 'payouts');
  try {
    return paidWrites(ctx, payout, await transferOf(ctx, payout));
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    return refusedWrites(ctx, payout, refusalOf(error));
  }
}

async function transferOf(
  ctx: Ctx,
  payout: PayoutRow & { intents: string[]; drawn: Drawn[] },
): Promise<Stripe.Transfer> {
  return doneOnce(ctx, 'payouts', payout, {
    make: async (idempotencyKey) => {
      const source = await pendingCharge(ctx, payout);
      return ctx.stripe.transfers.create(
        {
          amount: payout.amount,
          currency: payout.currency.toLowerCase(),
          destination: payout.destination,
          metadata: { payoutId: payout.id, subject: payout.booking_id },
          ...(source === undefined ? {} : { source_transaction: source }),
        },
        { idempotencyKey },
      );
    },
    find: () => findTransfer(ctx, payout),
  });
}

// A charge whose money Stripe did not give out yet when the payout was decided, and that covers it beside what may have been drawn on
// it before: the transfer waits for it there. Of several charges that were pending and each too small, none is, nor is one that Stripe
// has converted or refuses to show: the transfer draws on the balance. It goes by when that was, so that the same is asked for each
// time: another transfer under the same key Stripe refuses while it may still be making the first.
async function pendingCharge(
  { stripe }: Ctx,
  { amount, currency, intents, drawn, created_at }: PayoutRow & { intents: string[]; drawn: Drawn[] },
): Promise<string | undefined> {
  for (const intentId of intents) {
    const intent = await stripe.paymentIntents
      .retrieve(intentId, { expand: ['latest_charge.balance_transaction'] })
      .catch(nothingIfRefused);
    const charge = expanded(intent?.latest_charge);
    if (charge === undefined) continue;
    const since = drawn.filter(({ paidAt }) => paidAt === null || Date.parse(paidAt) >= charge.created * 1000);
    if (charge.amount_captured < amount + sum(since.map(({ amount }) => amount))) continue;
    const booked = expanded(charge.balance_transaction);
    if (booked?.currency !== currency.toLowerCase()) continue;
    const decided = created_at.getTime() / 1000;
    if (booked.created <= decided && decided < booked.available_on) return charge.id;
  }
  return undefined;
}

// That is no refusal of the transfer, which may be made already.
function nothingIfRefused(error: unknown): undefined {
  if (stripeFailureOf(error) !== 'refused') throw error;
}

function findTransfer(
  { stripe }: Ctx,
  { id, destination, created_at }: PayoutRow,
): Promise<Stripe.Transfer | undefined> {
  return findMarked(stripe.transfers.list({ destination, ...createdSince(created_at), limit: 100 }), 'payoutId', id);
}

function paidWrites(
  ctx: Ctx,
  payout: PayoutRow & { other_stays_paid: number; currencies: Currency[] },
  { id: transferId }: Stripe.Transfer,
): Write[] {
  const { id, host_id: hostId, booking_id: bookingId, currency, amount } = payout;
  const wasNew = payout.other_stays_paid < payoutTerms.newHost.stays;
  return [
    updatePayout(id, { state: 'paid', stripe_transfer_id: transferId, paid_at: ctx.realNow }),
    ...post(ctx, `transfer:${id}`, bookingId, currency, {
      transfers: of(hostId, amount),
      stripe: of(hostId, 0 - amount),
    }),
    emit(ctx, { type: 'payout.paid', subject: id, hostId, data: { bookingId, currency, amount } }),
    // What the host has to give back of it may have waited for it, and what else has come due.
    enqueue(ctx, hostShareChanged, { subject: bookingId }),
    ...(wasNew ? paidWhileNew(ctx, hostId, payout.currencies) : []),
  ];
}

function refusedWrites(ctx: Ctx, payout: PayoutRow, failure: string): Write[] {
  const { id, host_id: hostId, booking_id: bookingId, currency, gross, withheld, amount } = payout;
  return [
    updatePayout(id, { state: 'failed', failure }),
    holdFunds(hostId, currency, new Date(ctx.realNow.getTime() + payoutTerms.afterRefusal)),
    ...post(ctx, `payout-refused:${id}`, bookingId, currency, {
      host: of(hostId, 0 - gross),
      transfers: of(hostId, amount),
      receivables: of(hostId, withheld),
    }),
    emit(ctx, { type: 'payout.failed', subject: id, hostId, data: { bookingId, currency, amount, failure } }),
    enqueue(ctx, syncAccount, { stripeAccountId: payout.destination }),
  ];
}
