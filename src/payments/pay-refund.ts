import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { isId, type RefundId } from '../kernel/ids.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import type { RefundState } from '../platform/db/tables/payments.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { disputeStateOf, isDisputed, isReplayed, stripeFailureOf } from '../platform/stripe/index.ts';
import { payRefund } from './jobs.ts';
import { of, type Postings, post } from './ledger.ts';
import {
  addDisputed,
  askForRefund,
  openNextRefundAttempt,
  type RefundOfIntent,
  selectRefund,
  updateRefund,
} from './queries.ts';

const DAY_MS = 86_400_000;

/**
 * Job: has Stripe pay a promised refund, once. Looks for it at Stripe first, which forgets keys after a day, says here
 * that it is asked for, and asks under the attempt's key. What Stripe refuses is failed and still owed, but while a
 * dispute is undecided it waits for the outcome; one that takes its time is looked at every day, should Stripe not tell.
 */
export async function onPayRefund(ctx: Ctx, { refundId }: { refundId: RefundId }): Promise<readonly Write[]> {
  const refund = await loadRefund(ctx, refundId);
  if (refund?.state !== 'pending') return [];
  try {
    const paid = await paidRefund(ctx, refund);
    return [...applyRefund(ctx, refund, paid), ...(isOver(paid) ? [] : [lookAgain(ctx, refundId)])];
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    const isLost = isDisputed(error) && (await isChargedBack(ctx, refund));
    if (isDisputed(error) && !isLost) return [askForRefund(refund, null), lookAgain(ctx, refundId)];
    return settle(ctx, refund, 'failed');
  }
}

/** Job: asks Stripe how a refund goes: a pending one may succeed or fail, one that had succeeded may still fail. */
export async function onSyncRefund(ctx: Ctx, given: { stripeRefundId: string }): Promise<readonly Write[]> {
  const paid = await ctx.stripe.refunds.retrieve(given.stripeRefundId);
  const refundId = paid.metadata?.refundId ?? '';
  const refund = isId('refund', refundId) ? await loadRefund(ctx, refundId) : undefined;
  return refund === undefined ? [] : applyRefund(ctx, refund, paid);
}

/** Whether Stripe has made one of these refunds of an intent, recorded here or not. */
export async function hasMadeRefund(ctx: Ctx, intentId: string, refundIds: readonly string[]): Promise<boolean> {
  return (await madeOf(ctx, intentId, refundIds)) !== undefined;
}

// Stripe itself says: of a dispute that was opened just now we may not have heard.
async function isChargedBack({ stripe }: Ctx, { intent_id: intent }: RefundOfIntent): Promise<boolean> {
  const { data } = await stripe.disputes.list({ payment_intent: intent, limit: 100 });
  const states = data.map(disputeStateOf);
  return states.includes('lost') && states.every((state) => state === 'lost' || state === 'won');
}

async function loadRefund(ctx: Ctx, refundId: RefundId): Promise<RefundOfIntent | undefined> {
  const [refund] = await ctx.db.all(selectRefund(refundId));
  return refund;
}

async function paidRefund(ctx: Ctx, refund: RefundOfIntent): Promise<Stripe.Refund> {
  try {
    return (await findRefund(ctx, refund)) ?? (await askAndMake(ctx, refund));
  } catch (error) {
    // What was refused before may be granted now: a dispute has ended since.
    if (stripeFailureOf(error) !== 'spent' && !isReplayed(error)) throw error;
  }
  await commitOrThrow(ctx, [openNextRefundAttempt(refund)]);
  return (await findRefund(ctx, refund)) ?? (await makeRefund(ctx, { ...refund, attempt: refund.attempt + 1 }));
}

// Said first: a lost dispute that is booked meanwhile would end the refund as one that it has paid, and Stripe pay it too.
async function askAndMake(ctx: Ctx, refund: RefundOfIntent): Promise<Stripe.Refund> {
  await commitOrThrow(ctx, [askForRefund(refund, ctx.now)]);
  return makeRefund(ctx, refund);
}

