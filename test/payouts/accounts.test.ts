import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cast as castBooking, end } from '../bookings/scene.ts';
import { reconcile } from '../books/month.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, type Person } from '../harness/people.ts';
import { accountsOf, bookedAhead, cast, DAY, HOUR, payoutsOf, transferredTo, until } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  for (const faults of Object.values(h.faults)) faults.reset();
});
afterAll(() => end(h));

const open = (host: Person, country: string) => ask(h, host, 'POST', '/v1/payout-account', { country });
const link = (host: Person) => ask(h, host, 'POST', '/v1/payout-account/links');
const see = async (host: Person) => (await ask(h, host, 'GET', '/v1/payout-account')).body;

/** Opens an account in place of one that is lost, of which the host learns why, and gives Stripe all it asks for. */
async function openAnother(host: Person, { id, why }: { id: string; why: string }): Promise<string> {
  expect(await see(host)).toMatchObject({ id, state: 'restricted', disabledReason: why });
  const refused = await link(host);
  expect(refused.body).toMatchObject({ status: 409, code: 'invalid-transition' });
  expect(refused.body.detail).toContain(why);
  const both = await Promise.all([open(host, 'GB'), open(host, 'GB')]);
  expect(both.map(({ body }) => body.code ?? body.state).toSorted()).toEqual(['onboarding', 'payout-account-exists']);
  await h.drainJobs();
  const account = await see(host);
  expect(account).toMatchObject({ country: 'GB', state: 'onboarding' });
  expect(account.id).not.toBe(id);
  expect((await open(host, 'US')).body.code).toBe('payout-account-exists');
  expect((await link(host)).status).toBe(201);
  const [made, ...others] = accountsOf(h, account.id);
  expect(others).toEqual([]);
  h.stripe.completeOnboarding(made?.id ?? '');
  await h.drainJobs();
  expect(await see(host)).toMatchObject({ state: 'active', disabledReason: null });
  return made?.id ?? '';
}

test('an account that Stripe does not make, in a country where it has none, is said to be so, and the host opens another', async () => {
  const { host, guest, listingId } = await castBooking(h);
  const { held } = await bookedAhead(h, guest, listingId);
  const { status, body } = await open(host, 'UK');
  expect(status).toBe(201);
  // Who asks before the job has is told so too, and not to try again.
  expect((await link(host)).body).toMatchObject({ status: 409, code: 'invalid-transition' });
  await h.drainJobs();
  await until(h, held);
  expect(await payoutsOf(h, host)).toEqual([]);
  const account = await openAnother(host, { id: body.id, why: 'country_unsupported' });
  expect(transferredTo(h, account)).toEqual({ count: 1, net: 194_00 });
});

test('Stripe leads the host back to the front end, also to one that is below a path', async () => {
  const below = await startHarness({ vars: { WEB_URL: 'https://stays.example/app/' } });
  const { host } = await castBooking(below);
  await ask(below, host, 'POST', '/v1/payout-account', { country: 'US' });
  await below.drainJobs();
  const made = await ask(below, host, 'POST', '/v1/payout-account/links');
  const ledTo = async (method: string) =>
    (await fetch(made.body.url, { method, redirect: 'manual' })).headers.get('location');
  expect(await ledTo('GET')).toBeNull();
  expect(await ledTo('POST')).toBe('https://stays.example/app/payouts?onboarding=done');
  expect(await ledTo('GET')).toBe('https://stays.example/app/payouts?onboarding=again');
  await end(below);
});

test('what Stripe tells of an account is read though the account is recorded just while Stripe is asked whose it is', async () => {
  const { host } = await castBooking(h);
  // The job that makes the account comes again later, and would read by itself how it stands.
  h.faults.stripe.use(() => 'refuse');
  const { body } = await open(host, 'US');
  await h.drainJobs();
  const asked = Promise.withResolvers<void>();
  const isRecorded = async () =>
    (await h.sql('select from payout_accounts where id = $1 and stripe_account_id is not null', [body.id])).length;
  const patience = { timeout: 20_000 };
  h.faults.db.use(async (_, request) => {
    if (request.body.includes('set \\"stripe_account_id')) await asked.promise;
    return undefined;
  });
  h.faults.stripe.use(async (_, { method, path }) => {
    if (method === 'GET' && path.startsWith('/v1/accounts/')) {
      asked.resolve();
      await expect.poll(isRecorded, patience).toBe(1);
    }
    return undefined;
  });
  const linked = link(host);
  await expect.poll(() => accountsOf(h, body.id), patience).toHaveLength(1);
  h.stripe.completeOnboarding(accountsOf(h, body.id)[0]?.id ?? '');
  await h.stripe.drain();
  expect(await isRecorded()).toBe(0);
  await expect.poll(() => h.qstash.deliverDue(), patience).toBe(1);
  expect(await see(host)).toMatchObject({ state: 'active' });
  expect((await linked).status).toBe(201);
  await h.drainJobs();
  expect(accountsOf(h, body.id)).toHaveLength(1);
});

