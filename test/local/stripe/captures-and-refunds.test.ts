import type Stripe from 'stripe';
import { afterAll, describe, expect, test } from 'vitest';
import { DAY, MINUTE, openAccount } from './account.ts';

const { server, stripe, clock, pay, eventsOf } = await openAccount();

afterAll(() => server.close());

describe('manual capture', () => {
  const hold = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    pay('pm_card_visa', { capture_method: 'manual', ...more });

  test('holds the amount for seven days, and takes it once', async () => {
    const intent = await hold({ metadata: { booking: 'bkg_hold' } });
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 10_000, amount_received: 0 });
    const charge = await stripe.charges.retrieve(String(intent.latest_charge));
    expect(charge).toMatchObject({ captured: false, paid: true, balance_transaction: null });
    expect(charge.payment_method_details?.card?.capture_before).toBe(Math.floor((clock.now + 7 * DAY) / 1000));
    expect(server.api.totals({ booking: 'bkg_hold' })).toEqual({ held: 10_000, captured: 0, refunded: 0 });

    const captured = await stripe.paymentIntents.capture(intent.id);
    expect(captured).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 10_000 });
    await expect(stripe.paymentIntents.capture(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { status: 'succeeded' },
    });
  });

  test('of a part gives the rest back at once, which is no money refunded', async () => {
    const intent = await hold({ metadata: { booking: 'bkg_part' } });
    await expect(stripe.paymentIntents.capture(intent.id, { amount_to_capture: 10_001 })).rejects.toMatchObject({
      param: 'amount_to_capture',
    });
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 7_500 });
    const charge = await stripe.charges.retrieve(String(intent.latest_charge), {
      expand: ['balance_transaction', 'refunds'],
    });
    expect(charge).toMatchObject({
      amount: 10_000,
      amount_captured: 7_500,
      amount_refunded: 2_500,
      refunded: false,
      balance_transaction: { amount: 7_500, fee: 248 },
      refunds: { data: [{ amount: 2_500, balance_transaction: null }] },
    });
    expect(server.api.totals({ booking: 'bkg_part' })).toEqual({ held: 0, captured: 7_500, refunded: 0 });
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 7_501 })).rejects.toMatchObject({
      param: 'amount',
    });
  });

  test('ends when the authorisation is canceled or expires', async () => {
    const canceled = await hold();
    expect(await stripe.paymentIntents.cancel(canceled.id, { cancellation_reason: 'abandoned' })).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
      amount_capturable: 0,
    });
    expect(await stripe.charges.retrieve(String(canceled.latest_charge))).toMatchObject({
      refunded: true,
      captured: false,
    });
    expect(eventsOf(canceled.id).slice(-2)).toEqual(['charge.refunded', 'payment_intent.canceled']);

    const expiring = await hold();
    clock.now += 7 * DAY;
    await expect(stripe.paymentIntents.capture(expiring.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(await stripe.paymentIntents.retrieve(expiring.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    });
    expect(eventsOf(expiring.id).slice(-2)).toEqual(['charge.expired', 'payment_intent.canceled']);
  });

  test('can not be refunded, nor a paid intent canceled, nor a canceled one confirmed', async () => {
    const held = await hold();
    await expect(stripe.refunds.create({ payment_intent: held.id })).rejects.toThrow('must cancel the PaymentIntent');
    const paid = await pay('pm_card_visa');
    await expect(stripe.paymentIntents.cancel(paid.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await stripe.paymentIntents.cancel(held.id);
    await expect(stripe.paymentIntents.cancel(held.id)).rejects.toMatchObject({
      payment_intent: { status: 'canceled' },
    });
    await expect(stripe.paymentIntents.confirm(held.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await expect(stripe.paymentIntents.update(held.id, { amount: 100 })).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});

describe('refunds', () => {
  test('never exceed what was captured, in parts or whole', async () => {
    const intent = await pay('pm_card_visa', { metadata: { booking: 'bkg_refunds' } });
    const first = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 4_000,
      reason: 'requested_by_customer',
      metadata: { refund: 'rf_1' },
      expand: ['balance_transaction', 'charge'],
    });
    expect(first).toMatchObject({
      status: 'succeeded',
      metadata: { refund: 'rf_1' },
      balance_transaction: { amount: -4_000, fee: 0, net: -4_000, type: 'refund' },
      charge: { amount_refunded: 4_000, refunded: false },
    });
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 6_001 })).rejects.toMatchObject({
      param: 'amount',
    });
    await stripe.refunds.create({ charge: String(intent.latest_charge) });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    expect(server.api.totals({ booking: 'bkg_refunds' })).toEqual({ held: 0, captured: 10_000, refunded: 10_000 });
    const listed = await stripe.refunds.list({ payment_intent: intent.id });
    expect(listed.data.map((refund) => refund.amount)).toEqual([6_000, 4_000]);
  });

  test('that are pending succeed in time, and those that fail late give the money back to the balance', async () => {
    const slow = await pay('pm_card_pendingRefund');
    const pending = await stripe.refunds.create({ payment_intent: slow.id });
    expect(pending).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    const bad = await pay('pm_card_refundFail', { metadata: { booking: 'bkg_bad' } });
    const failing = await stripe.refunds.create({ payment_intent: bad.id });
    clock.now += MINUTE;
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
    const failed = await stripe.refunds.retrieve(failing.id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({ status: 'failed', failure_balance_transaction: { amount: 10_000 } });
    expect(eventsOf(failing.id)).toEqual([
      'refund.created',
      'refund.failed',
      'refund.updated',
      'charge.refund.updated',
    ]);
    expect(server.api.totals({ booking: 'bkg_bad' }).refunded).toBe(0);
    expect((await stripe.refunds.create({ payment_intent: bad.id })).status).toBe('succeeded');
  });

  test('wait for a balance that has enough: nothing has moved, and nothing does where they fail', async () => {
    const intent = await pay('pm_card_visa');
    server.runShort(true);
    const [first, second] = [
      await stripe.refunds.create({ payment_intent: intent.id, amount: 6_000 }),
      await stripe.refunds.create({ payment_intent: intent.id }),
    ];
    server.runShort(false);
    clock.now += DAY;
    const waiting = await stripe.refunds.retrieve(second.id);
    expect(waiting).toMatchObject({
      status: 'pending',
      pending_reason: 'insufficient_funds',
      balance_transaction: null,
    });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    server.settleRefund(first.id, 'succeeded');
    server.settleRefund(second.id, 'failed');
    const moved = await stripe.balanceTransactions.list({ source: first.id });
    expect(moved.data).toMatchObject([{ amount: -6_000 }]);
    expect((await stripe.balanceTransactions.list({ source: second.id })).data).toEqual([]);
    expect((await stripe.refunds.create({ payment_intent: intent.id })).amount).toBe(4_000);
  });

  test('need a charge that was paid', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toThrow(
      'does not have a successful charge',
    );
    await expect(stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(stripe.refunds.create({ charge: 'ch_none' })).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });
});

