import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, end, move, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, lastTextTo, type Person, tokenFor } from '../harness/people.ts';

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

test('a host is not told that nights can be booked again which are closed otherwise, or of a listing that is not shown', async () => {
  const stay = { checkIn: '2027-08-03', checkOut: '2027-08-05' };
  const night = { start: '2027-08-04', end: '2027-08-05' };
  for (const [why, path, body] of [
    ['one is closed', 'closures', night],
    ['it is unlisted', 'unlist', undefined],
  ] as const) {
    const [confirmed, asked] = [await cast(h), await cast(h, { instant_booking: false })];
    const { id } = await booked(h, confirmed.guest, confirmed.listingId, stay);
    await booked(h, asked.guest, asked.listingId, stay);
    for (const { host, listingId } of [confirmed, asked]) {
      const answer = await h.api('POST', `/v1/listings/${listingId}/${path}`, {
        token: await tokenFor(h, host),
        ...(body && { body }),
      });
      expect([why, answer.status < 300]).toEqual([why, true]);
    }
    await move(h, confirmed.guest, id, 'cancel');
    h.clock.advance(25 * 3_600_000);
    await h.drainJobs();
    expect(toldTo(confirmed.host)).toContain('has cancelled this stay');
    expect([why, toldTo(confirmed.host)]).not.toEqual([why, expect.stringContaining('booked again')]);
    expect(lastTextTo(h, asked.host)).toContain('It ended before you had answered it');
    expect([why, lastTextTo(h, asked.host)]).not.toEqual([why, expect.stringContaining('booked again')]);
  }
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
