import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, hold, move, pay, see, settle } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { SLOW_REFUND_CARD } from '../harness/test-cards.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  h = await startHarness();
  support = await createPerson(h, { roles: ['support'] });
});
afterEach(() => {
  h.stripe.disrupt(undefined);
  h.faults.stripe.reset();
  h.clock.hasten(1);
});
afterAll(() => h.close());

const isRefund = (path: string) => path === '/v1/refunds';

/** A booking that was cancelled in time; its refund is under way. */
async function cancelled(card?: string) {
  const { guest, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  await pay(h, held, card);
  await h.drainJobs();
  await move(h, guest, held.id, 'cancel');
  return { guest, held, refunded: () => h.stripe.api.totals({ paymentId: held.payment.id }).refunded };
}

/** Lets an hour's worth of tries happen. */
async function anHour(): Promise<void> {
  for (let minute = 0; minute < 12; minute += 1) {
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.qstash.drain();
    h.clock.advance(5 * 60_000);
  }
}

describe('a promised refund', () => {
  afterAll(() => settle(h));

  test.each(['saved-500', 'saved-500-after'] as const)(
    'is paid once when Stripe keeps a 500 for its key (%s)',
    async (disruption) => {
      let broken = 0;
      h.stripe.disrupt(({ path, method }) => {
        if (method !== 'POST' || !isRefund(path) || broken > 0) return undefined;
        broken += 1;
        return disruption;
      });
      const { guest, held, refunded } = await cancelled();
      await anHour();
      expect(broken).toBe(1);
      expect(refunded()).toBe(228_40);
      expect((await see(h, guest, held.id)).payment).toMatchObject({ refunded: 228_40, refundState: 'succeeded' });
    },
  );

  test('is not taken for refused where Stripe has made it, and does not say so', async () => {
    h.stripe.disrupt(({ path, method }) => {
      if (!isRefund(path)) return undefined;
      if (method === 'POST') return 'saved-500-after';
      return h.stripe.api.state().refunds.length > before ? 'saved-400' : undefined;
    });
    const before = h.stripe.api.state().refunds.length;
    const { guest, held, refunded } = await cancelled();
    await anHour();
    h.stripe.disrupt(undefined);
    await anHour();
    expect(refunded()).toBe(228_40);
    expect((await see(h, guest, held.id)).payment).toMatchObject({ refunded: 228_40, refundState: 'succeeded' });
  });

  test.each(['reset-after', 'http-500', 'http-429', 'garbage'] as const)(
    'is paid once when the answer is lost by %s',
    async (fault) => {
      let lost = 0;
      h.faults.stripe.use((_, { path, method }) => {
        if (method !== 'POST' || !isRefund(path) || lost > 3) return undefined;
        lost += 1;
        return fault;
      });
      h.clock.hasten(10);
      const { guest, held, refunded } = await cancelled();
      await anHour();
      expect(refunded()).toBe(228_40);
      expect((await see(h, guest, held.id)).payment.refundState).toBe('succeeded');
    },
  );

  test('is paid once even after Stripe has forgotten the key under which it was', async () => {
    h.faults.db.use((_, { body }) => (body.includes('update \\"refunds\\" set \\"state\\"') ? 'refuse' : undefined));
    const { guest, held, refunded } = await cancelled();
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.qstash.drain();
    expect(refunded()).toBe(228_40);
    h.faults.db.reset();
    h.clock.advance(25 * 3_600_000);
    await h.drainJobs();
    expect(refunded()).toBe(228_40);
    expect((await see(h, guest, held.id)).payment.refundState).toBe('succeeded');
  });

  test('that takes its time is told as pending, and as paid when it is', async () => {
    const { guest, held } = await cancelled(SLOW_REFUND_CARD);
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment).toMatchObject({ refunded: 228_40, refundState: 'pending' });
    h.clock.advance(60_000);
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment.refundState).toBe('succeeded');
  });

  test('that fails after it was paid is opened anew by support, once', async () => {
    const { guest, held, refunded } = await cancelled();
    await h.drainJobs();
    const act = async (what: string, more = {}) => {
      const body = { reason: 'The card was replaced', ...more };
      return h.api('POST', `/v1/admin/bookings/${held.id}/${what}`, { token: await tokenFor(h, support), body });
    };
    const again = () => act('returned-refunds');
    const give = (hostReceives: number) => act('refunds', { from: { hostReceives, platformKeeps: 0, taxes: 0 } });
    expect(await again()).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
    expect(await give(0)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }] } });
    const made = h.stripe.api.state().refunds.at(-1);
    h.stripe.settleRefund(made?.id ?? '', 'failed');
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment).toMatchObject({ refunded: 228_40, refundState: 'failed' });
    expect(await give(1_00)).toMatchObject({ status: 422 });
    const both = await Promise.all([again(), again()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 201)).toMatchObject({ trips: 2, body: { refund: 228_40 } });
    await h.drainJobs();
    expect(refunded()).toBe(228_40);
    expect((await see(h, guest, held.id)).payment).toMatchObject({ refunded: 228_40, refundState: 'succeeded' });
    expect(await again()).toMatchObject({ status: 409 });
  });

  test('whose job a version before has dropped is paid within two hours', async () => {
    const { guest, held, refunded } = await cancelled();
    await h.sql(`update jobs set done_at = $1 where kind = 'pay-refund' and done_at is null`, [
      new Date(h.clock.now()),
    ]);
    await h.drainJobs();
    expect(refunded()).toBe(0);
    for (let hour = 0; hour < 2; hour += 1) {
      h.clock.advance(3_600_000);
      await h.worker.runCron('17 * * * *', h.clock.now());
      await h.drainJobs();
    }
    expect(refunded()).toBe(228_40);
    expect((await see(h, guest, held.id)).payment.refundState).toBe('succeeded');
  });

  test('cannot be promised beyond what was captured, nor the ledger be changed, by anybody', async () => {
    const { guest, listingId } = await cast(h);
    const { payment } = await booked(h, guest, listingId);
    const promise = h.sql('update payments set refunded_amount = captured_amount + 1 where id = $1', [payment.id]);
    await expect(promise).rejects.toMatchObject({ constraint: 'payments_refunds_covered' });
    await expect(h.sql('update ledger_entries set amount = 0')).rejects.toThrow('never changed');
    await expect(h.sql('delete from ledger_entries')).rejects.toThrow('never changed');
  });
});

// Comes last: what is owed to a guest, and cannot be paid, is no world at rest.
describe('a refund', () => {
  test('that Stripe refuses is failed also where it tells of no disputes of that intent either', async () => {
    h.stripe.disrupt(({ path }) => (isRefund(path) || path === '/v1/disputes' ? 'saved-400' : undefined));
    const { guest, held } = await cancelled();
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment.refundState).toBe('failed');
  });

  test('that fails after it was paid is owed to the guest again', async () => {
    const { guest, held } = await cancelled('4000000000005126');
    await h.drainJobs();
    h.clock.advance(60_000);
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment.refundState).toBe('failed');
    const balances = await h.sql(
      `select account, sum(amount)::int as amount from ledger_entries
       where subject = $1 and effect not like 'stripe-fee:%'
       group by account having sum(amount) <> 0 order by account`,
      [held.id],
    );
    expect(balances).toEqual([
      { account: 'guest', amount: -228_40 },
      { account: 'stripe', amount: 228_40 },
    ]);
  });
});
