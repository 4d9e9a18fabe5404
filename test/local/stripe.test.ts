import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { confirmInBrowser, type RunningStripe, startStripe } from '../../local/stripe/index.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let now = Date.UTC(2026, 10, 20);
let server: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  server = await startStripe({ clock: () => now });
  stripe = new Stripe(server.secretKey, {
    host: '127.0.0.1',
    port: server.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
});

afterAll(() => server.close());

afterEach(() => {
  server.faults.reset();
  server.disrupt(undefined);
  server.slowNetwork(false);
});

const noRedirects = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } } as const;

function pay(card: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}, options: Stripe.RequestOptions = {}) {
  return stripe.paymentIntents.create(
    { amount: 10_000, currency: 'usd', payment_method: card, confirm: true, ...noRedirects, ...more },
    options,
  );
}

/** Confirms in the browser; the secret is there for every intent that was just created. */
function payInBrowser(intent: Stripe.PaymentIntent, card: string, returnUrl?: string) {
  return confirmInBrowser({
    url: server.url,
    publishableKey: server.publishableKey,
    clientSecret: String(intent.client_secret),
    card,
    ...(returnUrl === undefined ? {} : { returnUrl }),
  });
}

function eventsOf(id: string): string[] {
  return server.api
    .state()
    .events.filter((event) => JSON.stringify(event.data.object).includes(id))
    .map((event) => event.type);
}

