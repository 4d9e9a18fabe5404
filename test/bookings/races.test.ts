import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { DECLINED_CARD, GOOD_CARD, MASTERCARD } from '../harness/test-cards.ts';
import { bookAgain, booked, bookWith, cast, end, hold, move, pay, quotedToken, see, settle } from './scene.ts';

let h: Harness;
let guests: Person[];
beforeAll(async () => {
  h = await startHarness();
  guests = await Promise.all(Array.from({ length: 50 }, () => createPerson(h)));
});
afterAll(() => end(h));

const june = (day: number) => `2027-06-${String(day).padStart(2, '0')}`;

/** How often each outcome came: `201`, or a problem's code. */
function outcomes(answers: readonly Answer[]): Record<string, number> {
  const found = answers.map(({ status, body }) => (status < 300 ? String(status) : body.code));
  return Object.fromEntries([...Map.groupBy(found, (outcome) => outcome)].map(([key, list]) => [key, list.length]));
}

describe('guests racing', () => {
  test('for the same nights, 50 at a time and 20 times over: exactly one holds them', async () => {
    const host = await createPerson(h);
    for (let round = 0; round < 20; round += 1) {
      const listingId = await createListing(h, host);
      const quotes = await Promise.all(guests.map((guest) => quotedToken(h, guest, listingId)));
      const answers = await Promise.all(guests.map((guest, index) => bookWith(h, guest, quotes[index] ?? '')));
      expect(outcomes(answers)).toEqual({ 201: 1, 'nights-unavailable': 49 });
      // Holds count for fifteen minutes: everybody may try again.
      h.clock.advance(16 * 60_000);
    }
  }, 120_000);

  test('for overlapping stays: those who hold have no night in common, and no other stay would have fitted', async () => {
    const { listingId } = await cast(h);
    const stays = guests.map((_, index) => ({ from: 1 + ((index * 7) % 25), nights: 1 + (index % 5) }));
    const quotes = await Promise.all(
      guests.map((guest, index) => {
        const { from, nights } = stays[index] ?? { from: 1, nights: 1 };
        return quotedToken(h, guest, listingId, { checkIn: june(from), checkOut: june(from + nights) });
      }),
    );
    const answers = await Promise.all(guests.map((guest, index) => bookWith(h, guest, quotes[index] ?? '')));
    const taken = new Map<number, number>();
    const nightsOf = (index: number) => {
      const { from, nights } = stays[index] ?? { from: 1, nights: 1 };
      return Array.from({ length: nights }, (_, night) => from + night);
    };
    answers.forEach(({ status }, index) => {
      if (status !== 201) return;
      for (const night of nightsOf(index)) taken.set(night, (taken.get(night) ?? 0) + 1);
    });
    expect([...taken.values()].every((times) => times === 1)).toBe(true);
    answers.forEach(({ status, body }, index) => {
      if (status === 201) return;
      expect(body.code).toBe('nights-unavailable');
      expect(nightsOf(index).some((night) => taken.has(night))).toBe(true);
    });
  });

  test('back to back: one checks in on the day the other checks out', async () => {
    const { guest, listingId } = await cast(h);
    await hold(h, guest, listingId, { checkIn: june(3), checkOut: june(5) });
    await hold(h, guest, listingId, { checkIn: june(5), checkOut: june(7) });
    await hold(h, guest, listingId, { checkIn: june(1), checkOut: june(3) });
  });

  test('for the nights of a hold whose time is up: one of them has them, and the hold is expired', async () => {
    const { guest, listingId } = await cast(h);
    const lapsed = await hold(h, guest, listingId);
    h.clock.advance(15 * 60_000);
    const rivals = guests.slice(0, 10);
    const quotes = await Promise.all(rivals.map((rival) => quotedToken(h, rival, listingId)));
    const answers = await Promise.all(rivals.map((rival, index) => bookWith(h, rival, quotes[index] ?? '')));
    expect(outcomes(answers)).toEqual({ 201: 1, 'nights-unavailable': 9 });
    expect(await see(h, guest, lapsed.id)).toMatchObject({ state: 'expired', endedBy: 'system' });
  });
});

