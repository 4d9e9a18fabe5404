import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDashboard } from '../payments/outside-scene.ts';
import { bookedAhead, cast, ledgerOf, transferredTo, until } from '../payouts/scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterAll(() => h.close());

const { close, differenceOf, nextDay, refund } = createDashboard(() => ({ h, operator }));

test.each([
  ['receivables', 'is what the host owed for a refund of the stay, which Stripe could not take back again'],
  ['host', 'is paid to the host once more'],
])('what is taken back of a transfer in the Dashboard names its stay and, closed against %s, %s', async (account) => {
  const isOwed = account === 'receivables';
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { id, held, checkIn, checkOut } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  const [transfer] = h.stripe.api.state().transfers.filter(({ destination }) => destination === stripeAccountId);
  const taken = await clientOf(h.stripe).transfers.createReversal(transfer?.id ?? '');
  if (isOwed) expect(await refund(id, 194_00)).toMatchObject({ status: 201 });
  await h.drainJobs();
  expect((await ledgerOf(h, host.id)).receivables).toBe(isOwed ? 194_00 : undefined);
  await nextDay();
  const found = await differenceOf(taken.id);
  expect(found).toMatchObject({ bookingId: id, state: 'open', ledger: 0, stripe: { balance: 194_00 } });
  expect(await close(found.id, account)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect((await ledgerOf(h, host.id)).receivables).toBeUndefined();
  expect(transferredTo(h, stripeAccountId).net).toBe(isOwed ? 0 : 194_00);
  // What is paid once more was earned once.
  const { listings } = (await ask(h, host, 'GET', `/v1/earnings?from=${checkIn}&to=${checkOut}`)).body;
  expect(listings.map(({ total }: { total: number }) => total)).toEqual(isOwed ? [] : [194_00]);
  await nextDay();
  expect(await differenceOf(taken.id)).toMatchObject({ state: 'closed' });
});
