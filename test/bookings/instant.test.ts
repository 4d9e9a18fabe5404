import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { booked, bookWith, cast, end, hold, move, pay, quotedToken, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

const address = {
  line1: '1 River Street',
  line2: null,
  city: 'New York',
  region: 'New York',
  postalCode: '10004',
  country: 'US',
};

const bookingsOf = async (person: Person, query = {}) =>
  h.api('GET', '/v1/bookings', { token: await tokenFor(h, person), query });

describe('an instant booking', () => {
  test('is held in one round trip at the price of its quote, and confirmed by its payment', async () => {
    const { guest, host, listingId } = await cast(h, { cleaning_fee: 50_00, tax_name: 'City tax', tax_bps: 500 });
    const answer = await bookWith(h, guest, await quotedToken(h, guest, listingId));
    expect(answer).toMatchObject({
      status: 201,
      trips: 1,
      body: {
        state: 'held',
        listingId,
        totals: { guestPays: 298_00, hostReceives: 242_50, platformKeeps: 43_00, taxes: 12_50 },
        expiresAt: new Date(h.clock.now() + 15 * 60_000).toISOString(),
        payment: { amount: 298_00, clientSecret: expect.stringMatching(/^pi_.+_secret_/) },
      },
    });
    expect(await pay(h, answer.body)).toMatchObject({ ok: true, intent: { status: 'succeeded' } });
    await h.drainJobs();

    const { id } = answer.body;
    expect(await see(h, guest, id)).toMatchObject({
      state: 'confirmed',
      side: 'guest',
      expiresAt: null,
      payment: { state: 'captured', amount: 298_00, refunded: 0 },
    });
    expect(await see(h, host, id)).toMatchObject({ state: 'confirmed', side: 'host', guest: { id: guest.id } });
    expect(await eventsOf(h, id)).toEqual(['booking.held', 'booking.confirmed']);
    const postings = await h.sql('select account, amount from ledger_entries where subject = $1 order by id', [id]);
    expect(postings).toEqual([
      { account: 'stripe', amount: '29800' },
      { account: 'host', amount: '-24250' },
      { account: 'platform', amount: '-4300' },
      { account: 'tax', amount: '-1250' },
      { account: 'stripe-fees', amount: '894' },
      { account: 'stripe', amount: '-894' },
    ]);
  });

  test('tells its guest the house rules and till when to arrive, also once the listing takes no more bookings', async () => {
    const { guest, host, listingId } = await cast(h, { house_rules: 'No shoes inside.', check_in_until: '21:00' });
    const { id } = await booked(h, guest, listingId);
    const unlisted = await h.api('POST', `/v1/listings/${listingId}/unlist`, { token: await tokenFor(h, host) });
    expect([unlisted.status, (await h.api('GET', `/v1/listings/${listingId}`)).status]).toEqual([200, 404]);
    const told = { listing: { checkInUntil: '21:00' }, houseRules: 'No shoes inside.' };
    expect(await see(h, guest, id)).toMatchObject(told);
    // The booking keeps the hour from which it lets in; the end of another window is none of it.
    const body = { checkInFrom: '09:00', checkInUntil: '12:00' };
    const changed = await h.api('PATCH', `/v1/listings/${listingId}`, { token: await tokenFor(h, host), body });
    expect(changed.status).toBe(200);
    expect(await see(h, guest, id)).toMatchObject({ checkInFrom: '15:00', listing: { checkInUntil: null } });
  });

  test('costs what the quote says, whatever the host has changed since', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    await h.sql('update listings set base_nightly = 999900, cleaning_fee = 10000 where id = $1', [listingId]);
    const { body } = await bookWith(h, guest, quote);
    expect(body.totals.guestPays).toBe(228_40);
  });

  test('is completed at check-out, where the listing is', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    h.clock.set('2027-06-05T14:59:59.000Z');
    await h.drainJobs();
    expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed' });
    h.clock.set('2027-06-05T15:00:00.000Z');
    expect((await move(h, guest, id, 'cancel')).body.code).toBe('invalid-transition');
    await h.drainJobs();
    expect(await see(h, guest, id)).toMatchObject({ state: 'completed', endedBy: 'system' });
    h.clock.set('2027-03-01T12:00:00.000Z');
  });
});