describe('one guest at the same moment', () => {
  test('with the same Idempotency-Key, 50 times: one booking, one intent, and no other answer than the first', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const key = 'the-same-for-all';
    const answers = await Promise.all(guests.map(() => bookWith(h, guest, quote, { key })));
    const settled = answers.filter(({ status }) => status === 201);
    expect(settled.length).toBeGreaterThan(0);
    expect(new Set(settled.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ status, body }) => status !== 201 && body.code !== 'request-in-progress')).toEqual([]);
    const again = await bookAgain(h, guest, quote, { key });
    expect(again).toMatchObject({ status: 201, text: settled[0]?.text });
    const { id: paymentId } = again.body.payment;
    const intents = h.stripe.api.state().paymentIntents.filter(({ metadata }) => metadata.paymentId === paymentId);
    expect(intents).toHaveLength(1);
  });

  test('with one quote and different keys: the quote is used once', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const answers = await Promise.all(guests.slice(0, 10).map(() => bookWith(h, guest, quote)));
    expect(outcomes(answers)).toEqual({ 201: 1, 'quote-used': 9 });
  });

  test('paying a hold in ten tabs, by different cards: one charge', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    const cards = [GOOD_CARD, DECLINED_CARD, MASTERCARD];
    await Promise.all(guests.slice(0, 10).map((_, tab) => pay(h, held, cards[tab % cards.length])));
    await h.drainJobs();
    expect(await see(h, guest, held.id)).toMatchObject({ state: 'confirmed' });
    expect(h.stripe.api.totals({ paymentId: held.payment.id })).toEqual({ held: 0, captured: 228_40, refunded: 0 });
  });

  test('on ten listings: three holds, no more', async () => {
    const { host, guest } = await cast(h);
    const listings = await Promise.all(Array.from({ length: 10 }, () => createListing(h, host)));
    const quotes = await Promise.all(listings.map((listingId) => quotedToken(h, guest, listingId)));
    const answers = await Promise.all(quotes.map((quote) => bookWith(h, guest, quote)));
    expect(outcomes(answers)).toEqual({ 201: 3, 'too-many-holds': 7 });
    h.clock.advance(15 * 60_000);
    await hold(h, guest, listings[0] ?? '');
  });
});

describe('guest and host at the same moment', () => {
  test('booking and closing the same nights: the booking is refused, or the host is told of it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { guest, host, listingId } = await cast(h);
      const quote = await quotedToken(h, guest, listingId);
      const token = await tokenFor(h, host);
      const body = { start: june(4), end: june(6) };
      const close = () => h.api('POST', `/v1/listings/${listingId}/closures`, { token, body });
      const [held, closed] = await Promise.all([bookWith(h, guest, quote), close()]);
      expect(closed.status).toBe(201);
      const told = closed.body.conflicts.map(({ bookingId }: { bookingId: string }) => bookingId);
      expect(told).toEqual(held.status === 201 ? [held.body.id] : []);
    }
  });

  test('cancelling a booking: one of them does, and the guest is refunded once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { guest, host, listingId } = await cast(h);
      const { id } = await booked(h, guest, listingId);
      const moves = [guest, host, guest, host].map((person) => move(h, person, id, 'cancel'));
      expect(outcomes(await Promise.all(moves))).toEqual({ 200: 1, 'invalid-transition': 3 });
    }
    await settle(h);
  });

  test('accepting and withdrawing a request: one of them prevails, for the money too', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { guest, host, listingId } = await cast(h, { instant_booking: false });
      const { id } = await booked(h, guest, listingId);
      const [accepted, withdrawn] = await Promise.all([move(h, host, id, 'accept'), move(h, guest, id, 'withdraw')]);
      expect(outcomes([accepted, withdrawn])).toEqual({ 200: 1, 'invalid-transition': 1 });
      await h.drainJobs();
      const { state, payment } = await see(h, guest, id);
      expect([state, payment.state]).toEqual(
        accepted.status === 200 ? ['confirmed', 'captured'] : ['withdrawn', 'cancelled'],
      );
    }
  });

  test('paying and letting the time run out: confirmed and paid, or expired and not charged', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { guest, listingId } = await cast(h);
      const held = await hold(h, guest, listingId);
      h.clock.advance(15 * 60_000);
      await Promise.all([pay(h, held), h.drainJobs()]);
      await h.drainJobs();
      const { state, payment } = await see(h, guest, held.id);
      expect([
        ['confirmed', 'captured'],
        ['expired', 'cancelled'],
      ]).toContainEqual([state, payment.state]);
    }
    await settle(h);
  });
});
