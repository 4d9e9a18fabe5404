import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { clientOf, openAccount } from './account.ts';

const { server, stripe, pay, payInBrowser, eventsOf } = await openAccount();

afterAll(() => server.close());
afterEach(() => server.slowNetwork(false));

describe('a payment', () => {
  test('by a good card is taken, charged with its metadata, and booked with its fee', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 10_000,
      currency: 'eur',
      metadata: { booking: 'bkg_1' },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    expect(intent).toMatchObject({ status: 'requires_payment_method', latest_charge: null, amount_received: 0 });

    await stripe.paymentIntents.update(intent.id, { payment_method: 'pm_card_mastercard' });
    const paid = await stripe.paymentIntents.confirm(intent.id, { expand: ['latest_charge.balance_transaction'] });

    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 10_000,
      latest_charge: {
        object: 'charge',
        captured: true,
        metadata: { booking: 'bkg_1' },
        payment_method_details: { card: { brand: 'mastercard', last4: '4444' } },
        balance_transaction: { amount: 10_000, fee: 320, net: 9_680, currency: 'eur', status: 'pending' },
      },
    });
    expect(eventsOf(intent.id)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    expect(server.api.totals({ booking: 'bkg_1' })).toEqual({ held: 0, captured: 10_000, refunded: 0 });
  });

  test('by a card that declines leaves the intent payable, says why, and carries the intent', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
    });
    const refusal = stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    });
    await expect(refusal).rejects.toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { id: intent.id, status: 'requires_payment_method', payment_method: null },
    });
    expect((await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })).status).toBe(
      'succeeded',
    );
    expect(eventsOf(intent.id)).toContain('payment_intent.payment_failed');
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data.map((charge) => charge.status)).toEqual(['succeeded', 'failed']);
  });

  test('that is still processing is neither paid nor cancelable until it is settled', async () => {
    server.slowNetwork(true);
    const intent = await pay('pm_card_visa');
    expect(intent.status).toBe('processing');
    await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    server.completeProcessing(intent.id, true);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');

    const failing = await pay('pm_card_visa');
    server.completeProcessing(failing.id, false);
    expect(await stripe.paymentIntents.retrieve(failing.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined' },
    });
  });

  test('of what the Dashboard allows needs a return address from a server, because a method may redirect', async () => {
    const refusal = stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    await expect(refusal).rejects.toThrow('you must provide a `return_url`');
  });

  test('method that has paid without a customer pays no second time', async () => {
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await pay(method.id);
    await expect(pay(method.id)).rejects.toMatchObject({ param: 'payment_method' });
  });
});

describe('in the browser', () => {
  test('a payer who has the client secret pays by card number and sees nothing private', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      metadata: { internal: 'note' },
    });
    const answer = await payInBrowser(intent, '4242 4242 4242 4242');
    expect(answer).toMatchObject({ ok: true, intent: { status: 'succeeded' } });
    expect(JSON.stringify(answer)).not.toContain('note');
  });

  test('a declined card is told to the payer, without what is private in the intent', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      metadata: { internal: 'note' },
    });
    const answer = await payInBrowser(intent, '4000000000000002');
    expect(answer).toMatchObject({ ok: false, status: 402, error: { decline_code: 'generic_decline' } });
    expect(JSON.stringify(answer)).not.toContain('note');
  });

  test('the publishable key opens nothing without the right client secret, and no other operation', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    const browser = clientOf(server, server.publishableKey);
    await expect(browser.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(
      browser.paymentIntents.retrieve(intent.id, { client_secret: `${intent.id}_secret_wrong` }),
    ).rejects.toMatchObject({ statusCode: 400 });
    await expect(browser.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      statusCode: 401,
      code: 'secret_key_required',
    });
  });
});

describe('3-D Secure', () => {
  test('a challenge passed on its page pays and sends the payer back', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    const answer = await payInBrowser(intent, '4000002760003184', 'https://stay.example/done?x=1');
    const next = answer.ok ? answer.intent.next_action : null;
    expect(next).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { return_url: 'https://stay.example/done?x=1' },
    });

    const url = String(next?.redirect_to_url?.url);
    expect(await (await fetch(url)).text()).toContain('value="complete"');
    const back = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'complete' }),
      redirect: 'manual',
    });
    const target = new URL(String(back.headers.get('location')));
    expect(target.searchParams.get('payment_intent')).toBe(intent.id);
    expect(target.searchParams.get('redirect_status')).toBe('succeeded');
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({
      status: 'succeeded',
      next_action: null,
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
    expect(eventsOf(intent.id)).toContain('payment_intent.requires_action');
  });

  test('a failed challenge leaves the intent payable, and nothing charged', async () => {
    const intent = await pay('pm_card_threeDSecure2Required');
    expect(intent.next_action?.type).toBe('use_stripe_sdk');
    server.completeChallenge(intent.id, false);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      latest_charge: null,
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    expect(() => server.completeChallenge(intent.id, true)).toThrow('waits for no action');
  });

  test('a card may be declined after its challenge was passed', async () => {
    const intent = await pay('pm_card_threeDSecureRequiredChargeDeclined');
    server.completeChallenge(intent.id, true);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined' },
    });
  });

  test('a card that wants its holder is declined when the holder is away', async () => {
    await expect(pay('pm_card_authenticationRequired', { off_session: true })).rejects.toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
    });
  });
});
