import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { openAccount } from './account.ts';

/**
 * What the product relies on of Stripe, at the local one and, with a test key of a platform account in `STRIPE_TEST_KEY`, at
 * Stripe itself: where the two differ, the local one is wrong.
 */
const local = await openAccount();
const key = process.env.STRIPE_TEST_KEY;
const stripes = [
  { name: 'the local Stripe', stripe: local.stripe },
  ...(key === undefined ? [] : [{ name: 'Stripe itself', stripe: new Stripe(key, { telemetry: false }) }]),
];
if (key === undefined) console.log('Not run against Stripe itself: STRIPE_TEST_KEY is not set.');

const base = { amount: 5_000, currency: 'usd', allowed_payment_method_types: ['card' as const] };

describe.each(stripes)('at $name', ({ stripe }) => {
  const pay = (card: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({ ...base, payment_method: card, confirm: true, ...more });

  test('a good card pays, and its charge is booked with a fee', async () => {
    const intent = await pay('pm_card_visa', {
      capture_method: 'automatic',
      expand: ['latest_charge.balance_transaction'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 5_000 });
    const charge = intent.latest_charge;
    if (typeof charge !== 'object') throw new Error('the charge is not expanded');
    expect(charge?.balance_transaction).toMatchObject({ type: 'charge', amount: 5_000, reporting_category: 'charge' });
  });

  test('a declined card says why, and leaves the intent payable', async () => {
    await expect(pay('pm_card_chargeDeclinedInsufficientFunds')).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method' },
    });
  });

  test('an authorised amount is captured in part, once, and the rest is given free', async () => {
    const { id } = await pay('pm_card_visa', { capture_method: 'manual' });
    expect(await stripe.paymentIntents.capture(id, { amount_to_capture: 3_000 })).toMatchObject({
      amount_received: 3_000,
    });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
    await expect(stripe.refunds.create({ payment_intent: id, amount: 3_001 })).rejects.toMatchObject({
      statusCode: 400,
    });
    expect(await stripe.refunds.create({ payment_intent: id, amount: 3_000 })).toMatchObject({ status: 'succeeded' });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  test('an idempotency key answers the same again, and nothing else', async () => {
    const options = { idempotencyKey: crypto.randomUUID() };
    const first = await stripe.paymentIntents.create(base, options);
    expect((await stripe.paymentIntents.create(base, options)).id).toBe(first.id);
    await expect(stripe.paymentIntents.create({ ...base, amount: 5_001 }, options)).rejects.toMatchObject({
      statusCode: 400,
      rawType: 'idempotency_error',
    });
  });

  test('a saved card that wants its holder is declined while they are away', async () => {
    const customer = (await stripe.customers.create()).id;
    const method = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    await expect(pay(method.id, { customer, off_session: true })).rejects.toMatchObject({
      code: 'authentication_required',
      payment_intent: { last_payment_error: { payment_method: { id: method.id } } },
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toMatchObject([{ id: method.id }]);
    expect(await stripe.paymentMethods.detach(method.id)).toMatchObject({ customer: null });
  });

  test('a new host is asked for data and receives no transfer before giving them', async () => {
    const { id, requirements } = await stripe.accounts.create({
      type: 'express',
      capabilities: { transfers: { requested: true } },
    });
    expect(requirements?.currently_due).toContain('external_account');
    await expect(stripe.transfers.create({ amount: 100, currency: 'usd', destination: id })).rejects.toMatchObject({
      code: 'insufficient_capabilities_for_transfer',
    });
  });

  test('a parameter that it does not have is refused by its name', async () => {
    const withUnknown = { ...base, colour: 'blue' };
    await expect(stripe.paymentIntents.create(withUnknown)).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'colour',
    });
  });
});
