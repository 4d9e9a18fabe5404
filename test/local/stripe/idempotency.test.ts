import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { DAY, MINUTE, openAccount } from './account.ts';

const { server, stripe, clock, pay } = await openAccount();

afterAll(() => server.close());
afterEach(() => {
  server.faults.reset();
  server.disrupt(undefined);
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

  test('makes a lost answer harmless, and is forgotten after a day and a little', async () => {
    server.faults.use((n) => (n === 1 ? 'reset-after' : undefined));
    const first = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-5' });
    expect(first.lastResponse.headers['idempotent-replayed']).toBe('true');
    clock.now += DAY;
    const kept = await stripe.paymentIntents.create(create, { idempotencyKey: 'key-5' });
    expect(kept.id).toBe(first.id);
    clock.now += MINUTE;
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
