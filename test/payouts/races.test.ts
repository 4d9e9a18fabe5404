import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/kernel/dates.ts';
import { end } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask } from '../harness/people.ts';
import { bookedAhead, cast, ledgerOf, payoutsOf, until } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.faults.db.reset());
afterAll(() => end(h));

describe('a stay that changes while its payout is on its way to the database', () => {
  /** Waits until the stay is due, and does this once its payout is decided and not yet committed. */
  async function meanwhile({ id, held }: { id: string; held: number }, work: () => Promise<void>): Promise<void> {
    let isBegun = false;
    h.faults.db.use(async (_, { body }) => {
      if (isBegun || !body.includes('payout:pyo_') || !body.includes(id)) return undefined;
      isBegun = true;
      await work();
      return undefined;
    });
    await until(h, held);
    expect(isBegun).toBe(true);
  }

  test('is not paid out when it is disputed', async () => {
    const { guest, host, listingId } = await cast(h);
    const stay = await bookedAhead(h, guest, listingId);
    await meanwhile(stay, async () => {
      const { paymentIntents, charges } = h.stripe.api.state();
      const intent = paymentIntents.find(({ metadata }) => metadata.subject === stay.id);
      h.stripe.openDispute(charges.find(({ payment_intent: of }) => of === intent?.id)?.id ?? '');
      await h.stripe.drain();
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.deliverDue();
      expect((await ledgerOf(h, stay.id)).disputes).toBe(228_40);
    });
    expect(await payoutsOf(h, host)).toEqual([]);
  });

  test('is paid out in the parts of its new dates, though it brings the same', async () => {
    const { guest, host, listingId } = await cast(h);
    const stay = await bookedAhead(h, guest, listingId, 20, 20);
    await meanwhile(stay, async () => {
      const { id, checkIn, checkOut } = stay;
      const twice = { checkIn, checkOut: addDays(checkOut, 20), party: { adults: 2 }, nightly: 50_00 };
      const { body } = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, twice);
      expect((await ask(h, guest, 'POST', `/v1/alterations/${body.id}/accept`)).status).toBe(200);
    });
    expect(await payoutsOf(h, host)).toMatchObject([{ gross: 30 * 48_50 }]);
  });
});
