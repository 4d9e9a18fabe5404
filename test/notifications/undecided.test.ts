import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, end, move } from '../bookings/scene.ts';
import { bookedInParts, restOf } from '../bookings/split-scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { lettersTo, type Person } from '../harness/people.ts';
import { DAY, HOUR, until } from '../payouts/scene.ts';

let h: Harness;
beforeAll(async () => {
  ({ h } = await startStaffed());
});
afterAll(() => end(h));

const textTo = ({ email }: Person) => h.mailbox.lastTo(email)?.text ?? '';

test('a card that is charged the rest once the bank has decided is not said to be charged no more', async () => {
  const { guest, listingId } = await cast(h);
  for (const isInquiry of [false, true]) {
    const { id, restDue } = await bookedInParts(h, guest, listingId, { days: 40 });
    await until(h, restDue - 4 * DAY);
    const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === id);
    const disputeId = h.stripe.openDispute(charge?.id ?? '', { isInquiry });
    await until(h, restDue - HOUR);
    expect(lettersTo(h, guest).at(-1)).toBe('The rest for Loft by the river is due soon');
    expect(textTo(guest)).toContain('If your bank has decided by then that your first payment stands, we charge');
    expect(textTo(guest)).not.toContain('not charged for it any more');
    if (isInquiry) h.stripe.endInquiry(disputeId, 'closed');
    else h.stripe.closeDispute(disputeId, 'won');
    await h.drainJobs();
    await until(h, restDue);
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
    await move(h, guest, id, 'cancel');
  }
});
