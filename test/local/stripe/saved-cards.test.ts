import type Stripe from 'stripe';
import { afterAll, describe, expect, test } from 'vitest';
import { confirmInBrowser } from '../../../local/stripe/index.ts';
import { noRedirects, openAccount } from './account.ts';

const { server, stripe, eventsOf } = await openAccount();

afterAll(() => server.close());

async function saveInBrowser(card: string) {
  const customer = (await stripe.customers.create({ email: 'ada@stays.example' })).id;
  const setup = await stripe.setupIntents.create({ customer, usage: 'off_session', ...noRedirects });
  const answer = await confirmInBrowser({
    url: server.url,
    publishableKey: server.publishableKey,
    clientSecret: String(setup.client_secret),
    card,
  });
  return { customer, setup: setup.id, answer };
}

async function saved(card: string): Promise<{ customer: string; method: string }> {
  const { customer, setup, answer } = await saveInBrowser(card);
  if (answer.ok && answer.intent.status === 'requires_action') server.completeChallenge(setup, true);
  const { payment_method: method } = await stripe.setupIntents.retrieve(setup);
  return { customer, method: String(method) };
}

const payAway = (customer: string, method: string) =>
  stripe.paymentIntents.create({
    amount: 5_000,
    currency: 'usd',
    customer,
    payment_method: method,
    confirm: true,
    off_session: true,
    ...noRedirects,
  });

describe('a card', () => {
  test('is saved in its holder’s browser, and pays again and again while they are away', async () => {
    const { customer, method } = await saved('pm_card_visa');
    expect((await stripe.customers.listPaymentMethods(customer)).data).toMatchObject([{ id: method, customer }]);
    expect(await payAway(customer, method)).toMatchObject({ status: 'succeeded', customer });
    expect(await payAway(customer, method)).toMatchObject({ status: 'succeeded' });
    expect(eventsOf(customer).filter((type) => type === 'payment_method.attached')).toHaveLength(1);
  });

  test('that its bank declines is not saved, and says why', async () => {
    const { customer, setup, answer } = await saveInBrowser('4000000000000002');
    expect(answer).toMatchObject({ ok: false, status: 402, error: { code: 'card_declined' } });
    expect(await stripe.setupIntents.retrieve(setup)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'card_declined' },
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
  });

  test('whose holder fails the challenge is not saved', async () => {
    const { customer, setup } = await saveInBrowser('4000002500003155');
    server.completeChallenge(setup, false);
    expect(await stripe.setupIntents.retrieve(setup)).toMatchObject({
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
  });

  test('that was set up with its holder needs them no more; one that wants them each time is declined when they are away', async () => {
    const once = await saved('4000002500003155');
    expect(await payAway(once.customer, once.method)).toMatchObject({ status: 'succeeded' });
    const always = await saved('4000002760003184');
    const error = await payAway(always.customer, always.method).catch(
      (thrown: Stripe.errors.StripeCardError) => thrown,
    );
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'authentication_required', payment_method: { id: always.method } },
      },
    });
  });

  test('that was declined while its holder was away can be confirmed by them, in the browser', async () => {
    const { customer, method } = await saved('4000002760003184');
    await expect(payAway(customer, method)).rejects.toMatchObject({ code: 'authentication_required' });
    const [intent] = (await stripe.paymentIntents.list({ customer })).data;
    const answer = await confirmInBrowser({
      url: server.url,
      publishableKey: server.publishableKey,
      clientSecret: String(intent?.client_secret),
      card: method,
    });
    expect(answer).toMatchObject({ ok: true, intent: { status: 'requires_action' } });
    server.completeChallenge(String(intent?.id), true);
    expect(await stripe.paymentIntents.retrieve(String(intent?.id))).toMatchObject({ status: 'succeeded' });
  });

  test('is saved by paying with it, where that was asked for', async () => {
    const customer = (await stripe.customers.create()).id;
    const paid = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      customer,
      payment_method: 'pm_card_visa',
      confirm: true,
      setup_future_usage: 'off_session',
      ...noRedirects,
    });
    expect(await payAway(customer, String(paid.payment_method))).toMatchObject({ status: 'succeeded' });
  });

  test('pays for its own customer only, and for nobody once it is removed', async () => {
    const { customer, method } = await saved('pm_card_visa');
    const other = (await stripe.customers.create()).id;
    await expect(payAway(other, method)).rejects.toMatchObject({ param: 'payment_method' });
    await expect(
      stripe.paymentIntents.create({ amount: 100, currency: 'usd', payment_method: method, ...noRedirects }),
    ).rejects.toMatchObject({ param: 'payment_method' });
    expect(await stripe.paymentMethods.detach(method)).toMatchObject({ customer: null });
    await expect(payAway(customer, method)).rejects.toMatchObject({ param: 'payment_method' });
    await expect(stripe.paymentMethods.detach(method)).rejects.toMatchObject({ statusCode: 400 });
    await expect(stripe.paymentMethods.attach(method, { customer })).rejects.toMatchObject({ statusCode: 400 });
  });

  test('can be attached though its charges fail, if it is the one for that', async () => {
    const customer = (await stripe.customers.create()).id;
    const { id } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await expect(payAway(customer, id)).rejects.toMatchObject({ code: 'card_declined' });
    await expect(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer })).rejects.toMatchObject({
      code: 'card_declined',
    });
  });
});

test('a setup that has ended can be neither confirmed nor canceled', async () => {
  const customer = (await stripe.customers.create()).id;
  const setup = await stripe.setupIntents.create({
    customer,
    payment_method: 'pm_card_visa',
    confirm: true,
    ...noRedirects,
  });
  expect(setup.status).toBe('succeeded');
  await expect(stripe.setupIntents.cancel(setup.id)).rejects.toMatchObject({ code: 'setup_intent_unexpected_state' });
  const open = await stripe.setupIntents.create({ customer });
  expect(await stripe.setupIntents.cancel(open.id)).toMatchObject({ status: 'canceled' });
  await expect(stripe.setupIntents.confirm(open.id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({
    code: 'setup_intent_unexpected_state',
  });
});
