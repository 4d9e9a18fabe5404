import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { DAY_MS, HOUR_MS } from '../kernel/durations.ts';
import { isId, type RefundId } from '../kernel/ids.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { doneOnce, idOf, isDisputed, notSaid, stripeFailureOf } from '../platform/stripe/index.ts';
import { disputesOf, isLossUnheard, takenBy } from './charged-back.ts';
import { payRefund, undoIntent } from './jobs.ts';
import { selectPosted } from './ledger.ts';
import { moveToOther } from './move-to-other.ts';
import { countOutside, outsideCameBack } from './outside-refunds.ts';
import { askForRefund, type RefundOfIntent, selectRefund, updateRefund } from './queries/refunds.ts';
import { settle } from './settle-refund.ts';
import { hasFailed, isOf, isOver, madeOf, makeRefund } from './stripe-refunds.ts';

/** Longer than any request to Stripe is under way. */
const ASKING_MS = HOUR_MS;

/**
 * Job: has Stripe pay a promised refund, once. Looks for it at Stripe first, which forgets keys after a day, says here
 * that it is asked for, and asks under the attempt's key. What was given back of the same payment outside counts, also
 * where Stripe has refused because of it. What Stripe refuses is failed and still owed, but while a dispute is undecided it
 * waits for the outcome; one that takes its time is looked at every day, should Stripe not tell.
 */
export async function onPayRefund(ctx: Ctx, { refundId }: { refundId: RefundId }): Promise<readonly Write[]> {
  const refund = await loadRefund(ctx, refundId);
  if (refund?.state !== 'pending') return [];
  try {
    const found = await lookForRefund(ctx, refund);
    return found.length > 0 ? found : followRefund(ctx, refund, await askAndMake(ctx, refund));
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    const disputes = await disputesOf(ctx, refund.intent_id).catch(nothingIfRefused);
    const isUndecided = isDisputed(error) && takenBy(disputes) === undefined;
    if (isUndecided || (await isLossUnheard(ctx, disputes)))
      return [askForRefund(refund, null), lookAgain(ctx, refundId)];
    const found = await lookForRefund(ctx, { ...refund, asked_at: ctx.now }, true).catch(nothingIfRefused);
    return found.length > 0 ? found : settle(ctx, refund, 'failed');
  }
}

/** Job: asks Stripe how a refund goes: a pending one may succeed or fail, one that had succeeded may still fail. */
export async function onSyncRefund(ctx: Ctx, given: { stripeRefundId: string }): Promise<readonly Write[]> {
  const paid = await ctx.stripe.refunds.retrieve(given.stripeRefundId);
  const refundId = paid.metadata?.refundId ?? '';
  if (!isId('refund', refundId)) return followOutside(ctx, paid);
  const refund = await loadRefund(ctx, refundId);
  return refund === undefined ? [] : applyRefund(ctx, refund, paid);
}

// Of what was paid by an intent too many each is booked for itself, whoever has made it.
async function followOutside(ctx: Ctx, paid: Stripe.Refund): Promise<Write[]> {
  const intentId = idOf(paid.payment_intent) ?? '';
  const [stray] = await ctx.db.all(selectPosted([`stray-capture:${intentId}`]));
  return stray !== undefined ? [enqueue(ctx, undoIntent, { intentId })] : outsideCameBack(ctx, paid);
}

async function loadRefund(ctx: Ctx, refundId: RefundId): Promise<RefundOfIntent | undefined> {
  const [refund] = await ctx.db.all(selectRefund(refundId));
  return refund;
}

// One that may be under way is asked for once more before anything counts for it: only Stripe's word says that it is not.
// Of one that was asked for long ago its list does: it may have been given outside since, because it had not come.
async function lookForRefund(ctx: Ctx, refund: RefundOfIntent, isRefused = false): Promise<Write[]> {
  const listed = madeOf(ctx, refund.intent_id);
  const made = await (refund.asked_at === null || isRefused ? listed : listed.catch(notSaid));
  const own = made.find(isOf(refund.id));
  if (own !== undefined) return followRefund(ctx, refund, own);
  const isUnderWay = refund.asked_at !== null && ctx.now.getTime() - refund.asked_at.getTime() < ASKING_MS;
  if (isUnderWay && !isRefused) return [];
  const counted = await countOutside(ctx, refund, made, isRefused);
  return counted.length > 0 ? counted : moveToOther(ctx, refund, isRefused);
}

// Said first: a lost dispute that is booked meanwhile would end the refund as one that it has paid, and Stripe pay it too.
async function askAndMake(ctx: Ctx, refund: RefundOfIntent): Promise<Stripe.Refund> {
  await commitOrThrow(ctx, [askForRefund(refund, ctx.now)]);
  // As if of now, since it was looked for just before: it does not matter whether Stripe has forgotten the key.
  const claim = { id: refund.id, attempt: refund.attempt, attempted_at: ctx.realNow };
  return doneOnce(ctx, 'refunds', claim, {
    make: (idempotencyKey) => makeRefund(ctx, refund, idempotencyKey),
    find: async () => (await madeOf(ctx, refund.intent_id)).find(isOf(refund.id)),
    // A dispute may have ended since.
    mayBeGranted: true,
  });
}

function lookAgain(ctx: Ctx, refundId: RefundId): Write {
  return enqueue(ctx, payRefund, { refundId }, new Date(ctx.now.getTime() + DAY_MS));
}

function nothingIfRefused(error: unknown): [] {
  if (stripeFailureOf(error) === 'refused') return [];
  throw error;
}

function followRefund(ctx: Ctx, refund: RefundOfIntent, paid: Stripe.Refund): Write[] {
  return [...applyRefund(ctx, refund, paid), ...(isOver(paid) ? [] : [lookAgain(ctx, refund.id)])];
}

function applyRefund(ctx: Ctx, refund: RefundOfIntent, paid: Stripe.Refund): Write[] {
  if (paid.status === 'succeeded') {
    return refund.state === 'pending' ? settle(ctx, refund, 'succeeded', { stripeRefundId: paid.id }) : [];
  }
  if (hasFailed(paid))
    return refund.state === 'failed' ? [] : settle(ctx, refund, 'failed', { stripeRefundId: paid.id });
  if (refund.stripe_refund_id !== null) return [];
  return [updateRefund(refund, { state: refund.state, stripe_refund_id: paid.id }, ctx.now)];
}
