import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, end, move } from '../bookings/scene.ts';
import { bookedInParts, restOf, takenFor } from '../bookings/split-scene.ts';
import { createDesk } from '../disputes/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, lastTextTo, lettersTo, type Person } from '../harness/people.ts';
import { DAY, HOUR, until } from '../payouts/scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const { dispute, lose } = createDesk(() => ({ h, support }));

test('a card that is charged the rest once the bank has decided is not said to be charged no more', async () => {
  const { guest, listingId } = await cast(h);
  for (const isInquiry of [false, true]) {
    const { id, restDue } = await bookedInParts(h, guest, listingId, { days: 40 });
    await until(h, restDue - 4 * DAY);
    const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === id);
    const disputeId = h.stripe.openDispute(charge?.id ?? '', { isInquiry });
    await until(h, restDue - HOUR);
    expect(lettersTo(h, guest).at(-1)).toBe('The rest for Loft by the river is due soon');
    expect(lastTextTo(h, guest)).toContain(
      'If your bank has decided by then that your first payment stands, we charge',
    );
    expect(lastTextTo(h, guest)).not.toContain('not charged for it any more');
    if (isInquiry) h.stripe.endInquiry(disputeId, 'closed');
    else h.stripe.closeDispute(disputeId, 'won');
    await h.drainJobs();
    await until(h, restDue);
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
    await move(h, guest, id, 'cancel');
  }
});

test('of a refund out of two payments only what comes out of the disputed one is said to wait', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId, { days: 40 });
  await until(h, restDue);
  const disputeId = await dispute(id);
  // It comes out of the rest, which nobody disputes.
  const from = { hostReceives: 10_00, platformKeeps: 0, taxes: 0 };
  const path = `/v1/admin/bookings/${id}/refunds`;
  expect((await ask(h, support, 'POST', path, { reason: 'Cold water', from })).status).toBe(201);
  await h.drainJobs();
  expect(lettersTo(h, guest).at(-1)).toBe('Our support gives you $10.00 back');
  expect(lastTextTo(h, guest)).toContain('Banks can take up to ten days.');
  expect(lastTextTo(h, guest)).not.toContain('Your bank has yet to decide');
  await move(h, guest, id, 'cancel');
  await h.drainJobs();
  expect(lettersTo(h, guest).at(-1)).toBe('Your stay at Loft by the river is cancelled');
  expect(lastTextTo(h, guest)).toContain('Refund: $218.40');
  expect(lastTextTo(h, guest)).toContain('Until then $114.20 of the refund waits');
  expect(lastTextTo(h, guest)).toContain('The rest goes back to where the payment came from.');
  expect(takenFor(h, id)).toEqual([
    [114_20, 0],
    [114_20, 114_20],
  ]);
  await lose(disputeId);
});
