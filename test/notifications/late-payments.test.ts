import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, end, hold, move, pay, see } from '../bookings/scene.ts';
import { bookedInParts, lookAtRest } from '../bookings/split-scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, lastTextTo, lettersTo } from '../harness/people.ts';
import { DECLINES_CHARGES } from '../harness/test-cards.ts';
import { until } from '../payouts/scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

test('whoever pays for nights that are held no more is told that the money goes back', async () => {
  const { guest, host, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  h.stripe.webhooks.pause();
  await pay(h, held);
  h.clock.advance(15 * 60_000);
  await hold(h, await createPerson(h), listingId);
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(await see(h, guest, held.id)).toMatchObject({ state: 'expired', payment: { refunded: 228_40 } });
  expect(lettersTo(h, guest)).toEqual(['Your payment of $228.40 came too late and goes back to you']);
  expect(lastTextTo(h, guest)).toContain('were no longer held for you');
  expect(lastTextTo(h, guest)).toContain('Banks can take up to ten days.');
  expect(lettersTo(h, host)).toEqual([]);
});

test('whoever pays the rest of a stay that is cancelled by then is told the same of the rest, and of the cancellation once', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, restDue);
  const { body: payment } = await lookAtRest(h, guest, id);
  h.stripe.webhooks.pause();
  await pay(h, { payment });
  await move(h, host, id, 'cancel');
  h.stripe.webhooks.resume();
  await h.drainJobs();
  const told = lettersTo(h, guest).slice(2);
  expect(told).toHaveLength(2);
  expect(told).toContain('Your payment of $114.20 came too late and goes back to you');
  expect(told).toContain('Your stay at Loft by the river is cancelled');
  const late = h.mailbox.mails().find(({ to, subject }) => to.includes(guest.email) && subject.includes('too late'));
  expect(late?.text).toContain('the stay was over or cancelled already');
});
