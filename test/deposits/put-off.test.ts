import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { end, move } from '../bookings/scene.ts';
import { enterCard } from '../cards/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, lettersTo, type Person } from '../harness/people.ts';
import { DECLINES_CHARGES, GOOD_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { ahead, DAY, HOUR, until } from '../payouts/scene.ts';
import { cast, depositOf, intentsOf, lookAt, stayWithDeposit } from './scene.ts';

const PLEASE = 'Please set aside the damage deposit for Loft by the river';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.clock.hasten(1);
});
afterAll(() => end(h));

const statusesOf = (bookingId: string) => intentsOf(h, bookingId).map(({ status }) => status);
const eventsOf = async (bookingId: string) =>
  (
    await h.sql<{ type: string }>(
      "select type from events where type like 'deposit.%' and data ->> 'bookingId' = $1 order by id",
      [bookingId],
    )
  ).map(({ type }) => type);

async function untilStripeIsBack(): Promise<void> {
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, h.clock.now() + 2 * HOUR);
}

/** Has both agree to other days so many from now; answers when the deposit is asked for then. */
async function putOff(guest: Person, host: Person, id: string, days: number): Promise<number> {
  const { checkIn, checkOut, due: paid } = ahead(h, days);
  const stay = { checkIn, checkOut, party: { adults: 2 } };
  const { body: proposed } = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, stay);
  expect(await ask(h, guest, 'POST', `/v1/alterations/${proposed.id}/accept`)).toMatchObject({ status: 200 });
  return paid - 3 * DAY;
}

test('a deposit that is set aside for a stay which is put off by a month is given free, and set aside when its time comes', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due } = await stayWithDeposit(h, guest, listingId);
  await until(h, due);
  const again = await putOff(guest, host, id, 40);
  await h.drainJobs();
  expect(statusesOf(id)).toEqual(['canceled']);
  expect(await depositOf(h, guest, id)).toMatchObject({
    state: 'scheduled',
    authoriseAt: new Date(again).toISOString(),
  });
  expect(await eventsOf(id)).toEqual(['deposit.authorised', 'deposit.rescheduled']);
  for (const days of [6.5, 7.1, 13, 14]) await until(h, due + days * DAY);
  await until(h, again - 1000);
  expect(statusesOf(id)).toEqual(['canceled']);
  await until(h, again);
  expect(statusesOf(id)).toEqual(['canceled', 'requires_capture']);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
  expect(await eventsOf(id)).toEqual(['deposit.authorised', 'deposit.rescheduled', 'deposit.authorised']);
});

test('a deposit that ended before its stay was put off is asked for again when its time comes', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, cardId, due } = await stayWithDeposit(h, guest, listingId);
  await until(h, due);
  // As somebody does in the Dashboard; that it cannot be set aside anew, the card is gone.
  await ask(h, guest, 'DELETE', `/v1/me/cards/${cardId}`);
  await clientOf(h.stripe).paymentIntents.cancel(intentsOf(h, id)[0]?.id ?? '');
  await h.drainJobs();
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'failed' });
  const again = await putOff(guest, host, id, 30);
  await h.drainJobs();
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'scheduled' });
  await until(h, again - 1000);
  expect(statusesOf(id)).toEqual(['canceled', 'canceled']);
  await until(h, again);
  expect(statusesOf(id)).toEqual(['canceled', 'canceled', 'requires_payment_method']);
  const { body: asked } = await lookAt(h, guest, id);
  expect(asked).toMatchObject({ state: 'failed', error: 'card_removed', nextAction: 'pay' });
  expect(lettersTo(h, guest)).toContain(PLEASE);
  await enterCard(h, asked.clientSecret, GOOD_CARD);
  await h.drainJobs();
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
});

