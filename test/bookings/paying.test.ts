import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { CHALLENGED_CARD } from '../harness/test-cards.ts';
import { bookAgain, bookWith, cast, end, hold, pay, quotedToken, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.faults.db.reset();
  h.stripe.disrupt(undefined);
  h.stripe.slowNetwork(false);
});
afterAll(() => end(h));

const intentsOf = (paymentId: string) =>
  h.stripe.api.state().paymentIntents.filter(({ metadata }) => metadata.paymentId === paymentId);

const intentIdOf = (clientSecret: string) => clientSecret.split('_secret_')[0] ?? '';

describe('a guest who pays within the hold', () => {
  test('with a card that is declined may try another', async () => {
    const { guest, host, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    expect(await pay(h, held, '4000000000009995')).toMatchObject({ ok: false, status: 402 });
    await h.drainJobs();
    const { payment, state } = await see(h, guest, held.id);
    expect([state, payment]).toEqual([
      'held',
      expect.objectContaining({ state: 'pending', error: 'insufficient_funds' }),
    ]);
    expect((await see(h, host, held.id)).payment.error).toBeNull();

    await pay(h, held);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed', payment: { error: null } });
  });

  test('passes 3-D Secure, or fails it and tries again', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    const intentId = intentIdOf(held.payment.clientSecret);
    expect(await pay(h, held, CHALLENGED_CARD)).toMatchObject({ intent: { status: 'requires_action' } });
    h.stripe.completeChallenge(intentId, false);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({
      state: 'held',
      payment: { error: 'payment_intent_authentication_failure' },
    });
    await pay(h, held, CHALLENGED_CARD);
    h.stripe.completeChallenge(intentId, true);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
  });

  test('stays held while the network takes its time, and is confirmed when it is through', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    h.stripe.slowNetwork(true);
    await pay(h, held);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'held' });
    h.stripe.completeProcessing(intentIdOf(held.payment.clientSecret), true);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
  });
});

