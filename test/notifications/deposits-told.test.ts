import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { end } from '../bookings/scene.ts';
import { begunWithDeposit, cast, claim, DEPOSIT, depositOf, intentsOf, stayWithDeposit } from '../deposits/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { lettersTo, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { until } from '../payouts/scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.faults.stripe.reset());
afterAll(() => end(h));

/** Sets free in Stripe's Dashboard what is set aside for the deposit of a booking. */
async function setFree(bookingId: string): Promise<void> {
  await clientOf(h.stripe).paymentIntents.cancel(intentsOf(h, bookingId).at(-1)?.id ?? '');
  await h.drainJobs();
}

const toldTo = (person: Person) => lettersTo(h, person).filter((subject) => /deposit/.test(subject));

test('both sides hear of a claim that comes to nothing, since what was set aside was free again by then', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  h.faults.stripe.use((_, { path }) => (/\/capture$/.test(path) ? 'refuse' : undefined));
  expect(await claim(h, host, id)).toMatchObject({ status: 200 });
  await h.drainJobs();
  await setFree(id);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'failed', captured: 0 });
  expect(toldTo(guest)).toEqual([
    expect.stringMatching(/claims \$80\.00 of your damage deposit$/),
    'Nothing is taken of your damage deposit',
  ]);
  expect(toldTo(host)).toEqual([
    expect.stringMatching(/^Your claim to the damage deposit of Person \d+ came to nothing$/),
  ]);
  expect(h.mailbox.lastTo(host.email)?.text).toContain('The $80.00 that you had claimed');
});

test('both sides hear of a deposit that is set free in Stripe’s Dashboard during the stay', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  await setFree(id);
  expect(toldTo(guest)).toEqual(['Your damage deposit for Loft by the river is free again']);
  expect(toldTo(host)).toEqual([expect.stringMatching(/^The damage deposit of Person \d+ has ended$/)]);
});

test('nobody hears of one that is set free there before the stay, and set aside anew at once', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, due, opens } = await stayWithDeposit(h, guest, listingId);
  await until(h, due);
  await setFree(id);
  await until(h, opens);
  expect(await depositOf(h, host, id)).toMatchObject({ state: 'authorised' });
  expect([...toldTo(guest), ...toldTo(host)]).toEqual([]);
});

test('who has all of a deposit claimed is not told that a rest of it is free, as who has a part of it claimed is', async () => {
  for (const [amount, isAll] of [
    [80_00, false],
    [DEPOSIT, true],
  ] as const) {
    const { guest, host, id } = await begunWithDeposit(h);
    expect(await claim(h, host, id, amount)).toMatchObject({ status: 200 });
    await h.drainJobs();
    expect(h.mailbox.lastTo(guest.email)?.subject).toMatch(/ of your damage deposit$/);
    const { text } = h.mailbox.lastTo(guest.email) ?? {};
    expect(text?.includes('The rest is free again.')).toBe(!isAll);
  }
});