test('what was converted is given back and disputed out of the currency that it went to, at the rate of then', async () => {
  const movedBy = async (id: string) => (await stripe.balanceTransactions.list({ source: id })).data;
  const before = await pay('pm_card_visa');
  server.convertTo({ currency: 'eur', rate: 0.9 });
  const intent = await pay('pm_card_visa');
  const charge = String(intent.latest_charge);
  expect(await movedBy(charge)).toMatchObject([{ amount: 9_000, currency: 'eur', exchange_rate: 0.9 }]);
  server.convertTo({ currency: 'eur', rate: 0.95 });
  const { id } = await stripe.refunds.create({ charge, amount: 6_000 });
  server.convertTo({ currency: 'eur', rate: 0.85 });
  server.settleRefund(id, 'failed');
  expect(await movedBy(id)).toMatchObject([
    { amount: 5_100, currency: 'eur', exchange_rate: 0.85, type: 'refund_failure' },
    { amount: -5_700, currency: 'eur', exchange_rate: 0.95, type: 'refund' },
  ]);
  const whole = await stripe.refunds.create({ payment_intent: before.id });
  expect(await movedBy(whole.id)).toMatchObject([{ amount: -10_000, currency: 'usd', exchange_rate: null }]);
  server.convertTo(undefined);
  const dispute = server.openDispute(charge, { amount: 4_000 });
  server.closeDispute(dispute, 'lost');
  expect(await movedBy(dispute)).toMatchObject([{ amount: -3_600, currency: 'eur' }]);
  expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 6_000 });
});
