import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createDashboard, PAID } from '../payments/outside-scene.ts';
import { createDesk } from './scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterEach(() => h.stripe.webhooks.resume());
afterAll(() => h.close());

const { differenceOf, nextDay, paid } = createDashboard(() => ({ h, operator }));
const { booksOf, dispute, disputeOf } = createDesk(() => ({ h, support: operator }));

describe('of a dispute that Stripe has not told of', () => {
  test.each([
    ['won', 'settled'],
    // A bank that keeps what it took moves nothing.
    ['lost', undefined],
  ] as const)('the comparison of the day hears that it was %s', async (outcome, state) => {
    const { id } = await paid();
    const stripeId = await dispute(id);
    await nextDay();
    expect(await booksOf(id)).toMatchObject({ disputes: PAID });
    h.stripe.webhooks.pause();
    h.stripe.closeDispute(stripeId, outcome);
    await nextDay();
    await nextDay();
    expect(await disputeOf(id)).toMatchObject({ state: outcome });
    expect(await booksOf(id)).not.toHaveProperty('disputes');
    h.stripe.webhooks.resume();
    await h.drainJobs();
    await nextDay();
    expect((await differenceOf(stripeId))?.state).toBe(state);
  });

  /** One that Stripe tells nobody of, by its id there. */
  function openUntold(bookingId: string, isInquiry = false): string {
    h.stripe.webhooks.pause();
    const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === bookingId);
    return h.stripe.openDispute(charge?.id ?? '', { isInquiry });
  }

  test('the comparison of the day hears that a bank has only asked, which nothing in the books tells', async () => {
    const { id } = await paid();
    const stripeId = openUntold(id, true);
    await nextDay();
    expect(await disputeOf(id)).toMatchObject({ state: 'open', answer: null });
    h.stripe.endInquiry(stripeId, 'closed');
    await nextDay();
    expect(await disputeOf(id)).toMatchObject({ state: 'won' });
    expect(await booksOf(id)).not.toHaveProperty('disputes');
  });

  test('the comparison of the day hears that it was opened', async () => {
    const { id } = await paid();
    const stripeId = openUntold(id);
    await nextDay();
    expect(await disputeOf(id)).toMatchObject({ state: 'open' });
    expect(await booksOf(id)).toMatchObject({ disputes: PAID });
    h.stripe.webhooks.resume();
    await h.drainJobs();
    await nextDay();
    expect(await differenceOf(stripeId)).toMatchObject({ state: 'settled' });
  });
});