describe('a quote is refused', () => {
  test('when it was used, even for a hold that was given up', async () => {
    const { guest, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const { body } = await bookWith(h, guest, quote);
    expect((await bookWith(h, guest, quote)).body.code).toBe('quote-used');
    await move(h, guest, body.id, 'release');
    expect((await bookWith(h, guest, quote)).body.code).toBe('quote-used');
  });

  test("when it is another's, has expired or was altered", async () => {
    const { guest, host, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const other = await createPerson(h);
    expect((await bookWith(h, other, quote)).body.code).toBe('quote-not-yours');
    expect((await bookWith(h, host, quote)).body.code).toBe('quote-not-yours');
    expect((await bookWith(h, guest, `${quote.slice(0, -4)}AAAA`)).body.code).toBe('quote-invalid');
    h.clock.advance(15 * 60_000);
    expect((await bookWith(h, guest, quote)).body.code).toBe('quote-expired');
  });

  test('when the nights were closed or the listing unlisted since, and can be used once they are back', async () => {
    const { guest, host, listingId } = await cast(h);
    const quote = await quotedToken(h, guest, listingId);
    const closure = await h.api('POST', `/v1/listings/${listingId}/closures`, {
      token: await tokenFor(h, host),
      body: { start: '2027-06-04', end: '2027-06-06' },
    });
    expect((await bookWith(h, guest, quote)).body.code).toBe('nights-unavailable');
    await h.api('DELETE', `/v1/listings/${listingId}/closures/${closure.body.closure.id}`, {
      token: await tokenFor(h, host),
    });
    await h.sql("update listings set state = 'unlisted' where id = $1", [listingId]);
    expect((await bookWith(h, guest, quote)).body.code).toBe('listing-not-open');
    await h.sql("update listings set state = 'published' where id = $1", [listingId]);
    expect((await bookWith(h, guest, quote)).status).toBe(201);
  });

  test('while the e-mail address is not verified', async () => {
    const { listingId } = await cast(h);
    const unverified = await createPerson(h, { verified: false });
    const quote = await quotedToken(h, unverified, listingId);
    expect(await bookWith(h, unverified, quote)).toMatchObject({ status: 403, body: { code: 'email-unverified' } });
  });

  test('and leaves nothing behind', async () => {
    const { guest, listingId } = await cast(h);
    const [first, second] = [await quotedToken(h, guest, listingId), await quotedToken(h, guest, listingId)];
    await bookWith(h, guest, first);
    const count = () =>
      h.sql(`select (select count(*) from bookings) as bookings, (select count(*) from payments) as payments,
        (select count(*) from quote_redemptions) as quotes, (select count(*) from jobs) as jobs,
        (select count(*) from events) as events, (select count(*) from idempotency_keys) as keys`);
    const before = await count();
    expect((await bookWith(h, guest, second)).status).toBe(409);
    expect(await count()).toEqual(before);
  });
});

describe('whoever sees a booking', () => {
  test('is its guest or its host; to a stranger, each operation says what it says of no booking at all', async () => {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const stranger = await createPerson(h);
    const token = await tokenFor(h, stranger);
    const nobodys = 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3';
    const answers = async (bookingId: string) => [
      await h.api('GET', `/v1/bookings/${bookingId}`, { token }),
      await h.api('GET', `/v1/bookings/${bookingId}/refund-preview`, { token }),
      ...(await Promise.all(
        (['release', 'withdraw', 'accept', 'decline', 'cancel'] as const).map((name) =>
          move(h, stranger, bookingId, name),
        ),
      )),
    ];
    const told = (list: Awaited<ReturnType<typeof answers>>) =>
      list.map(({ status, body: { requestId: _own, ...body } }) => ({ status, body }));
    expect(told(await answers(id))).toEqual(told(await answers(nobodys)));
    expect((await answers(id)).every(({ status }) => status === 404)).toBe(true);
    expect((await bookingsOf(stranger)).body.data).toEqual([]);
    expect((await move(h, guest, id, 'accept')).status).toBe(404);
    expect((await move(h, host, id, 'withdraw')).status).toBe(404);
  });

  test('learns the exact place only with a confirmed booking, or as the host', async () => {
    const { guest, host, listingId } = await cast(h, { address: JSON.stringify(address) });
    const held = await hold(h, guest, listingId);
    const [shown, exact] = [
      { latitude: 40.7141, longitude: -74.0032, isExact: false },
      { latitude: 40.7128, longitude: -74.006, isExact: true },
    ];
    expect((await see(h, guest, held.id)).listing).toMatchObject({ location: shown, address: null });
    expect((await see(h, host, held.id)).listing).toMatchObject({ location: exact });
    await pay(h, held);
    await h.drainJobs();
    expect((await see(h, guest, held.id)).listing).toMatchObject({
      location: exact,
      address,
    });
    await move(h, guest, held.id, 'cancel');
    expect((await see(h, guest, held.id)).listing).toMatchObject({ location: shown, address: null });
  });

  test('pages through the own bookings, newest first, from one side, in one round trip', async () => {
    const { guest, host, listingId } = await cast(h);
    const days = ['01', '03', '05'];
    const made: string[] = [];
    for (const day of days) {
      const stay = { checkIn: `2027-08-${day}`, checkOut: `2027-08-${String(Number(day) + 2).padStart(2, '0')}` };
      made.unshift((await hold(h, guest, listingId, stay)).id);
    }
    await move(h, guest, made[2] ?? '', 'release');
    const first = await bookingsOf(guest, { limit: 2 });
    expect(first.trips).toBe(1);
    const second = await bookingsOf(guest, { limit: 2, cursor: first.body.nextCursor });
    const ids = [...first.body.data, ...second.body.data].map(({ id }) => id);
    expect(ids).toEqual(made);
    expect(second.body.nextCursor).toBeNull();
    expect((await bookingsOf(guest, { as: 'host' })).body.data).toEqual([]);
    expect((await bookingsOf(host, { as: 'host', state: 'held' })).body.data).toHaveLength(2);
    const other = await bookingsOf(guest, { cursor: 'WyJic2ciXQ' });
    expect(other).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
  });
});
