import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { reconcile } from './month.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin'] });
});
afterAll(() => h.close());

const ask = async (method: string, path: string) => h.api(method, path, { token: await tokenFor(h, operator) });
const differences = async () => (await ask('GET', '/v1/admin/differences')).body.data;

/** Ends the day, and compares it once it can be. */
async function nextDay(): Promise<void> {
  const midnight = Math.ceil(h.clock.now() / 86_400_000) * 86_400_000;
  await reconcile(h, new Date(midnight + 7 * 3_600_000));
  expect((await ask('GET', '/v1/admin/reconciliations?limit=1')).body.data).toMatchObject([{ state: 'done' }]);
}

test.each([0, 1])('a dispute that is won %i days after it was opened leaves no difference', async (days) => {
  const { guest, listingId } = await cast(h);
  await booked(h, guest, listingId);
  const dispute = h.stripe.openDispute(h.stripe.api.state().charges.at(-1)?.id ?? '');
  await h.drainJobs();
  if (days > 0) await nextDay();
  h.stripe.closeDispute(dispute, 'won');
  await h.drainJobs();
  await nextDay();
  expect(await differences()).toEqual([]);
});