test('an account that Stripe knows no more is said to be so once it is asked, and the host opens another', async () => {
  const { host, stripeAccountId } = await cast(h);
  const { id } = await see(host);
  h.stripe.deleteAccount(stripeAccountId);
  expect((await link(host)).body.code).toBe('payment-unavailable');
  await h.drainJobs();
  await openAnother(host, { id, why: 'account_gone' });
});

test('of what went to the bank from an account that Stripe knows no more nobody asks for ever, and the host learns why', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  h.stripe.webhooks.pause();
  await until(h, held + 5 * DAY);
  h.stripe.deleteAccount(stripeAccountId);
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(await h.sql('select kind, last_error from jobs where done_at is null and attempts > 0')).toEqual([]);
  expect(await see(host)).toMatchObject({ state: 'restricted', disabledReason: 'account_gone' });
});

test('what was to be paid to an account that Stripe knows no more is paid to the one that follows', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  const { id } = await see(host);
  h.stripe.deleteAccount(stripeAccountId);
  await until(h, held);
  expect(await payoutsOf(h, host)).toMatchObject([{ state: 'failed', failure: 'resource_missing' }]);
  const account = await openAnother(host, { id, why: 'account_gone' });
  await until(h, held + 6 * HOUR);
  expect(transferredTo(h, account)).toEqual({ count: 1, net: 194_00 });
});

test('what Stripe does not transfer because it gives no access to the account waits for the host, who opens another', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  const { id } = await see(host);
  h.stripe.deleteAccount(stripeAccountId);
  h.stripe.disrupt(({ path }) => (path === '/v1/transfers' ? 'saved-403' : undefined));
  await until(h, held);
  await until(h, held + HOUR);
  h.stripe.disrupt(undefined);
  expect(await payoutsOf(h, host)).toMatchObject([{ state: 'failed', failure: 'account_invalid' }]);
  const account = await openAnother(host, { id, why: 'account_gone' });
  await until(h, held + 7 * HOUR);
  expect(transferredTo(h, account)).toEqual({ count: 1, net: 194_00 });
});

test('what Stripe refuses to transfer to an account that another has followed meanwhile asks nothing of the old one', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  const { id } = await see(host);
  h.faults.stripe.use((_, { path }) => (path === '/v1/transfers' ? 'refuse' : undefined));
  await until(h, held);
  h.stripe.deleteAccount(stripeAccountId);
  await link(host);
  await h.drainJobs();
  const account = await openAnother(host, { id, why: 'account_gone' });
  h.faults.stripe.reset();
  await until(h, held + HOUR);
  await until(h, held + 8 * HOUR);
  expect((await payoutsOf(h, host)).map(({ state }) => state)).toEqual(['paid', 'failed']);
  expect(transferredTo(h, account)).toEqual({ count: 1, net: 194_00 });
});

test('a host whose account Stripe has opened for payouts, of which nobody told, is paid after the comparison of the day', async () => {
  const { host, guest, listingId } = await castBooking(h);
  const { body } = await open(host, 'US');
  await h.drainJobs();
  const { held } = await bookedAhead(h, guest, listingId);
  h.stripe.webhooks.pause();
  const account = accountsOf(h, body.id)[0]?.id ?? '';
  h.stripe.completeOnboarding(account);
  await h.drainJobs();
  await until(h, held);
  expect(await payoutsOf(h, host)).toEqual([]);
  await reconcile(h, new Date(held + DAY));
  expect(await see(host)).toMatchObject({ state: 'active' });
  expect(transferredTo(h, account)).toEqual({ count: 1, net: 194_00 });
  h.stripe.webhooks.resume();
});

test('what Stripe refused to transfer is paid as soon as Stripe says that the host can be paid, not hours later', async () => {
  const { host, guest, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  h.stripe.webhooks.pause();
  h.stripe.restrictAccount(stripeAccountId, { missing: ['individual.id_number'] });
  await until(h, held);
  expect(await payoutsOf(h, host)).toMatchObject([{ state: 'failed' }]);
  await until(h, held + HOUR);
  h.stripe.completeOnboarding(stripeAccountId);
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect((await payoutsOf(h, host)).map(({ state }) => state)).toEqual(['paid', 'failed']);
  await until(h, held + 7 * HOUR);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
});
