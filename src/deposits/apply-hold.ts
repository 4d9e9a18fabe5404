import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import { CARD_REMOVED, factsNow, type IntentFacts, of, post, postFee } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { expanded, idOf } from '../platform/stripe/index.ts';
import { AUTHORISATION_EXPIRED, isWanted, nextDeposit } from './deposit.ts';
import { lookAtDeposit, releaseDeposit } from './jobs.ts';
import { type Deposit, type DepositRow, type Hold, renewWithCard, updateDeposit, updateHold } from './queries.ts';
import { releaseWrites, tellDeposit } from './tell-deposit.ts';

/**
 * The writes that bring a deposit in line with the intent of one of its authorisations. What Stripe says may be late,
 * repeated or out of order. What a person has captured in the Dashboard counts as claimed, of whichever authorisation; where
 * another one was captured before, it is left to the comparison of the books.
 */
export function applyHold(ctx: Ctx, { deposit, holds }: Deposit, hold: Hold, intent: Stripe.PaymentIntent): Write[] {
  const facts = factsNow(ctx, intent);
  const isOpen = hold.state === 'opening' || hold.state === 'declined';
  switch (facts.status) {
    case 'authorised':
      if (isOpen) return authorised(ctx, deposit, holds, hold, intent, facts);
      return hold.state === 'released' ? [enqueue(ctx, releaseDeposit, { holdId: hold.id })] : [];
    case 'payable':
      return hold.state === 'opening' ? declined(ctx, deposit, hold, facts) : [];
    case 'captured':
      return deposit.state === 'captured' ? [] : captured(ctx, deposit, holds, hold, intent, facts);
    case 'cancelled':
      return hold.state === 'released' || hold.state === 'captured' ? [] : endHold(ctx, deposit, hold, facts.id);
    case 'processing':
      return [];
  }
}

// The new one first, then the old one is given free.
function authorised(
  ctx: Ctx,
  deposit: DepositRow,
  holds: readonly Hold[],
  hold: Hold,
  intent: Stripe.PaymentIntent,
  facts: IntentFacts,
): Write[] {
  const moved = updateHold(hold, { state: 'authorised', intent_id: facts.id, capture_before: facts.captureBefore });
  if (!isWanted(deposit, ctx.now)) {
    return [updateDeposit(deposit, {}, ctx.now), moved, enqueue(ctx, releaseDeposit, { holdId: hold.id })];
  }
  const change = { state: nextDeposit(deposit.state, 'authorise'), hold_id: hold.id, error: null };
  return [
    updateDeposit(deposit, change, ctx.now),
    moved,
    ...cardWrites(deposit, intent),
    ...releaseWrites(
      ctx,
      holds.filter(({ id }) => id !== hold.id),
    ),
    tellDeposit(ctx, 'deposit.authorised', deposit),
    lookAgain(ctx, deposit),
  ];
}

// The guest may have authorised it with another saved card than that of the booking: it is renewed with that one.
function cardWrites(deposit: DepositRow, { payment_method: method }: Stripe.PaymentIntent): Write[] {
  const used = idOf(method);
  return used === null || used === deposit.payment_method_id ? [] : [renewWithCard(deposit, used)];
}

function declined(ctx: Ctx, deposit: DepositRow, hold: Hold, facts: IntentFacts): Write[] {
  const moved = updateHold(hold, { state: 'declined', intent_id: facts.id });
  const release = enqueue(ctx, releaseDeposit, { holdId: hold.id });
  if (!isWanted(deposit, ctx.now)) return [updateDeposit(deposit, {}, ctx.now), moved, release];
  // The one before stands until it ends.
  if (deposit.state === 'authorised') {
    return [
      updateDeposit(deposit, { last_hold_id: deposit.hold_id }, ctx.now),
      moved,
      release,
      tellDeposit(ctx, 'deposit.unrenewed', deposit),
      lookAgain(ctx, deposit),
    ];
  }
  const change = { state: nextDeposit(deposit.state, 'fail'), error: facts.error ?? CARD_REMOVED };
  return [
    updateDeposit(deposit, change, ctx.now),
    moved,
    tellDeposit(ctx, 'deposit.failed', deposit),
    lookAgain(ctx, deposit),
  ];
}

// As long as Stripe has not said what it keeps, the job comes back. The deposit goes by this authorisation from then on.
function captured(
  ctx: Ctx,
  deposit: DepositRow,
  holds: readonly Hold[],
  hold: Hold,
  intent: Stripe.PaymentIntent,
  facts: IntentFacts,
): Write[] {
  const { id, booking_id: subject, guest_id: guest, host_id: host, currency, claim_amount: claimed } = deposit;
  const { received: amount } = facts;
  const transaction = expanded(expanded(intent.latest_charge)?.balance_transaction);
  if (transaction === undefined) throw new Problem('payment-unavailable');
  const change = {
    state: nextDeposit(deposit.state, 'capture'),
    hold_id: hold.id,
    error: null,
    claim_amount: amount,
    claimed_at: deposit.claimed_at ?? ctx.now,
    captured_amount: amount,
  };
  return [
    updateDeposit(deposit, change, ctx.now),
    updateHold(hold, { state: 'captured', intent_id: facts.id }),
    ...releaseWrites(
      ctx,
      holds.filter(({ id: other }) => other !== hold.id),
    ),
    ...post(ctx, `deposit-captured:${hold.id}`, subject, currency, {
      stripe: of(guest, amount),
      deposits: of(guest, 0 - amount),
    }),
    ...post(ctx, `deposit-awarded:${id}`, subject, currency, {
      deposits: of(guest, amount),
      host: of(host, 0 - amount),
    }),
    ...postFee(ctx, `stripe-fee:${transaction.id}`, { subject, amount, currency, payer_id: guest }, transaction),
    ...(claimed === amount ? [] : [tellDeposit(ctx, 'deposit.claimed', deposit, amount)]),
    tellDeposit(ctx, 'deposit.captured', deposit, amount),
  ];
}

/** The writes that end an authorisation: that of this intent, or one for which none was made. */
export function endHold(ctx: Ctx, deposit: DepositRow, hold: Hold, intentId: string | null): Write[] {
  const moved = updateHold(hold, { state: 'released', intent_id: intentId });
  const isLost = deposit.state === 'authorised' && deposit.hold_id === hold.id;
  if (!isLost) return [updateDeposit(deposit, {}, ctx.now), moved, lookAgain(ctx, deposit)];
  const change = { state: nextDeposit('authorised', 'fail'), hold_id: null, error: AUTHORISATION_EXPIRED };
  return [
    updateDeposit(deposit, change, ctx.now),
    moved,
    tellDeposit(ctx, 'deposit.failed', deposit),
    lookAgain(ctx, deposit),
  ];
}

function lookAgain(ctx: Ctx, { booking_id: bookingId }: DepositRow): Write {
  return enqueue(ctx, lookAtDeposit, { bookingId });
}
