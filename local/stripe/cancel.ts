import type Stripe from 'stripe';
import { findCharge } from './charges.ts';
import { unexpectedState } from './errors.ts';
import { release } from './refunds.ts';
import { idOf, type World } from './world.ts';

/** Without `processing`, which Stripe cancels in rare cases only. */
const CANCELABLE = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'];

/** Cancels an intent that is not paid, and gives back what its card holds. Throws the refusal of one that has ended. */
export function cancel(
  world: World,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): void {
  if (!CANCELABLE.includes(intent.status)) {
    throw unexpectedState(
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
    );
  }
  if (intent.status === 'requires_capture') {
    const held = findCharge(world, idOf(intent.latest_charge) ?? '', 'charge');
    release(world, held, held.amount, null);
    world.emit('charge.refunded', held, { amount_refunded: 0 });
  }
  end(world, intent, reason);
}

/** Cancels an intent whose card holds its amount no longer. Does nothing to one that was captured or canceled since. */
export function cancelExpired(world: World, intent: Stripe.PaymentIntent): void {
  if (intent.status !== 'requires_capture') return;
  const held = findCharge(world, idOf(intent.latest_charge) ?? '', 'charge');
  release(world, held, held.amount, 'expired_uncaptured_charge');
  world.emit('charge.expired', held);
  end(world, intent, 'automatic');
}

function end(world: World, intent: Stripe.PaymentIntent, reason: Stripe.PaymentIntent.CancellationReason | null): void {
  world.pending.delete(intent.id);
  intent.status = 'canceled';
  intent.canceled_at = world.now();
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  world.emit('payment_intent.canceled', intent);
}