test('a deposit that was refused before its stay was put off is asked for again when its time comes, and its guest is told again', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due } = await stayWithDeposit(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, due);
  const { body: refused } = await lookAt(h, guest, id);
  expect(refused).toMatchObject({ state: 'failed', nextAction: 'pay' });
  expect(lettersTo(h, guest).filter((subject) => subject === PLEASE)).toHaveLength(1);
  const again = await putOff(guest, host, id, 40);
  await h.drainJobs();
  expect(await lookAt(h, guest, id)).toMatchObject({ body: { state: 'scheduled', error: null, clientSecret: null } });
  expect(statusesOf(id)).toEqual(['canceled']);
  await until(h, again - 1000);
  expect(statusesOf(id)).toEqual(['canceled']);
  await until(h, again);
  expect(statusesOf(id)).toEqual(['canceled', 'requires_payment_method']);
  expect(lettersTo(h, guest).filter((subject) => subject === PLEASE)).toHaveLength(2);
  await enterCard(h, (await lookAt(h, guest, id)).body.clientSecret, GOOD_CARD);
  await h.drainJobs();
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
});

test('a stay that is put off and brought forward again before anything was given free has its deposit set aside once', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due, opens } = await stayWithDeposit(h, guest, listingId);
  await until(h, due);
  h.faults.stripe.use((_, { path }) => (path.endsWith('/cancel') ? 'http-500' : undefined));
  h.clock.hasten(10);
  await putOff(guest, host, id, 40);
  await h.drainJobs();
  expect(statusesOf(id)).toEqual(['requires_capture']);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'scheduled' });
  await putOff(guest, host, id, Math.round((opens - h.clock.now()) / DAY));
  await h.drainJobs();
  await untilStripeIsBack();
  expect(statusesOf(id)).toEqual(['canceled', 'requires_capture']);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
});

test('what is being authorised while its stay is put off is given free, and nobody is asked for it', async () => {
  const { guest, host, listingId } = await cast(h);
  for (const card of [undefined, DECLINES_CHARGES]) {
    const { id, due } = await stayWithDeposit(h, guest, listingId, card === undefined ? {} : { card });
    h.clock.hasten(10);
    h.faults.stripe.use((_, { path }) => (path.startsWith('/v1/payment_intents') ? 'reset-after' : undefined));
    h.clock.advance(due - h.clock.now());
    await h.drainJobs();
    expect(statusesOf(id)).toEqual([card === undefined ? 'requires_capture' : 'requires_payment_method']);
    await putOff(guest, host, id, card === undefined ? 40 : 45);
    await untilStripeIsBack();
    expect(statusesOf(id)).toEqual(['canceled']);
    expect(await depositOf(h, host, id)).toMatchObject({ state: 'scheduled' });
    expect(await eventsOf(id)).toEqual([]);
  }
});

test('a stay that is cancelled while Stripe is away charges no card for its deposit afterwards, and gives free what was', async () => {
  const { guest, listingId } = await cast(h);
  const [never, unheard] = [
    await stayWithDeposit(h, guest, listingId),
    await stayWithDeposit(h, guest, listingId, { days: 24 }),
  ];
  const isCharge = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === '/v1/payment_intents';
  for (const [stay, fault] of [
    [never, 'refuse'],
    [unheard, 'reset-after'],
  ] as const) {
    h.faults.stripe.use((_, request) => (isCharge(request) ? fault : undefined));
    h.clock.hasten(10);
    await until(h, stay.due);
    expect(await move(h, guest, stay.id, 'cancel')).toMatchObject({ status: 200 });
    await h.drainJobs();
    expect(await depositOf(h, guest, stay.id)).toMatchObject({ state: 'released' });
    h.faults.stripe.reset();
    h.clock.hasten(1);
    await until(h, stay.due + 2 * HOUR);
  }
  expect(intentsOf(h, never.id)).toEqual([]);
  expect(intentsOf(h, unheard.id)).toMatchObject([{ status: 'canceled' }]);

  // What was on its way to Stripe all the while, and arrives now.
  const [hold] = await h.sql<{ id: string }>(
    'select h.id from deposit_holds h join deposits d on d.id = h.deposit_id where d.booking_id = $1',
    [never.id],
  );
  const late = await clientOf(h.stripe).paymentIntents.create({
    amount: 200_00,
    currency: 'usd',
    capture_method: 'manual',
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: 'https://stays.example/paid',
    metadata: { depositHoldId: hold?.id ?? '', subject: never.id },
  });
  expect(late.status).toBe('requires_capture');
  await h.drainJobs();
  expect(intentsOf(h, never.id)).toMatchObject([{ status: 'canceled' }]);
});
