import { newId } from '../../src/kernel/ids.ts';
import { of } from '../../src/payments/index.ts';
import type { Booked, MonthStage } from './month.ts';

/** Makes one difference on a booking's day and says under which reference it has to be found. */
type Plant = (stage: MonthStage, booking: Booked) => Promise<string>;

/** The ways in which books and Stripe come to differ. `name` says what a person would say. */
export const plants: Readonly<Record<string, Plant>> = {
  'a refund made in the Dashboard': async ({ stripe }, { intentId }) =>
    (await stripe.refunds.create({ payment_intent: intentId, amount: 700 })).id,
  'a refund of ours that was never posted': async ({ stripe }, { intentId }) => {
    const refundId = newId('refund');
    await stripe.refunds.create({ payment_intent: intentId, amount: 800, metadata: { refundId } });
    return refundId;
  },
  'a refund that was posted and never made': async (stage, { bookingId, at }) => {
    const refundId = newId('refund');
    const { guest } = stage;
    stage.book(at, `refund-succeeded:${refundId}`, bookingId, { guest: of(guest, 900), stripe: of(guest, -900) });
    return refundId;
  },
  'a charge of which the books know nothing': async ({ stripe }) => {
    const paid = await stripe.paymentIntents.create({
      amount: 4_200,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      allowed_payment_method_types: ['card'],
      expand: ['latest_charge'],
    });
    return typeof paid.latest_charge === 'object' ? (paid.latest_charge?.id ?? '') : '';
  },
  'a capture that was posted and never made': async (stage, { bookingId, at }) => {
    const paymentId = newId('payment');
    const { guest, host } = stage;
    stage.book(at, `capture:${paymentId}`, bookingId, { stripe: of(guest, 5_000), host: of(host, -5_000) });
    return paymentId;
  },
  'a capture of which too much was posted': async (stage, { bookingId, paymentId, at }) => {
    const { host } = stage;
    stage.book(at, `capture-again:${paymentId}`, bookingId, { stripe: of(stage.guest, 1), host: of(host, -1) });
    return paymentId;
  },
  'a fee that was posted wrong': async (stage, { bookingId, chargeId, at }) => {
    const { balance_transaction: transaction } = await stage.stripe.charges.retrieve(chargeId);
    stage.book(at, `stripe-fee-again:${String(transaction)}`, bookingId, { 'stripe-fees': 30, stripe: -30 });
    return String(transaction);
  },
  'a transfer made in the Dashboard': async ({ stripe }, { chargeId, destination }) =>
    (await stripe.transfers.create({ amount: 50, currency: 'usd', destination, source_transaction: chargeId })).id,
  'a transfer that was posted and never made': async (stage, { bookingId, at }) => {
    const payoutId = `${bookingId}-never`;
    const { host } = stage;
    stage.book(at, `transfer:${payoutId}`, bookingId, { transfers: of(host, 60), stripe: of(host, -60) });
    return payoutId;
  },
  'a dispute that was never posted': async ({ h }, { chargeId }) => h.stripe.openDispute(chargeId, { amount: 40 }),
};
