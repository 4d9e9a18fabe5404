import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, end, move, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const CLOSED = 'Its nights stay closed in your calendar.';
const OPEN = 'Its nights can be booked again.';

/** What this person was mailed of the cancellation. */
const toldTo = ({ email }: Person) =>
  h.mailbox.mails().findLast(({ to, subject }) => to.includes(email) && subject.includes('is cancelled'))?.text;

describe('the letter of a cancelled stay tells its host whether the nights stay closed', () => {
  test.each([
    ['by the host', CLOSED],
    ['by the guest', OPEN],
  ] as const)('%s', async (by, nights) => {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    await move(h, by === 'by the host' ? host : guest, id, 'cancel');
    await h.drainJobs();
    expect(toldTo(host)).toContain(nights);
  });

  test.each([
    ['host', CLOSED],
    ['guest', OPEN],
    ['support', OPEN],
  ])('by support on the terms of %s', async (terms, nights) => {
    const [support, { guest, host, listingId }] = [await createPerson(h, { roles: ['support'] }), await cast(h)];
    const { id } = await booked(h, guest, listingId);
    const options = { token: await tokenFor(h, support), body: { reason: 'The heating failed', terms } };
    expect((await h.api('POST', `/v1/admin/bookings/${id}/cancel`, options)).status).toBe(200);
    await h.drainJobs();
    expect(toldTo(host)).toContain(nights);
  });
});

test('a host whom a cancellation costs a fee is told how much, also where support cancels, and its guest is not', async () => {
  const support = await createPerson(h, { roles: ['support'] });
  for (const by of ['host', 'support']) {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const options = { token: await tokenFor(h, support), body: { reason: 'The heating failed', terms: 'host' } };
    await (by === 'host' ? move(h, host, id, 'cancel') : h.api('POST', `/v1/admin/bookings/${id}/cancel`, options));
    await h.drainJobs();
    const { hostFee } = await see(h, host, id);
    expect(hostFee).toBeGreaterThan(0);
    expect(toldTo(host)).toContain(`You owe: $${(hostFee / 100).toFixed(2)}`);
    expect(toldTo(guest)).not.toContain('You owe');
  }
});

test('who did not come is told so, and not that the host has cancelled, nor is the host that they have', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  h.clock.set('2027-06-03T21:00:00.000Z');
  expect((await move(h, host, id, 'report-no-show')).status).toBe(200);
  await h.drainJobs();
  expect(toldTo(guest)).toMatch(/Person \d+ has reported that you did not come/);
  expect(toldTo(host)).toMatch(/You have reported that Person \d+ did not come/);
  expect(toldTo(host)).toContain(OPEN);
});

test('a host is not told that nights which are over can be booked again', async () => {
  const stay = { checkIn: '2027-07-03', checkOut: '2027-07-05' };
  const [first, second] = [await cast(h), await cast(h)];
  const during = await booked(h, first.guest, first.listingId, stay);
  const onItsLastDay = await booked(h, second.guest, second.listingId, stay);
  h.clock.set('2027-07-04T12:00:00.000Z');
  expect((await move(h, first.guest, during.id, 'cancel')).status).toBe(200);
  await h.drainJobs();
  h.clock.set('2027-07-05T12:00:00.000Z');
  expect((await move(h, second.guest, onItsLastDay.id, 'cancel')).status).toBe(200);
  await h.drainJobs();
  expect(toldTo(first.host)).toContain('Those of its nights that are still to come can be booked again.');
  expect(toldTo(second.host)).toContain('has cancelled this stay');
  expect(toldTo(second.host)).not.toContain('booked again');
});
