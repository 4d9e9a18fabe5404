import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { move, see } from '../bookings/scene.ts';
import { leave } from '../closings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createDashboard, PAID } from '../payments/outside-scene.ts';
import { ledgerOf, until } from '../payouts/scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterEach(() => {
  h.faults.stripe.reset();
  h.faults.db.reset();
  h.stripe.webhooks.resume();
});
afterAll(() => h.close());

const { cancelledAfter, close, differenceOf, giveOutside, nextDay, paid, payReturned, refund, returned } =
  createDashboard(() => ({ h, operator }));

describe('the difference of a refund made in the Dashboard', () => {
  test.each(['guest', 'host', 'platform', 'adjustments'])(
    'names its booking, is closed against %s, and counts all the same once the stay is cancelled',
    async (account) => {
      const { guest, id, intent, refunded } = await paid();
      const { id: outside } = await giveOutside(intent, 50_00);
      await nextDay();
      const found = await differenceOf(outside);
      expect(found).toMatchObject({ bookingId: id, state: 'open', ledger: 0, stripe: { balance: -50_00 } });
      const before = await ledgerOf(h, id);
      expect(await close(found.id, account)).toMatchObject({ status: 200 });
      expect((await ledgerOf(h, id))[account] ?? 0).toBe((before[account] ?? 0) + 50_00);
      await move(h, guest, id, 'cancel');
      await h.drainJobs();
      expect(refunded()).toBe(PAID);
      // A host's debt that is none any more is set off when the stay would have been paid for.
      const { stripe, 'stripe-fees': fees, host = 0, receivables = 0, ...others } = await ledgerOf(h, id);
      expect([others, Number(stripe) + Number(fees), host + receivables]).toEqual([{}, 0, 0]);
      expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
      await nextDay();
      expect(await differenceOf(outside)).toMatchObject({ state: 'closed' });
    },
  );

  test('is closed against the guest to whom a refund that failed is owed', async () => {
    const { id, intent, refunded } = await returned();
    const { id: outside } = await giveOutside(intent, 50_00);
    await nextDay();
    expect(await close((await differenceOf(outside)).id, 'guest')).toMatchObject({ status: 200 });
    expect(await payReturned(id)).toMatchObject({ status: 201, body: { refund: PAID - 50_00 } });
    await h.drainJobs();
    expect(refunded()).toBe(PAID);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test('counts nothing of what the balance says in a currency of its own', async () => {
    const { id, intent } = await returned();
    const { id: outside } = await giveOutside(intent, 50_00);
    await nextDay();
    // What an operator may have open still: conversions book themselves, but not of days that were read without.
    await h.sql(
      `update stripe_movements set currency = 'EUR', amount = -4600 where reference = $1 and said_by = 'balance'`,
      [outside],
    );
    await h.sql(`update differences set currency = 'EUR', balance = -4600, object = null where reference = $1`, [
      outside,
    ]);
    expect(await close((await differenceOf(outside)).id, 'guest')).toMatchObject({ status: 200 });
    expect(await payReturned(id)).toMatchObject({ status: 201, body: { refund: PAID } });
  });

  test('is borne as it was closed beside what support gives then, until a cancellation counts it', async () => {
    const { guest, id, intent, refunded } = await paid();
    const { id: outside } = await giveOutside(intent, 50_00);
    await nextDay();
    expect(await close((await differenceOf(outside)).id, 'platform')).toMatchObject({ status: 200 });
    expect(await refund(id, 30_00)).toMatchObject({ status: 201 });
    await h.drainJobs();
    expect(refunded()).toBe(80_00);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(refunded()).toBe(PAID);
    expect(Object.keys(await ledgerOf(h, id))).toEqual(['stripe', 'stripe-fees']);
  });

  test.each([
    ['guest', 'looks for it'],
    ['host', 'looks for it'],
    ['guest', 'has it count'],
    ['host', 'has it count'],
  ])('is closed against %s while a refund %s, and counts once', async (account, when) => {
    const { guest, id, intent, refunded } = await paid();
    const { id: outside } = await giveOutside(intent, 50_00);
    await nextDay();
    const { id: difference } = await differenceOf(outside);
    let closed: Answer | undefined;
    let isClosing = false;
    const closeOnce = async (isNow: boolean) => {
      if (!isNow || isClosing) return undefined;
      isClosing = true;
      closed = await close(difference, account);
      return undefined;
    };
    if (when === 'looks for it')
      h.faults.stripe.use((_, { path, method }) => closeOnce(method === 'GET' && path === '/v1/refunds'));
    else h.faults.db.use((_, { body }) => closeOnce(body.includes('refund-outside:')));
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(closed).toMatchObject({ status: 200 });
    expect(refunded()).toBe(PAID);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    await nextDay();
    expect(await differenceOf(outside)).toMatchObject({ state: 'closed' });
  });

  test('that counted and came back unheard is left to what Stripe says, and not closed as well', async () => {
    const { id, outside } = await cancelledAfter(50_00);
    await nextDay();
    h.stripe.webhooks.pause();
    h.stripe.settleRefund(outside.id, 'failed');
    let closed: Answer | undefined;
    h.faults.stripe.use(async (_, { path }) => {
      if (path !== `/v1/refunds/${outside.id}`) return undefined;
      closed ??= await close((await differenceOf(outside.id)).id, 'guest');
      return undefined;
    });
    await nextDay();
    expect(closed).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
    expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
    await nextDay();
    expect(await differenceOf(outside.id)).toMatchObject({ state: 'settled' });
  });

  // Last: by then the stays of the others would be past.
  test('keeps nobody from closing their account who has had it', async () => {
    const { guest, id, intent } = await paid();
    const { id: outside } = await giveOutside(intent, 50_00);
    await nextDay();
    expect(await close((await differenceOf(outside)).id, 'guest')).toMatchObject({ status: 200 });
    const { checkOut } = await see(h, guest, id);
    await until(h, Date.parse(`${checkOut}T23:00:00Z`));
    expect(await ledgerOf(h, id)).toMatchObject({ guest: 50_00 });
    await leave(h, guest);
  });
});
