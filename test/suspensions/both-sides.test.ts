import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, end, move, see } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import { done, locksWaitedFor } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const HOUR = 3_600_000;
const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05' };
const dearer = { checkIn: '2027-06-03', checkOut: '2027-06-06', party: { adults: 2 } };
const cheaper = { checkIn: '2027-06-03', checkOut: '2027-06-04', party: { adults: 2 } };

async function requested() {
  const scene = await cast(h, { instant_booking: false });
  return { ...scene, request: await booked(h, scene.guest, scene.listingId, stay) };
}

async function proposed(by: 'guest' | 'host', body: object) {
  const scene = await cast(h);
  const booking = await booked(h, scene.guest, scene.listingId, stay);
  const token = await tokenFor(h, scene[by]);
  const proposal = await h.api('POST', `/v1/bookings/${booking.id}/alterations`, { token, body });
  expect(proposal.status).toBe(201);
  return { ...scene, booking, id: proposal.body.id as string };
}

const accept = async (person: Person, id: string) =>
  h.api('POST', `/v1/alterations/${id}/accept`, { token: await tokenFor(h, person) });

/** What is answered where this person's suspension was begun first and is committed while the answer waits for it. */
async function whileSuspending(person: Person, act: () => Promise<Answer>): Promise<Answer> {
  const rival = await h.connect();
  await rival.query('begin');
  await rival.query('update people set suspended_at = created_at where id = $1', [person.id]);
  const acting = act();
  await expect.poll(() => locksWaitedFor(h)).toBe(1);
  await rival.query('commit');
  await rival.end();
  return acting;
}

describe('of a guest who is suspended', () => {
  test('a request is not accepted: nothing is charged, and it can be declined', async () => {
    const [{ guest, host, request }, other] = [await requested(), await requested()];
    await done(h, 'suspend', guest);
    await done(h, 'suspend', other.guest);
    expect((await move(h, host, request.id, 'accept')).body.code).toBe('invalid-transition');
    expect(await see(h, host, request.id)).toMatchObject({ state: 'requested' });
    expect((await move(h, host, request.id, 'decline')).status).toBe(200);
    h.clock.advance(24 * HOUR);
    await h.drainJobs();
    for (const { id, payment } of [request, other.request]) {
      expect(await h.sql('select state from bookings where id = $1', [id])).not.toEqual([{ state: 'confirmed' }]);
      expect(h.stripe.api.totals({ paymentId: payment.id })).toEqual({ held: 0, captured: 0, refunded: 0 });
    }
  });

  test('a request is accepted once they are reinstated in time', async () => {
    const { guest, host, request } = await requested();
    await done(h, 'suspend', guest);
    await done(h, 'reinstate', guest);
    expect((await move(h, host, request.id, 'accept')).status).toBe(200);
    await h.drainJobs();
    expect(await see(h, host, request.id)).toMatchObject({ state: 'confirmed' });
  });

  test('a request is not accepted by what was asked for before and done after', async () => {
    const { guest, host, request } = await requested();
    const accepting = await whileSuspending(guest, () => move(h, host, request.id, 'accept'));
    expect(accepting.body.code).toBe('invalid-transition');
    expect(await see(h, host, request.id)).toMatchObject({ state: 'requested' });
  });

  test('a proposal is not accepted', async () => {
    const { guest, host, booking, id } = await proposed('guest', cheaper);
    await done(h, 'suspend', guest);
    expect((await accept(host, id)).body.code).toBe('invalid-transition');
    expect(await see(h, host, booking.id)).toMatchObject({ state: 'confirmed', checkOut: stay.checkOut });
  });
});

describe('of a host who is suspended', () => {
  test.each([
    ['that costs less', cheaper],
    ['that costs more', dearer],
  ])('a proposal %s is not accepted', async (_, change) => {
    const { guest, host, booking, id } = await proposed('host', change);
    await done(h, 'suspend', host);
    expect((await accept(guest, id)).body.code).toBe('invalid-transition');
    expect(await see(h, guest, booking.id)).toMatchObject({ state: 'confirmed', checkOut: stay.checkOut });
    await done(h, 'reinstate', host);
    expect((await accept(guest, id)).status).toBe(200);
  });
});

describe('a proposal', () => {
  test.each([
    ['who accepts it', 'guest', 'session-ended'],
    ['who made it', 'host', 'invalid-transition'],
  ] as const)('is not accepted by what was asked for before %s was suspended and done after', async (_, who, code) => {
    const scene = await proposed('host', cheaper);
    const accepting = await whileSuspending(scene[who], () => accept(scene.guest, scene.id));
    expect(accepting.body.code).toBe(code);
    expect(await h.sql('select state from alterations where id = $1', [scene.id])).toEqual([{ state: 'proposed' }]);
  });
});