function findRefund(ctx: Ctx, refund: RefundOfIntent): Promise<Stripe.Refund | undefined> {
  return madeOf(ctx, refund.intent_id, [refund.id]);
}

// All pages: a payment may be given back in more parts than one has.
async function madeOf(
  { stripe }: Ctx,
  intentId: string,
  refundIds: readonly string[],
): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ payment_intent: intentId, limit: 100 })) {
    if (refundIds.includes(refund.metadata?.refundId ?? '')) return refund;
  }
  return undefined;
}

function makeRefund({ stripe }: Ctx, refund: RefundOfIntent): Promise<Stripe.Refund> {
  return stripe.refunds.create(
    { payment_intent: refund.intent_id, amount: refund.amount, metadata: { refundId: refund.id } },
    { idempotencyKey: `${refund.id}:${refund.attempt}` },
  );
}

/** Whether Stripe has decided about a refund; one that had succeeded may fail all the same. */
export function isOver({ status }: Pick<Stripe.Refund, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

function lookAgain(ctx: Ctx, refundId: RefundId): Write {
  return enqueue(ctx, payRefund, { refundId }, new Date(ctx.now.getTime() + DAY_MS));
}

function applyRefund(ctx: Ctx, refund: RefundOfIntent, paid: Stripe.Refund): Write[] {
  switch (paid.status) {
    case 'succeeded':
      return refund.state === 'pending' ? settle(ctx, refund, 'succeeded', paid.id) : [];
    case 'failed':
    case 'canceled':
      return refund.state === 'failed' ? [] : settle(ctx, refund, 'failed', paid.id);
    default:
      return refund.stripe_refund_id === null
        ? [updateRefund(refund, { state: refund.state, stripe_refund_id: paid.id }, ctx.now)]
        : [];
  }
}

function settle(ctx: Ctx, refund: RefundOfIntent, state: 'succeeded' | 'failed', stripeRefundId?: string): Write[] {
  const { id, subject, currency, amount, deposit_id: depositId } = refund;
  const effect = depositId === null ? (`refund-${state}:${id}` as const) : (`deposit-refund-${state}:${id}` as const);
  const isBack = refund.state === 'succeeded' && state === 'failed';
  const byBank = isBack ? Math.min(amount, refund.excess) : 0;
  return [
    updateRefund(refund, { state, ...(stripeRefundId && { stripe_refund_id: stripeRefundId }) }, ctx.now),
    // Nothing more is lost of it, but guarded: a lost dispute that is booked meanwhile has counted this refund as paid.
    ...(isBack ? [addDisputed(paidOf(refund), 0, ctx.now)] : []),
    ...post(ctx, effect, subject, currency, settlementPostings(refund, state, byBank)),
    emit(ctx, {
      type: byBank > 0 ? 'refund.superseded' : `refund.${state}`,
      subject: id,
      guestId: refund.payer_id,
      data: { subject, amount, currency, reason: refund.reason },
    }),
  ];
}

function paidOf({ payment_id, deposit_id, paid_version: version }: RefundOfIntent) {
  if (payment_id !== null) return { kind: 'payment', id: payment_id, version } as const;
  if (deposit_id !== null) return { kind: 'deposit', id: deposit_id, version } as const;
  throw new Error('a refund is of a payment or of a deposit');
}

// A refund that fails before it succeeded moved no money: it is owed as before. What a bank has paid as well once it had
// succeeded is owed no more, and the marketplace bears it no more.
function settlementPostings(
  { state, amount, payer_id: guest }: RefundOfIntent,
  to: RefundState,
  byBank: number,
): Postings {
  if (to === 'succeeded') return { guest: of(guest, amount), stripe: of(guest, 0 - amount) };
  if (state !== 'succeeded') return {};
  return { guest: of(guest, byBank - amount), stripe: of(guest, amount), platform: 0 - byBank };
}
