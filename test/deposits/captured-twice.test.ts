import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDashboard } from '../payments/outside-scene.ts';
import { DAY, HOUR, until } from '../payouts/scene.ts';
import { begunWithDeposit, depositOf, intentsOf } from './scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
// What was captured beside stays at Stripe.
afterAll(() => h.close());

const { close, differenceOf, nextDay } = createDashboard(() => ({ h, operator }));

test('what is captured in the Dashboard beside what was taken of a deposit is a difference for an operator, and no job asks for ever', async () => {
  const { guest, id, due } = await begunWithDeposit(h, 10);
  h.faults.stripe.use((_, { path }) => (path.endsWith('/cancel') ? 'http-500' : undefined));
  h.clock.hasten(10);
  await until(h, due + 6.5 * DAY);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  const { paymentIntents } = clientOf(h.stripe);
  for (const intent of intentsOf(h, id)) await paymentIntents.capture(intent.id, { amount_to_capture: 50_00 });
  await until(h, h.clock.now() + 2 * HOUR);
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'captured', captured: 50_00 });
  expect(await h.sql('select kind, last_error from jobs where done_at is null and attempts > 0')).toEqual([]);
  await nextDay();
  const holds = await h.sql<{ id: string }>('select id from deposit_holds');
  const found = (await Promise.all(holds.map((hold) => differenceOf(hold.id)))).filter((each) => each !== undefined);
  expect(found).toMatchObject([{ bookingId: id, state: 'open', ledger: 0, stripe: { balance: 50_00 } }]);
  expect(await close(found[0].id, 'guest')).toMatchObject({ status: 200 });
});
