import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDashboard } from '../payments/outside-scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterAll(() => h.close());

const { differenceOf, nextDay, paid } = createDashboard(() => ({ h, operator }));

/** What has come to the bank, and what Stripe kept for it, by the books. */
async function booksOfBank(payoutId: string) {
  const rows = await h.sql<{ account: string; amount: number }>(
    'select account, sum(amount)::int as amount from ledger_entries where subject = $1 group by account',
    [payoutId],
  );
  return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
}

test('what is paid out to the marketplace comes to its bank whole, and what Stripe keeps for one that arrives at once is its fee', async () => {
  await paid();
  await nextDay();
  await nextDay();
  await nextDay();
  const { payouts } = clientOf(h.stripe);
  const standard = await payouts.create({ amount: 40_00, currency: 'usd' });
  const instant = await payouts.create({ amount: 100_00, currency: 'usd', method: 'instant' });
  await nextDay();
  expect(await booksOfBank(standard.id)).toEqual({ stripe: -40_00, bank: 40_00 });
  expect(await booksOfBank(instant.id)).toEqual({ stripe: -101_00, bank: 100_00, 'stripe-fees': 1_00 });
  expect(await differenceOf(instant.id)).toBeUndefined();
  h.stripe.settlePayout(standard.id, 'failed');
  await nextDay();
  expect(await booksOfBank(standard.id)).toEqual({ stripe: 0, bank: 0 });
  expect(await differenceOf(standard.id)).toBeUndefined();
});
