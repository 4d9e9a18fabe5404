import { afterAll, describe, expect, test } from 'vitest';
import { clientOf, DAY, MINUTE, openAccount } from './account.ts';

const { server, stripe, clock, pay } = await openAccount();

afterAll(() => server.close());

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

  test('that forbid the confirmation, or the answer, leave no intent behind', async () => {
    const before = server.api.state().paymentIntents.length;
    const create = { amount: 5_000, currency: 'usd' };
    await expect(stripe.paymentIntents.create({ ...create, confirm: true })).rejects.toThrow(
      'missing a payment method',
    );
    await expect(
      stripe.paymentIntents.create({ ...create, confirm: true, payment_method: 'pm_card_visa' }),
    ).rejects.toThrow('return_url');
    await expect(stripe.paymentIntents.create({ ...create, expand: ['amount'] })).rejects.toThrow('cannot be expanded');
    expect(server.api.state().paymentIntents.length).toBe(before);
  });

  test('metadata are merged, and an empty value removes its key', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd', metadata: { a: '1', b: '2' } });
    const merged = await stripe.paymentIntents.update(intent.id, { metadata: { b: '', c: '3', __proto__x: 'y' } });
    expect(merged.metadata).toEqual({ a: '1', c: '3', __proto__x: 'y' });
    expect((await stripe.paymentIntents.update(intent.id, { metadata: '' })).metadata).toEqual({});
  });

  test('a wrong key, an unknown path and an unknown API version are refused', async () => {
    await expect(clientOf(server, 'sk_test_other').charges.list()).rejects.toMatchObject({
      statusCode: 401,
      type: 'StripeAuthenticationError',
    });
    await expect(stripe.products.list()).rejects.toMatchObject({ statusCode: 404 });
    await expect(stripe.charges.list({}, { apiVersion: '2020-08-27' })).rejects.toThrow('Invalid Stripe API version');
  });
});

describe('reading', () => {
  test('lists page through everything, newest first', async () => {
    const from = Math.floor(clock.now / 1000) + 60;
    clock.now += MINUTE;
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
    clock.now += MINUTE;
    expect((await stripe.paymentIntents.search({ query })).data.map(({ id }) => id)).toEqual([intent.id]);
    await expect(stripe.paymentIntents.search({ query: 'anything' })).rejects.toMatchObject({ param: 'query' });
  });

  test('balance transactions become available, and sum up to the balance', async () => {
    const intent = await pay('pm_card_visa', { expand: ['latest_charge'] });
    const source = typeof intent.latest_charge === 'string' ? '' : String(intent.latest_charge?.id);
    clock.now += 2 * DAY;
    const { data } = await stripe.balanceTransactions.list({ source });
    expect(data).toMatchObject([{ type: 'charge', status: 'available', net: 10_000 - 320 }]);
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
