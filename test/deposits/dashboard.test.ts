import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { end } from '../bookings/scene.ts';
import { enterCard } from '../cards/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, lettersTo } from '../harness/people.ts';
import { DECLINES_CHARGES, GOOD_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { ahead, DAY, HOUR, ledgerOf, transferredTo, until } from '../payouts/scene.ts';
import { begunWithDeposit, cast, claim, depositOf, intentsOf, lookAt, stayWithDeposit } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.clock.hasten(1);
  h.stripe.webhooks.resume();
});
afterAll(() => end(h));

const TAKEN = { state: 'captured', captured: 50_00, claim: { amount: 50_00 }, error: null };
const statusesOf = (bookingId: string) => intentsOf(h, bookingId).map(({ status }) => status);

/** Until Stripe is back it captures and cancels nothing that we ask for. */
function keepStripe(): void {
  h.faults.stripe.use((_, { path }) => (/\/(cancel|capture)$/.test(path) ? 'http-500' : undefined));
  h.clock.hasten(10);
}

/** Somebody takes 50.00 in the Dashboard of the first authorisation of a deposit; then Stripe is back. */
async function takeOfFirst(bookingId: string): Promise<void> {
  h.faults.stripe.reset();
  await clientOf(h.stripe).paymentIntents.capture(String(intentsOf(h, bookingId)[0]?.id), { amount_to_capture: 50_00 });
  h.clock.hasten(1);
  await until(h, h.clock.now() + 2 * HOUR);
}

test.each([{ claimed: false }, { claimed: true }])(
  'what is captured in the Dashboard of an authorisation that another has followed is the host’s, and the other is given free (claimed: $claimed)',
  async ({ claimed }) => {
    const { guest, host, id, due, claimUntil, stripeAccountId } = await begunWithDeposit(h, 10);
    keepStripe();
    await until(h, due + 6.5 * DAY);
    expect(statusesOf(id)).toEqual(['requires_capture', 'requires_capture']);
    if (claimed) expect(await claim(h, host, id)).toMatchObject({ status: 200 });
    await h.drainJobs();
    await takeOfFirst(id);
    expect(await depositOf(h, guest, id)).toMatchObject(TAKEN);
    expect(statusesOf(id)).toEqual(['succeeded', 'canceled']);
    expect(lettersTo(h, guest).at(-1)).toMatch(
      claimed ? /claims \$50\.00 of/ : /^\$50\.00 of your damage deposit is taken$/,
    );
    expect(await claim(h, host, id)).toMatchObject({ status: 409 });
    await until(h, claimUntil + 7 * DAY);
    expect(transferredTo(h, stripeAccountId).net % 194_00).toBe(50_00);
    expect(await ledgerOf(h, id)).not.toHaveProperty('deposits');
  },
);

test('a claim takes nothing beside what was captured in the Dashboard of an authorisation that another has followed', async () => {
  const { guest, host, id, due } = await begunWithDeposit(h, 10);
  keepStripe();
  await until(h, due + 6.5 * DAY);
  h.faults.stripe.reset();
  h.stripe.webhooks.pause();
  await clientOf(h.stripe).paymentIntents.capture(String(intentsOf(h, id)[0]?.id), { amount_to_capture: 50_00 });
  expect(await claim(h, host, id)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await depositOf(h, guest, id)).toMatchObject(TAKEN);
  expect(statusesOf(id)).toEqual(['succeeded', 'canceled']);
});

test('what is captured in the Dashboard of a deposit whose stay was put off is the host’s, and no other is set aside', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due } = await stayWithDeposit(h, guest, listingId);
  await until(h, due);
  keepStripe();
  const { checkIn, checkOut, due: paid } = ahead(h, 40);
  const stay = { checkIn, checkOut, party: { adults: 2 } };
  const { body: proposed } = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, stay);
  expect(await ask(h, guest, 'POST', `/v1/alterations/${proposed.id}/accept`)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'scheduled' });
  await takeOfFirst(id);
  expect(await depositOf(h, guest, id)).toMatchObject(TAKEN);
  await until(h, paid - 3 * DAY);
  expect(statusesOf(id)).toEqual(['succeeded']);
});

test('what is captured in the Dashboard of a deposit that its guest has set aside, of which nobody has told, is the host’s', async () => {
  const { guest, listingId } = await cast(h);
  const { id, due } = await stayWithDeposit(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, due);
  const { body } = await lookAt(h, guest, id);
  h.stripe.webhooks.pause();
  await enterCard(h, body.clientSecret, GOOD_CARD);
  await takeOfFirst(id);
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(await depositOf(h, guest, id)).toMatchObject(TAKEN);
});

test('what is captured in the Dashboard of an authorisation that is given free is corrected by nobody before it is heard of', async () => {
  const admin = await createPerson(h, { roles: ['admin'] });
  const { guest, id, due } = await begunWithDeposit(h, 10);
  keepStripe();
  await until(h, due + 6.5 * DAY);
  const intentId = String(intentsOf(h, id)[0]?.id);
  h.faults.stripe.reset();
  await clientOf(h.stripe).paymentIntents.capture(intentId, { amount_to_capture: 50_00 });
  // It cannot be asked about either.
  h.faults.stripe.use((_, { path }) => (path.includes(intentId) ? 'http-500' : undefined));
  const day = new Date(h.clock.now()).toISOString().slice(0, 10);
  await until(h, Date.parse(day) + DAY + 7 * HOUR);
  await ask(h, admin, 'POST', '/v1/admin/reconciliations', { day });
  await h.drainJobs();
  const { body } = await ask(h, admin, 'GET', '/v1/admin/differences?state=open');
  const found = body.data.find(({ reference }: { reference: string }) => reference.startsWith('dho_'));
  const closed = await ask(h, admin, 'POST', `/v1/admin/differences/${found.id}/close`, {
    account: 'host',
    reason: 'It is the host’s.',
  });
  expect(closed).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, h.clock.now() + 2 * HOUR);
  expect(await depositOf(h, guest, id)).toMatchObject(TAKEN);
});

test('a deposit that was set aside is found where its guest was deleted as a customer since, and is another one', async () => {
  const { guest, listingId } = await cast(h);
  const { id, due } = await stayWithDeposit(h, guest, listingId);
  h.stripe.webhooks.pause();
  // Whatever the client asks for again was done, and its answers are lost.
  h.faults.stripe.use((_, { method }) => (method === 'POST' ? 'reset-after' : undefined));
  h.clock.hasten(10);
  await until(h, due);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  expect(statusesOf(id)).toEqual(['requires_capture']);
  const [row] = await h.sql<{ id: string }>('select customer_id as id from stripe_customers where person_id = $1', [
    guest.id,
  ]);
  h.stripe.deleteCustomer(row?.id ?? '');
  expect(await ask(h, guest, 'POST', '/v1/me/cards')).toMatchObject({ status: 503 });
  await h.drainJobs();
  expect(await ask(h, guest, 'POST', '/v1/me/cards')).toMatchObject({ status: 201 });
  await until(h, h.clock.now() + HOUR);
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'authorised' });
  expect(statusesOf(id)).toEqual(['requires_capture']);
});
