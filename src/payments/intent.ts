import type { PaymentEventType } from '../kernel/events.ts';
import type { Payment, PaymentChange } from './queries/payments.ts';

/** What matters of an intent at Stripe. `received` is in minor units; `error` is the code of the last refusal. */
export type IntentFacts = {
  id: string;
  status: 'payable' | 'processing' | 'authorised' | 'captured' | 'cancelled';
  received: number;
  captureBefore: Date | null;
  error: string | null;
};

/**
 * What the facts mean for a payment:
 * - `move`: it changes so, which `tells`; `undone` is an intent that it went by before;
 * - `undo`: the intent is one too many, it must not be payable and what was paid by it goes back. Decided only once the
 *   payment is no longer pending, so that no intent is undone that the payment could still go by;
 * - `nothing`.
 */
type IntentDecision =
  | { kind: 'move'; change: PaymentChange; tells: PaymentEventType; undone?: string }
  | { kind: 'undo' }
  | { kind: 'nothing' };

/**
 * Decides what Stripe's facts do to a payment. They may be late, repeated or out of order: a payment only moves
 * forward. Of two intents for one payment (Stripe's answer to the first was lost) the first that is paid counts. One of which
 * less than the payment's amount was captured, which only a person in the Dashboard can do, pays for nothing: what is left of
 * it is free again, so the payment is over. Throws RangeError for more than that.
 */
export function decideIntent(payment: Payment, facts: IntentFacts): IntentDecision {
  const { intent_id: recorded, state } = payment;
  if (isPart(payment, facts)) return partlyCaptured(payment, facts);
  if (recorded !== null && recorded !== facts.id) return decideOther(payment, facts, recorded);
  switch (facts.status) {
    case 'payable':
      if (state === 'cancelled') return { kind: 'undo' };
      if (state !== 'pending' || facts.error === null || facts.error === payment.last_error) return { kind: 'nothing' };
      return { kind: 'move', change: { intent_id: facts.id, last_error: facts.error }, tells: 'payment.failed' };
    case 'authorised':
      if (state === 'cancelled') return { kind: 'undo' };
      return state === 'pending' ? authorised(facts) : { kind: 'nothing' };
    case 'captured':
      return state === 'captured' ? { kind: 'nothing' } : captured(payment, facts);
    case 'cancelled':
      if (state !== 'pending' && state !== 'authorised') return { kind: 'nothing' };
      return { kind: 'move', change: { state: 'cancelled', intent_id: facts.id }, tells: 'payment.cancelled' };
    case 'processing':
      return { kind: 'nothing' };
  }
}

function decideOther(payment: Payment, facts: IntentFacts, recorded: string): IntentDecision {
  if (facts.status === 'cancelled') return { kind: 'nothing' };
  if (payment.state !== 'pending') return { kind: 'undo' };
  if (facts.status === 'authorised') return { ...authorised(facts), undone: recorded };
  if (facts.status === 'captured') return { ...captured(payment, facts), undone: recorded };
  return { kind: 'nothing' };
}

function authorised(facts: IntentFacts): IntentDecision & { kind: 'move' } {
  return {
    kind: 'move',
    change: { state: 'authorised', intent_id: facts.id, capture_before: facts.captureBefore, last_error: null },
    tells: 'payment.authorised',
  };
}

function isPart({ amount }: Payment, { status, received }: IntentFacts): boolean {
  return status === 'captured' && received < amount;
}

// The payment lets go of this intent, and is over unless it has another that can still be paid.
function partlyCaptured({ intent_id: recorded, state }: Payment, { id, received }: IntentFacts): IntentDecision {
  if (state === 'captured' || state === 'cancelled' || (recorded !== null && recorded !== id)) return { kind: 'undo' };
  const change = { state: 'cancelled', intent_id: null, captured_in_part: received } as const;
  return { kind: 'move', change, tells: 'payment.cancelled', undone: id };
}

function captured(payment: Payment, facts: IntentFacts): IntentDecision & { kind: 'move' } {
  if (facts.received !== payment.amount) {
    throw new RangeError(`${facts.id} captured ${facts.received}, ${payment.id} is ${payment.amount}`);
  }
  return {
    kind: 'move',
    change: { state: 'captured', intent_id: facts.id, captured_amount: facts.received, last_error: null },
    tells: 'payment.captured',
  };
}