describe('a payment', () => {
  test('by a good card is taken, charged with its metadata, and booked with its fee', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 10_000,
      currency: 'eur',
      metadata: { booking: 'bkg_1' },
      ...noRedirects,
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
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd', ...noRedirects });
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
    const browser = new Stripe(server.publishableKey, { host: '127.0.0.1', port: server.port, protocol: 'http' });
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

describe('manual capture', () => {
  const hold = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    pay('pm_card_visa', { capture_method: 'manual', ...more });

  test('holds the amount for seven days, and takes it once', async () => {
    const intent = await hold({ metadata: { booking: 'bkg_hold' } });
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 10_000, amount_received: 0 });
    const charge = await stripe.charges.retrieve(String(intent.latest_charge));
    expect(charge).toMatchObject({ captured: false, paid: true, balance_transaction: null });
    expect(charge.payment_method_details?.card?.capture_before).toBe(Math.floor((now + 7 * DAY) / 1000));
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
    now += 7 * DAY;
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
    now += MINUTE;
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

describe('parameters', () => {
  const send = (params: Record<string, unknown>) => stripe.rawRequest('POST', '/v1/payment_intents', params);

  test.each([
    [{ currency: 'usd' }, 'parameter_missing', 'amount'],
    [{ amount: 'much', currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 10.5, currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    [{ amount: -5, currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 49, currency: 'usd' }, 'amount_too_small', 'amount'],
    [{ amount: 100_000_000, currency: 'usd' }, 'amount_too_large', 'amount'],
    [{ amount: 5_000, currency: 'USD' }, undefined, 'currency'],
    [{ amount: 5_000, currency: 'xyz' }, undefined, 'currency'],
    [{ amount: 1_001, currency: 'kwd' }, 'invalid_charge_amount', 'amount'],
    [{ amount: 5_050, currency: 'isk' }, 'invalid_charge_amount', 'amount'],
    [{ amount: 5_050, currency: 'ugx' }, 'invalid_charge_amount', 'amount'],
    [{ amount: 5_000, currency: 'usd', colour: 'red' }, 'parameter_unknown', 'colour'],
    [{ amount: 5_000, currency: 'usd', payment_method_types: ['card'] }, 'parameter_unknown', 'payment_method_types'],
    [
      { amount: 5_000, currency: 'usd', automatic_payment_methods: { enabled: 'maybe' } },
      'parameter_invalid_boolean',
      'automatic_payment_methods[enabled]',
    ],
    [
      { amount: 5_000, currency: 'usd', automatic_payment_methods: { enabled: true, sometimes: 1 } },
      'parameter_unknown',
      'automatic_payment_methods[sometimes]',
    ],
    [{ amount: 5_000, currency: 'usd', capture_method: 'later' }, undefined, 'capture_method'],
    [{ amount: 5_000, currency: 'usd', metadata: 'x' }, undefined, 'metadata'],
    [{ amount: 5_000, currency: 'usd', metadata: { long: 'x'.repeat(501) } }, undefined, 'metadata[long]'],
    [{ amount: 5_000, currency: 'usd', description: '' }, 'parameter_invalid_empty', 'description'],
  ])('%j is refused', async (params, code, param) => {
    await expect(send(params)).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      code,
      param,
    });
  });

  test('are refused before anything is written', () => {
    const amounts = server.api.state().paymentIntents.map((intent) => intent.amount);
    expect(amounts).not.toContain(5_050);
  });

  test('metadata are merged, and an empty value removes its key', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd', metadata: { a: '1', b: '2' } });
    const merged = await stripe.paymentIntents.update(intent.id, { metadata: { b: '', c: '3', __proto__x: 'y' } });
    expect(merged.metadata).toEqual({ a: '1', c: '3', __proto__x: 'y' });
    expect((await stripe.paymentIntents.update(intent.id, { metadata: '' })).metadata).toEqual({});
  });

  test('a wrong key, an unknown path and an unknown API version are refused', async () => {
    const options = { host: '127.0.0.1', port: server.port, protocol: 'http' } as const;
    await expect(new Stripe('sk_test_other', options).charges.list()).rejects.toMatchObject({
      statusCode: 401,
      type: 'StripeAuthenticationError',
    });
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 });
    await expect(stripe.charges.list({}, { apiVersion: '2020-08-27' })).rejects.toThrow('Invalid Stripe API version');
  });
});

describe('reading', () => {
  test('lists page through everything, newest first', async () => {
    const from = Math.floor(now / 1000) + 60;
    now += MINUTE;
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.unshift((await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' })).id);
    }
    const query = { created: { gte: from }, limit: 2 };
    const first = await stripe.paymentIntents.list(query);
    expect(first).toMatchObject({ object: 'list', has_more: true });
    const all = await stripe.paymentIntents.list(query).autoPagingToArray({ limit: 100 });
    expect(all.map((intent) => intent.id)).toEqual(ids);
    const back = await stripe.paymentIntents.list({ ...query, ending_before: String(ids[4]) });
    expect(back.data.map((intent) => intent.id)).toEqual([ids[2], ids[3]]);
    await expect(stripe.paymentIntents.list({ starting_after: 'pi_none' })).rejects.toMatchObject({
      param: 'starting_after',
    });
    await expect(stripe.paymentIntents.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' });
  });

  test('lists expand what is in them, and nothing that is not expandable', async () => {
    await pay('pm_card_visa');
    const list = await stripe.paymentIntents.list({ limit: 1, expand: ['data.latest_charge.balance_transaction'] });
    expect(list.data[0]).toMatchObject({ latest_charge: { balance_transaction: { object: 'balance_transaction' } } });
    await expect(stripe.paymentIntents.list({ expand: ['data.amount'] })).rejects.toThrow('cannot be expanded');
  });

  test('search finds by metadata, but not what is less than a minute old', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd', metadata: { booking: "o'k" } });
    const query = `metadata['booking']:"o'k" AND currency:'usd'`;
    expect((await stripe.paymentIntents.search({ query })).data).toEqual([]);
    now += MINUTE;
    expect((await stripe.paymentIntents.search({ query })).data.map(({ id }) => id)).toEqual([intent.id]);
    await expect(stripe.paymentIntents.search({ query: 'anything' })).rejects.toMatchObject({ param: 'query' });
  });

  test('balance transactions become available, and sum up to the balance', async () => {
    const intent = await pay('pm_card_visa', { expand: ['latest_charge'] });
    const source = typeof intent.latest_charge === 'string' ? '' : String(intent.latest_charge?.id);
    now += 2 * DAY;
    const { data } = await stripe.balanceTransactions.list({ source });
    expect(data).toMatchObject([{ type: 'charge', status: 'available', net: 10_000 - 320 }]);
  });
});

describe('an idempotency key', () => {
  const create = { amount: 5_000, currency: 'usd', metadata: { kind: 'idempotent' } };

  test('brings the same answer again, declines included, and is said to', async () => {
    const first = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-1' });
    await stripe.paymentIntents.cancel(first.id);
    const again = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-1' });
    expect(again).toEqual(first);
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    });
    const declined = () => pay('pm_card_chargeDeclined', {}, { idempotencyKey: 'key-declined' });
    const [one, other] = await Promise.all([declined().catch((error) => error), declined().catch((error) => error)]);
    expect(one.payment_intent.id).toBe(other.payment_intent.id);
  });

  test('is refused for other parameters and another endpoint', async () => {
    const { id } = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-2' });
    await expect(
      stripe.paymentIntents.create({ ...create, amount: 6_000 }, { idempotencyKey: 'key-2' }),
    ).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    await expect(stripe.paymentIntents.cancel(id, {}, { idempotencyKey: 'key-2' })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
  });

  test('is not used up by parameters that are refused', async () => {
    const options = { idempotencyKey: 'key-3' };
    await expect(
      stripe.paymentIntents.create({ ...create, currency: 'xyz', amount: Number.NaN }, options),
    ).rejects.toMatchObject({
      statusCode: 400,
    });
    expect((await stripe.paymentIntents.create(create, options)).status).toBe('requires_payment_method');
  });

  test('is busy while its request is in progress', async () => {
    const release = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<void>();
    server.disrupt(() => {
      begun.resolve();
      return release.promise;
    });
    const first = stripe.paymentIntents.create(create, { idempotencyKey: 'key-4' });
    await begun.promise;
    await expect(stripe.paymentIntents.create(create, { idempotencyKey: 'key-4' })).rejects.toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    });
    release.resolve(undefined);
    expect((await first).status).toBe('requires_payment_method');
  });

  test.each([
    ['saved-500', 0],
    ['saved-500-after', 1],
  ] as const)('replays a 500 of Stripe (%s) though the next key would work', async (disruption, written) => {
    const before = server.api.state().paymentIntents.length;
    server.disrupt(() => disruption);
    const attempt = (key: string) =>
      stripe.paymentIntents.create(create, { idempotencyKey: key, maxNetworkRetries: 2 });
    await expect(attempt(`key-${disruption}`)).rejects.toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
    server.disrupt(undefined);
    await expect(attempt(`key-${disruption}`)).rejects.toMatchObject({ statusCode: 500 });
    expect(server.api.state().paymentIntents.length - before).toBe(written);
    expect((await attempt(`key-${disruption}-2`)).status).toBe('requires_payment_method');
  });

  test('makes a lost answer harmless, and is forgotten after a day', async () => {
    server.faults.use((n) => (n === 1 ? 'reset-after' : undefined));
    const first = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-5' });
    expect(first.lastResponse.headers['idempotent-replayed']).toBe('true');
    now += DAY;
    const later = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-5' });
    expect(later.id).not.toBe(first.id);
  });

  test('is not used up by an outage', async () => {
    const attempt = () => stripe.paymentIntents.create(create, { idempotencyKey: 'key-6' });
    server.faults.use((n) => (n === 1 ? 'http-500' : n === 2 ? 'http-429' : undefined));
    await expect(attempt()).rejects.toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
    await expect(attempt()).rejects.toMatchObject({ statusCode: 429, type: 'StripeRateLimitError' });
    expect((await attempt()).status).toBe('requires_payment_method');
  });
});

