import { afterAll, expect, test } from 'vitest';
import { MINUTE } from './account.ts';
import { openPlatform } from './connect.ts';

const { server, stripe, clock, host, eventsOf } = await openPlatform();

afterAll(() => server.close());

const urls = { return_url: 'https://stays.example/paid', refresh_url: 'https://stays.example/again' };
const open = (url: string) => fetch(url, { redirect: 'manual' });
const press = (url: string, outcome: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });

test('a new account receives nothing until its holder has answered what Stripe asks, which the platform is told', async () => {
  const { id, ...account } = await stripe.accounts.create({
    type: 'express',
    country: 'DE',
    email: 'host@stays.example',
    capabilities: { transfers: { requested: true } },
    metadata: { account: 'acc_1' },
  });
  expect(account).toMatchObject({
    details_submitted: false,
    payouts_enabled: false,
    capabilities: { transfers: 'inactive' },
    requirements: { disabled_reason: 'requirements.past_due' },
    metadata: { account: 'acc_1' },
  });
  expect(account.requirements?.currently_due).toContain('external_account');

  const link = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...urls });
  const page = await open(link.url);
  expect(await page.text()).toContain('host@stays.example');
  expect((await press(link.url, 'complete')).headers.get('location')).toBe(urls.return_url);

  expect(await stripe.accounts.retrieve(id)).toMatchObject({
    details_submitted: true,
    payouts_enabled: true,
    charges_enabled: false,
    capabilities: { transfers: 'active' },
    requirements: { currently_due: [], past_due: [], disabled_reason: null },
    external_accounts: { data: [{ object: 'bank_account', account: id }] },
  });
  const [event] = (await stripe.events.list({ type: 'account.updated' })).data;
  expect(event).toMatchObject({ account: id, data: { object: { id, payouts_enabled: true } } });
});

test('a link opens once and for five minutes; then it asks the platform for another', async () => {
  const { id } = await stripe.accounts.create({ type: 'express' });
  const first = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...urls });
  expect((await open(first.url)).status).toBe(200);
  expect((await open(first.url)).headers.get('location')).toBe(urls.refresh_url);
  const second = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...urls });
  expect(second.expires_at).toBe((clock.now + 5 * MINUTE) / 1000);
  clock.now += 5 * MINUTE;
  expect((await open(second.url)).headers.get('location')).toBe(urls.refresh_url);
  expect((await stripe.accounts.retrieve(id)).details_submitted).toBe(false);
});

test('without a bank account transfers arrive but nothing is paid out', async () => {
  const { id } = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
  const link = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...urls });
  await press(link.url, 'no-bank');
  expect(await stripe.accounts.retrieve(id)).toMatchObject({
    payouts_enabled: false,
    capabilities: { transfers: 'active' },
    requirements: { past_due: ['external_account'] },
  });
});

test('what is asked later closes the account when its deadline has passed, and opens it when it is given', async () => {
  const { id } = await host();
  const deadline = clock.now / 1000 + 60;
  server.restrictAccount(id, { missing: ['individual.verification.document'], deadline });
  expect(await stripe.accounts.retrieve(id)).toMatchObject({
    payouts_enabled: true,
    requirements: { currently_due: ['individual.verification.document'], past_due: [], current_deadline: deadline },
  });
  clock.now += MINUTE;
  expect(await stripe.accounts.retrieve(id)).toMatchObject({
    payouts_enabled: false,
    capabilities: { transfers: 'inactive' },
    requirements: { past_due: ['individual.verification.document'], current_deadline: null },
  });
  server.completeOnboarding(id);
  expect((await stripe.accounts.retrieve(id)).payouts_enabled).toBe(true);
  expect(eventsOf(id).every((type) => type === 'account.updated')).toBe(true);
});

test('a rejected account stays closed, whatever is given', async () => {
  const { id } = await host();
  server.restrictAccount(id, { rejection: 'rejected.fraud' });
  server.completeOnboarding(id);
  expect(await stripe.accounts.retrieve(id)).toMatchObject({
    payouts_enabled: false,
    requirements: { disabled_reason: 'rejected.fraud' },
  });
});

test("there is none where Stripe has no accounts, and one that is ended is the platform's no more", async () => {
  for (const country of ['UK', 'CN']) {
    await expect(stripe.accounts.create({ type: 'express', country })).rejects.toMatchObject({
      statusCode: 400,
      code: 'country_unsupported',
      param: 'country',
    });
  }
  const { id } = await host();
  server.deleteAccount(id);
  await expect(stripe.accounts.retrieve(id)).rejects.toMatchObject({ statusCode: 403, code: 'account_invalid' });
  await expect(stripe.transfers.create({ amount: 100, currency: 'usd', destination: id })).rejects.toMatchObject({
    code: 'resource_missing',
    param: 'destination',
  });
});

test('only what Express accounts have is known, and only by the platform that has them', async () => {
  await expect(stripe.accounts.create({ type: 'standard' })).rejects.toMatchObject({ param: 'type' });
  await expect(stripe.accounts.create({ type: 'express', individual: { first_name: 'Ada' } })).rejects.toMatchObject({
    code: 'parameter_unknown',
    param: 'individual',
  });
  await expect(stripe.balance.retrieve({}, { stripeAccount: 'acct_other' })).rejects.toMatchObject({
    statusCode: 403,
    code: 'account_invalid',
  });
  const { id } = await host();
  await expect(stripe.charges.list({}, { stripeAccount: id })).rejects.toMatchObject({ statusCode: 400 });
});
