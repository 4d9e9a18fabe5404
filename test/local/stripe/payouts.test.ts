import { afterAll, expect, test } from 'vitest';
import { DAY } from './account.ts';
import { openPlatform } from './connect.ts';

const { server, stripe, clock, host, charge, funds, eventsOf } = await openPlatform();

afterAll(() => server.close());

async function fundedHost(amount: number): Promise<string> {
  const { id } = await host();
  await charge('pm_card_bypassPending');
  await stripe.transfers.create({ currency: 'usd', amount, destination: id });
  return id;
}

test('what an account has available is paid out at midnight and arrives two days later', async () => {
  const account = await fundedHost(4_000);
  clock.now += DAY;
  const [payout] = (await stripe.payouts.list({}, { stripeAccount: account })).data;
  expect(payout).toMatchObject({ amount: 4_000, automatic: true, status: 'in_transit' });
  expect(await funds(account)).toEqual({ available: 0, pending: 0 });
  clock.now += 2 * DAY;
  await server.drain();
  expect(await stripe.payouts.retrieve(String(payout?.id), {}, { stripeAccount: account })).toMatchObject({
    status: 'paid',
  });
  expect(eventsOf(String(payout?.id))).toEqual(['payout.created', 'payout.paid']);
});

test('a payout that a bank sends back returns the money and closes payouts until there is another bank account', async () => {
  const account = await fundedHost(3_000);
  server.closeBank(account);
  clock.now += 4 * DAY;
  const [payout] = (await stripe.payouts.list({ status: 'failed' }, { stripeAccount: account })).data;
  expect(payout).toMatchObject({ amount: 3_000, failure_code: 'account_closed' });
  expect(await funds(account)).toEqual({ available: 3_000, pending: 0 });
  expect(await stripe.accounts.retrieve(account)).toMatchObject({
    payouts_enabled: false,
    capabilities: { transfers: 'active' },
    requirements: { past_due: ['external_account'] },
  });
  const [failed] = (await stripe.events.list({ type: 'payout.failed' })).data;
  expect(failed).toMatchObject({ account, data: { object: { id: payout?.id } } });

  server.completeOnboarding(account);
  clock.now += DAY;
  const [again] = (await stripe.payouts.list({ status: 'in_transit' }, { stripeAccount: account })).data;
  expect(again).toMatchObject({ amount: 3_000 });
});

test('a payout that had arrived may still come back', async () => {
  const account = await fundedHost(2_000);
  clock.now += 3 * DAY;
  const [payout] = (await stripe.payouts.list({ status: 'paid' }, { stripeAccount: account })).data;
  server.settlePayout(String(payout?.id), 'failed');
  expect(await funds(account)).toEqual({ available: 2_000, pending: 0 });
  expect(eventsOf(String(payout?.id))).toEqual(['payout.created', 'payout.paid', 'payout.failed']);
});

test('payouts by hand go up to what is available, and only from accounts that may be paid', async () => {
  const account = await fundedHost(1_000);
  const by = { stripeAccount: account };
  await stripe.accounts.update(account, { settings: { payouts: { schedule: { interval: 'manual' } } } });
  clock.now += 2 * DAY;
  expect((await stripe.payouts.list({}, by)).data).toEqual([]);
  await expect(stripe.payouts.create({ amount: 1_001, currency: 'usd' }, by)).rejects.toMatchObject({
    code: 'balance_insufficient',
  });
  await stripe.payouts.create({ amount: 400, currency: 'usd' }, by);
  expect(await funds(account)).toEqual({ available: 600, pending: 0 });
  server.restrictAccount(account, { missing: ['individual.id_number'] });
  await expect(stripe.payouts.create({ amount: 600, currency: 'usd' }, by)).rejects.toMatchObject({
    code: 'payouts_not_allowed',
  });
});
