import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bookWith, move, quoteFor, quotedToken, settle } from '../bookings/scene.ts';
import { ask, enterCard } from '../cards/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { DAY, HOUR, ledgerOf, transferredTo, until } from '../payouts/scene.ts';
import {
  begunWithDeposit,
  cast,
  claim,
  DEPOSIT,
  depositOf,
  intentsOf,
  lookAt,
  stayWithDeposit,
} from './scene.ts';

const CHALLENGED_CARD = '4000002760003184';
const DECLINES_CHARGES = '4000000000000341';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.stripe.disrupt(undefined);
});
afterAll(async () => {
  await settle(h);
  await h.close();
});

const statusesOf = (bookingId: string) => intentsOf(h, bookingId).map(({ status }) => status);

test('a deposit is no part of the price, asks for a saved card, is set aside 48 hours before check-in and given free 48 hours after check-out', async () => {
  const { guest, host, listingId } = await cast(h);
  const quote = await quoteFor(h, guest, listingId);
  expect(quote.body).toMatchObject({ damageDeposit: DEPOSIT, totals: { guestPays: 228_40 } });
  const refused = await bookWith(h, guest, await quotedToken(h, guest, listingId));
  expect(refused).toMatchObject({ status: 422, body: { code: 'card-required' } });
  const { id, due, claimUntil } = await stayWithDeposit(h, guest, listingId);
  await until(h, due - 1000);
  expect(await depositOf(h, host, id)).toMatchObject({
    state: 'scheduled',
    amount: DEPOSIT,
    captured: 0,
    claim: null,
    authoriseAt: new Date(due).toISOString(),
    claimUntil: new Date(claimUntil).toISOString(),
  });
  expect(statusesOf(id)).toEqual([]);
  await until(h, due);
  expect(await lookAt(h, guest, id)).toMatchObject({
    trips: 1,
    body: { state: 'authorised', clientSecret: null, nextAction: null },
  });
  expect(intentsOf(h, id)).toMatchObject([{ status: 'requires_capture', amount: DEPOSIT, currency: 'usd' }]);
  expect(await ledgerOf(h, id)).not.toHaveProperty('deposits');
  await until(h, claimUntil - 1000);
  expect(statusesOf(id)).toEqual(['requires_capture']);
  await until(h, claimUntil);
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'released', captured: 0 });
  expect(statusesOf(id)).toEqual(['canceled']);
  expect(await claim(h, host, id)).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
});
