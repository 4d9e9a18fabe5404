import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end, move, pay, requested, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, lastTextTo, type Person } from '../harness/people.ts';
import { ledgerOf } from '../payouts/scene.ts';
import { createDashboard } from './outside-scene.ts';
import { takePart, takeWhole } from './stray-scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin'] });
});
afterAll(() => end(h));

const { nextDay } = createDashboard(() => ({ h, operator }));

/** A stay that is paid, and what this side proposes: a night more. */
async function proposedLonger(by: 'guest' | 'host') {
  const { guest, host, listingId } = await cast(h);
  const booking = await booked(h, guest, listingId);
  const longer = { checkIn: booking.checkIn, checkOut: '2027-06-06', party: { adults: 2 } };
  const proposer = by === 'guest' ? guest : host;
  const { body } = await ask(h, proposer, 'POST', `/v1/bookings/${booking.id}/alterations`, longer);
  return { guest, host, booking, body };
}

test.each(['before its host answers', 'as its host accepts', 'as its host declines'])(
  'a request of which somebody takes a part in the Dashboard %s ends, and the part goes back',
  async (when) => {
    const { guest, host, booking } = await requested(h);
    const name = when.endsWith('accepts') ? 'accept' : 'decline';
    const isAnswered = !when.startsWith('before');
    if (isAnswered) h.stripe.webhooks.pause();
    await takePart(h, booking);
    if (isAnswered) expect(await move(h, host, booking.id, name)).toMatchObject({ status: 200 });
    await h.drainJobs();
    h.stripe.webhooks.resume();
    await h.drainJobs();
    const seen = await see(h, guest, booking.id);
    const state = isAnswered && name === 'decline' ? 'declined' : 'expired';
    expect(seen).toMatchObject({ state, payment: { state: 'cancelled', refunded: 0 } });
    expect(h.stripe.api.totals({ subject: booking.id })).toEqual({ held: 0, captured: 50_00, refunded: 50_00 });
    expect(await ledgerOf(h, booking.id)).not.toHaveProperty('guest');
    expect(await ledgerOf(h, booking.id)).not.toHaveProperty('host');
    // Whom the host has declined is told at once: it was heard of later.
    if (state === 'expired') {
      expect(lastTextTo(h, guest)).toContain(
        '$50.00 of what was set aside on your card was charged by mistake, and goes back',
      );
      expect(lastTextTo(h, guest)).not.toContain('You were not charged');
    }
    // The nights can be had by others.
    expect(await booked(h, await createPerson(h), booking.listingId)).toMatchObject({ state: 'requested' });
    await nextDay();
    expect(await h.sql('select reference from differences where subject = $1', [booking.id])).toEqual([]);
  },
);

test('a proposal of which somebody takes a part in the Dashboard before its host answers ends, and its guest is told what goes back', async () => {
  const { guest, booking, body } = await proposedLonger('guest');
  await pay(h, body);
  await h.drainJobs();
  await takePart(h, body);
  await h.drainJobs();
  const [alteration] = (await ask(h, guest, 'GET', `/v1/bookings/${booking.id}/alterations`)).body.data;
  expect(alteration).toMatchObject({ state: 'expired' });
  expect(h.mailbox.lastTo(guest.email)?.subject).toBe('Your stay at Loft by the river remains as it is');
  expect(lastTextTo(h, guest)).toContain(
    '$50.00 of what was set aside on your card was charged by mistake, and goes back',
  );
  expect(lastTextTo(h, guest)).not.toContain('You were not charged');
  // There was time to answer it.
  expect(lastTextTo(h, guest)).toContain('Your proposal to change the stay ended before it was agreed on.');
  expect(lastTextTo(h, guest)).not.toContain('in time');
});

