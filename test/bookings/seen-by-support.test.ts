import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, type Person } from '../harness/people.ts';
import { DECLINED_CARD } from '../harness/test-cards.ts';
import { booked, cast, end, hold, pay, see } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const asSupport = (method: string, path: string, body?: object) =>
  ask(h, support, method, `/v1/admin/bookings/${path}`, body);

test('support sees any booking as its sides do, without the exact place, in one round trip', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const { side, hostFee, ...own } = await see(h, host, id);
  const answer = await asSupport('GET', id);
  expect(answer).toMatchObject({ status: 200, trips: 1, body: { hostFee } });
  const { listing, refundable, ...seen } = answer.body;
  expect({ ...seen, side, listing: own.listing }).toMatchObject({ ...own, side });
  expect(listing).toMatchObject({ title: own.listing.title, location: { isExact: false }, address: null });
  const { hostReceives, platformKeeps, taxes } = own.totals;
  expect(refundable).toEqual({ hostReceives, platformKeeps, taxes });
  for (const other of [guest, host]) {
    const refused = await ask(h, other, 'GET', `/v1/admin/bookings/${id}`);
    expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' });
  }
});

test('what is left is what each can still give back, to the last of it', async () => {
  const { guest, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const left = (await asSupport('GET', id)).body.refundable;
  const refund = (from: object) => asSupport('POST', `${id}/refunds`, { reason: 'No hot water', from });
  expect((await refund({ ...left, hostReceives: left.hostReceives + 1 })).body.code).toBe('invalid-input');
  expect(await refund({ hostReceives: 50_00, platformKeeps: 0, taxes: 0 })).toMatchObject({ status: 201 });
  const rest = (await asSupport('GET', id)).body.refundable;
  expect(rest).toEqual({ ...left, hostReceives: left.hostReceives - 50_00 });
  expect(await refund(rest)).toMatchObject({ status: 201 });
  expect((await asSupport('GET', id)).body.refundable).toEqual({ hostReceives: 0, platformKeeps: 0, taxes: 0 });
});

test('of a hold whose card was refused it is told why, and that nothing was paid', async () => {
  const { guest, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  await pay(h, held, DECLINED_CARD);
  await h.drainJobs();
  const { error } = (await see(h, guest, held.id)).payment;
  expect(error).toMatch(/decline/);
  expect((await asSupport('GET', held.id)).body).toMatchObject({ state: 'held', refundable: null, payment: { error } });
  expect((await asSupport('GET', held.id.replace(/.$/, 'z'))).body.code).toBe('not-found');
});
