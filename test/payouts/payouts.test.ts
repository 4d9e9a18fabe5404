import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast as castBooking, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { ask, balanceOf, cast, DAY, DUE, HOUR, ledgerOf, openAccount, payoutsOf, transferredTo, until } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('a host', () => {
  test('is paid 24 hours after the check-in opens where the listing is, not before and not twice', async () => {
    const { host, guest, listingId, stripeAccountId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    expect(await balanceOf(h, host)).toMatchObject({ coming: 194_00, paid: 0, owed: 0, nextAt: DUE });
    await until(h, Date.parse(DUE) - 1000);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
    await until(h, DUE);
    await until(h, Date.parse(DUE) + 30 * DAY);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
    const [payout, ...others] = await payoutsOf(h, host);
    expect(others).toEqual([]);
    expect(payout).toMatchObject({ bookingId: id, gross: 194_00, withheld: 0, amount: 194_00, state: 'paid', paidAt: DUE });
    expect(await balanceOf(h, host)).toMatchObject({ coming: 0, inTransfer: 0, paid: 194_00, nextAt: null });
    expect(await ledgerOf(h, id)).toMatchObject({ platform: -34_40, stripe: 34_40 });
    expect((await ask(h, host, `/v1/payouts/${payout.id}`)).body).toEqual(payout);
  });
});