describe('the secret of a payment', () => {
  test('comes again with the same Idempotency-Key, byte for byte, until it is paid', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const first = await bookWith(h, guest, quote, { key: 'again' });
    h.clock.advance(60_000);
    const again = await bookAgain(h, guest, quote, { key: 'again' });
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    await pay(h, first.body);
    const paid = await bookAgain(h, guest, quote, { key: 'again' });
    expect(paid).toMatchObject({ status: 201, body: { id: first.body.id, payment: { clientSecret: null } } });
    expect(intentsOf(first.body.payment.id)).toHaveLength(1);
  });

  test('is not given once the hold is over', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const { body } = await bookWith(h, guest, quote, { key: 'late' });
    h.clock.advance(15 * 60_000);
    expect((await bookWith(h, guest, quote, { key: 'late' })).body.payment.clientSecret).toBeNull();
    await h.drainJobs();
    expect(await pay(h, body)).toMatchObject({ ok: false });
    expect((await bookWith(h, guest, quote, { key: 'late' })).body).toMatchObject({
      id: body.id,
      payment: { clientSecret: null },
    });
  });

  test.each(['refuse', 'http-500', 'http-429', 'garbage', 'reset-after'] as const)(
    'when Stripe fails by %s: 503 with the nights kept, and the same key goes on from there',
    async (fault) => {
      const { guest, listingId } = await cast(h);
      const quote = await quotedToken(h, guest, listingId);
      const key = `fails-by-${fault}`;
      h.faults.stripe.use(() => fault);
      h.clock.hasten(10);
      const failed = await bookWith(h, guest, quote, { key });
      expect(failed).toMatchObject({ status: 503, body: { code: 'payment-unavailable' } });
      h.faults.stripe.reset();
      h.clock.hasten(1);
      const { body, status } = await bookAgain(h, guest, quote, { key });
      expect(status).toBe(201);
      expect(intentsOf(body.payment.id)).toHaveLength(1);
      await pay(h, body);
      await h.drainJobs();
      expect(await see(h, guest, body.id)).toMatchObject({ state: 'confirmed' });
    },
  );

  test.each(['saved-500', 'saved-500-after'] as const)(
    'when Stripe keeps a 500 for the key (%s): it is asked for under another, and charged once',
    async (disruption) => {
      const { guest, listingId } = await cast(h);
      const quote = await quotedToken(h, guest, listingId);
      h.stripe.disrupt(() => disruption);
      expect((await bookWith(h, guest, quote, { key: disruption })).status).toBe(503);
      h.stripe.disrupt(undefined);
      const { body } = await bookAgain(h, guest, quote, { key: disruption });
      expect(intentsOf(body.payment.id)).toHaveLength(1);
      await pay(h, body);
      await h.drainJobs();
      expect(await see(h, guest, body.id)).toMatchObject({ state: 'confirmed' });
      expect(h.stripe.api.totals({ paymentId: body.payment.id })).toMatchObject({ captured: 228_40, refunded: 0 });
    },
  );

  test('is asked for by one request at a time: the others are told to wait', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    h.stripe.disrupt(async () => {
      asked.resolve();
      await answered.promise;
      return undefined;
    });
    const first = bookWith(h, guest, quote, { key: 'slow' });
    await asked.promise;
    const second = await bookWith(h, guest, quote, { key: 'slow' });
    expect(second).toMatchObject({ status: 409, body: { code: 'request-in-progress' } });
    answered.resolve();
    const { text } = await first;
    expect((await bookAgain(h, guest, quote, { key: 'slow' })).text).toBe(text);
  });

  test('is asked for again a minute after the request that was at it has died', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    h.faults.stripe.use(() => 'refuse');
    h.clock.hasten(10);
    h.faults.db.use((_, { body }) => (body.includes('set \\"lease_until\\" =') ? 'refuse' : undefined));
    await bookWith(h, guest, quote, { key: 'died' });
    h.faults.stripe.reset();
    h.clock.hasten(1);
    h.clock.advance(59_000);
    expect((await bookWith(h, guest, quote, { key: 'died' })).body.code).toBe('request-in-progress');
    h.faults.db.reset();
    h.clock.advance(1_000);
    const taken = await bookWith(h, guest, quote, { key: 'died' });
    await pay(h, taken.body);
    await h.drainJobs();
    expect(await see(h, guest, taken.body.id)).toMatchObject({ state: 'confirmed' });
  });
});

describe('a payment of which nothing was recorded', () => {
  test('counts all the same once it is paid', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    await h.sql('update payments set intent_id = null where id = $1', [held.payment.id]);
    await pay(h, held);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
  });

  test('is found and cancelled when the hold ends', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    await h.sql('update payments set intent_id = null where id = $1', [held.payment.id]);
    h.clock.advance(15 * 60_000);
    await h.drainJobs();
    expect(intentsOf(held.payment.id)).toMatchObject([{ status: 'canceled' }]);
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { state: 'cancelled' } });
  });
});

describe('two intents for one payment, as when Stripe lost an answer', () => {
  const another = (held: { payment: { id: string; amount: number }; id: string }) =>
    fetch(`${h.stripe.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${h.stripe.secretKey}` },
      body: new URLSearchParams({
        amount: String(held.payment.amount),
        currency: 'usd',
        'allowed_payment_method_types[0]': 'card',
        'metadata[paymentId]': held.payment.id,
        'metadata[subject]': held.id,
      }),
    }).then((response) => response.json());

  test('the one that is paid counts, and the other can no longer be paid', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    const other = await another(held);
    await pay(h, { payment: { clientSecret: other.client_secret } });
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
    expect(await pay(h, held)).toMatchObject({ ok: false });
  });

  test('both paid: one counts, and the other goes back', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    const other = await another(held);
    await Promise.all([pay(h, held), pay(h, { payment: { clientSecret: other.client_secret } })]);
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
    const { captured, refunded } = h.stripe.api.totals({ paymentId: held.payment.id });
    expect([captured, captured - refunded]).toEqual([2 * 228_40, 228_40]);
  });
});