test.each(['heard of once its host has accepted it', 'heard of before'])(
  'a proposal of which somebody takes the whole in the Dashboard, %s, is either paid for or none: no night is had for nothing',
  async (when) => {
    const isHeardFirst = when.endsWith('before');
    const { guest, host, booking, body } = await proposedLonger('guest');
    await pay(h, body);
    await h.drainJobs();
    if (!isHeardFirst) h.stripe.webhooks.pause();
    await takeWhole(h, body);
    await h.drainJobs();
    const accepted = await ask(h, host, 'POST', `/v1/alterations/${body.id}/accept`);
    expect(accepted.status).toBe(isHeardFirst ? 409 : 200);
    h.stripe.webhooks.resume();
    await h.drainJobs();
    const [alteration] = (await ask(h, guest, 'GET', `/v1/bookings/${booking.id}/alterations`)).body.data;
    const { checkOut, totals } = await see(h, guest, booking.id);
    const taken = h.stripe.api.totals({ paymentId: body.payment.id });
    expect([alteration.state, checkOut, totals.guestPays, taken.captured - taken.refunded]).toEqual(
      isHeardFirst ? ['expired', booking.checkOut, 228_40, 0] : ['accepted', '2027-06-06', 342_60, 114_20],
    );
    expect(await ledgerOf(h, booking.id)).not.toHaveProperty('guest');
    if (isHeardFirst) {
      expect(lastTextTo(h, guest)).toContain('$114.20 of what was set aside on your card was charged by mistake');
      for (const untrue of ['You were not charged', 'The rest is free']) {
        expect(lastTextTo(h, guest)).not.toContain(untrue);
      }
      expect(lastTextTo(h, host)).toContain('for the proposed change came to nothing');
    }
  },
);

test.each(['unpaid', 'accepting'])(
  'a proposal of which somebody takes the whole in the Dashboard while it is %s ends, and all of it goes back',
  async (state) => {
    const { guest, booking, body: proposal } = await proposedLonger(state === 'unpaid' ? 'guest' : 'host');
    const body =
      state === 'unpaid' ? proposal : (await ask(h, guest, 'POST', `/v1/alterations/${proposal.id}/accept`)).body;
    expect(body).toMatchObject({ state });
    h.stripe.webhooks.pause();
    await pay(h, body);
    await takeWhole(h, body);
    h.stripe.webhooks.resume();
    await h.drainJobs();
    const [alteration] = (await ask(h, guest, 'GET', `/v1/bookings/${booking.id}/alterations`)).body.data;
    const { checkOut, totals } = await see(h, guest, booking.id);
    expect([alteration.state, checkOut, totals.guestPays]).toEqual(['expired', booking.checkOut, 228_40]);
    expect(h.stripe.api.totals({ paymentId: body.payment.id })).toMatchObject({ captured: 114_20, refunded: 114_20 });
    expect(await ledgerOf(h, booking.id)).not.toHaveProperty('guest');
  },
);

test('a difference of which somebody takes a part in the Dashboard fails, the part goes back, and the stay stands as paid', async () => {
  const { guest, host, booking, body } = await proposedLonger('guest');
  await pay(h, body);
  await h.drainJobs();
  h.stripe.webhooks.pause();
  await takePart(h, { ...booking, payment: body.payment });
  expect(await ask(h, host, 'POST', `/v1/alterations/${body.id}/accept`)).toMatchObject({ status: 200 });
  await h.drainJobs();
  h.stripe.webhooks.resume();
  await h.drainJobs();
  const [alteration] = (await ask(h, guest, 'GET', `/v1/bookings/${booking.id}/alterations`)).body.data;
  expect(alteration).toMatchObject({ state: 'failed' });
  expect(h.stripe.api.totals({ paymentId: body.payment.id })).toEqual({ held: 0, captured: 50_00, refunded: 50_00 });
  expect(lastTextTo(h, guest)).toContain('$50.00 of it was charged by mistake, and goes back to where it came from');
  expect(lastTextTo(h, guest)).not.toContain('What was set aside is free again');
  expect(lastTextTo(h, host)).not.toContain('$50.00');
  expect(await ledgerOf(h, booking.id)).toMatchObject({ host: -194_00 });
  expect(await ledgerOf(h, booking.id)).not.toHaveProperty('guest');
});
