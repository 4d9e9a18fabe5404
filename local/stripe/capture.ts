import type Stripe from 'stripe';
import { capture, findCharge, settle } from './charges.ts';
import { checkStep } from './currencies.ts';
import { disputeIfTold } from './disputes.ts';
import { invalidRequest, unexpectedState } from './errors.ts';
import { mergeMetadata } from './metadata.ts';
import { release } from './refunds.ts';
import { idOf, type World } from './world.ts';

type CaptureParams = {
  amount_to_capture?: number | undefined;
  metadata?: '' | Record<string, string> | undefined;
  statement_descriptor_suffix?: string | undefined;
};

/** Takes an authorised amount, or a part of it: the rest is given back, and there is no second capture. */
export function captureIntent(world: World, intent: Stripe.PaymentIntent, params: CaptureParams): Stripe.PaymentIntent {
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    );
  }
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable) {
    throw invalidRequest(
      `The payment could not be captured because the requested capture amount (${amount}) is greater than the amount you can capture for this charge (${intent.amount_capturable}).`,
      { code: 'amount_too_large', param: 'amount_to_capture' },
    );
  }
  checkStep(amount, intent.currency, 'amount_to_capture');

  const charge = findCharge(world, idOf(intent.latest_charge) ?? '', 'charge');
  const rest = charge.amount - amount;
  capture(charge, amount);
  settle(world, charge);
  if (rest > 0) release(world, charge, rest, null);

  intent.metadata = mergeMetadata(intent.metadata, params.metadata);
  intent.statement_descriptor_suffix = params.statement_descriptor_suffix ?? intent.statement_descriptor_suffix;
  intent.status = 'succeeded';
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  world.emit('charge.captured', charge, { captured: false, amount_captured: 0 });
  world.emit('payment_intent.succeeded', intent);
  disputeIfTold(world, charge);
  return intent;
}