describe('webhooks', () => {
  const received: Stripe.Event[] = [];
  let answerWith = 200;
  const endpoint = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      stripe.webhooks.constructEventAsync(Buffer.concat(chunks), signature, server.webhookSecret).then(
        (event) => {
          if (answerWith === 200) received.push(event);
          response.writeHead(answerWith).end();
        },
        () => response.writeHead(400).end(),
      );
    });
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    await server.drain();
    server.webhooks.url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/webhooks`;
    await server.drain();
  });
  afterAll(() => {
    endpoint.close();
    endpoint.closeAllConnections();
  });
  beforeEach(() => {
    received.length = 0;
    answerWith = 200;
    server.webhooks.duplicates = 0;
    server.webhooks.shuffle = false;
  });

  const types = () => received.map((event) => event.type);

  test('are signed, arrive in order, and name the request that caused them', async () => {
    const intent = await pay('pm_card_visa', {}, { idempotencyKey: 'key-webhook' });
    await server.drain();
    expect(types()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    expect(received[2]).toMatchObject({
      data: { object: { id: intent.id, status: 'succeeded' } },
      request: { id: intent.lastResponse.requestId, idempotency_key: 'key-webhook' },
    });
    const listed = await stripe.events.list({ types: ['payment_intent.succeeded'], limit: 1 });
    expect(listed.data[0]).toMatchObject({ id: received[2]?.id, pending_webhooks: 0 });
    expect((await stripe.events.retrieve(String(received[2]?.id))).type).toBe('payment_intent.succeeded');
  });

  test('come again later until they are taken, and not before', async () => {
    answerWith = 503;
    await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    expect(await server.drain()).toBe(1);
    expect(await server.drain()).toBe(0);
    now += MINUTE;
    expect(await server.drain()).toBe(1);
    answerWith = 200;
    now += 5 * MINUTE;
    await server.drain();
    expect(types()).toEqual(['payment_intent.created']);
    expect(server.webhooks.attempts.slice(-3).map((attempt) => attempt.status)).toEqual([503, 503, 200]);
  });

  test('are given up after three days', async () => {
    answerWith = 500;
    await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    for (let hours = 0; hours < 90; hours += 1) {
      await server.drain();
      now += 60 * MINUTE;
    }
    expect(server.webhooks.waiting).toBe(0);
  });

  test('are doubled, shuffled, held back and sent again on demand', async () => {
    server.webhooks.duplicates = 1;
    server.webhooks.shuffle = true;
    server.webhooks.pause();
    await pay('pm_card_visa');
    expect(await server.drain()).toBe(0);
    server.webhooks.resume();
    expect(await server.drain()).toBe(8);
    expect(new Set(received.map((event) => event.id)).size).toBe(4);

    server.webhooks.duplicates = 0;
    server.redeliver(String(received[0]?.id));
    await server.drain();
    expect(received.at(-1)?.id).toBe(received[0]?.id);
  });
});

test('what a guest writes is shown on the dashboard as text', async () => {
  await stripe.paymentIntents.create({
    amount: 5_000,
    currency: 'usd',
    metadata: { name: '<script>alert(1)</script>' },
  });
  const page = await (await fetch(server.url)).text();
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
});

test('webhooks go out by themselves where they are asked to', async () => {
  const arrived = Promise.withResolvers<string | undefined>();
  const endpoint = createServer((request, response) => {
    arrived.resolve(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  const running = await startStripe({ autorun: true, webhookUrl: `http://127.0.0.1:${port}/hook` });
  const client = new Stripe(running.secretKey, { host: '127.0.0.1', port: running.port, protocol: 'http' });
  await client.paymentIntents.create({ amount: 5_000, currency: 'usd' });
  expect(await arrived.promise).toBe('/hook');
  await running.close();
  endpoint.close();
});
