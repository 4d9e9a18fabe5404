import { afterAll, beforeAll, expect, test } from 'vitest';
import { end, move, see } from '../bookings/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, type Person } from '../harness/people.ts';
import { bookedAhead, cast, DAY, until } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

test('a booking tells its host and support what is paid of it and when the next is due, and its guest nothing', async () => {
  const { host, guest, listingId } = await cast(h);
  const stay = await bookedAhead(h, guest, listingId);
  const longStay = await bookedAhead(h, guest, await createListing(h, host), 30, 60);
  const lost = await bookedAhead(h, guest, await createListing(h, host), 40);
  const nextAt = new Date(stay.held).toISOString();
  const seen = async () => {
    const { trips, body } = await ask(h, host, 'GET', '/v1/bookings?as=host&when=upcoming');
    expect(trips).toBe(1);
    return body.data.map((booking: { id: string; payout: object }) => [booking.id, booking.payout]);
  };
  const toCome = { coming: 194_00, inTransfer: 0, paid: 0, nextAt };
  expect((await seen())[0]).toEqual([stay.id, toCome]);
  expect((await see(h, host, stay.id)).payout).toEqual(toCome);
  expect((await ask(h, support, 'GET', `/v1/admin/bookings/${stay.id}`)).body.payout).toEqual(toCome);
  expect((await see(h, guest, stay.id)).payout).toBeNull();
  expect((await ask(h, guest, 'GET', '/v1/bookings')).body.data).toMatchObject([
    { payout: null },
    { payout: null },
    { payout: null },
  ]);

  // What it comes to is worked out anew once it is moved.
  const cancelled = await move(h, guest, lost.id, 'cancel');
  expect(cancelled).toMatchObject({ status: 200, body: { payout: null } });
  await h.drainJobs();
  expect((await see(h, host, lost.id)).payout).toEqual({ coming: 0, inTransfer: 0, paid: 0, nextAt: null });

  await until(h, stay.held);
  expect((await see(h, host, stay.id)).payout).toEqual({ coming: 0, inTransfer: 0, paid: 194_00, nextAt: null });
  const whole = (await see(h, host, longStay.id)).totals.hostReceives;
  await until(h, longStay.held);
  const { coming, paid, nextAt: second } = (await see(h, host, longStay.id)).payout;
  expect([coming + paid, paid > 0, Date.parse(second) - longStay.held]).toEqual([whole, true, 30 * DAY]);
});
