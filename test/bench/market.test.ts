import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBookings } from '../../bench/bookings.ts';
import { makeGuests, sessionOf } from '../../bench/guests.ts';
import { fillMarket } from '../../bench/search/market.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { tokenFor } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
  const client = await h.connect();
  await fillMarket(client, { listings: 100, stays: 4, day: '2027-03-01' });
  await makeGuests(client, 5);
  await makeBookings(client, 60, 5);
  await client.end();
}, 60_000);
afterAll(() => h.close());

test('a whole booking of the bench’s market is one: its guest reads it, and its money', async () => {
  const [counted] = await h.sql<{ n: number }>('select count(*)::int as n from bookings');
  expect(counted).toEqual({ n: 60 });
  const { personId: id, sessionId } = sessionOf(1);
  const token = await tokenFor(h, { id, sessionId });
  const page = await h.api('GET', '/v1/bookings', { token, query: { as: 'guest' } });
  expect(page.status).toBe(200);
  const [{ id: bookingId }] = page.body.data;
  const [listing] = await h.sql<{ base: number; nights: number }>(
    `select base_nightly::int as base, check_out - check_in as nights
     from bookings join listings on listings.id = listing_id where bookings.id = $1`,
    [bookingId],
  );
  const { base = 0, nights = 0 } = listing ?? {};
  const [stay, guestFee, hostFee] = [
    base * nights,
    Math.round(base * nights * 0.142),
    Math.round(base * nights * 0.03),
  ];
  const paid = stay + guestFee;
  expect(paid).toBeGreaterThan(0);
  const booking = await h.api('GET', `/v1/bookings/${bookingId}`, { token });
  expect(booking).toMatchObject({
    status: 200,
    body: {
      state: 'confirmed',
      lines: [
        { code: 'nights', amount: stay, quantity: nights },
        { code: 'guest-fee', amount: guestFee },
        { code: 'host-fee', amount: hostFee },
      ],
      totals: { guestPays: paid, hostReceives: stay - hostFee, platformKeeps: guestFee + hostFee, taxes: 0 },
      payment: { state: 'captured', amount: paid, refunded: 0 },
    },
  });
  const ledger = await h.api('GET', `/v1/bookings/${bookingId}/ledger`, { token });
  expect(ledger).toMatchObject({ status: 200, body: { balances: [{ account: 'stripe', balance: paid }] } });
  const preview = await h.api('GET', `/v1/bookings/${bookingId}/refund-preview`, { token });
  expect(preview).toMatchObject({ status: 200, body: { refund: paid, kept: { guestPays: 0 } } });
});

test('their payments are what was captured and is owed', async () => {
  const off = await h.sql(`
    select b.id from bookings b join payments p on p.id = b.payment_id
    cross join jsonb_to_record(b.price -> 'totals') as owed ("guestPays" bigint, "hostReceives" bigint, "platformKeeps" bigint)
    where "guestPays" <> p.captured_amount
      or array["guestPays", 0 - "hostReceives", 0 - "platformKeeps"] is distinct from array(
        select balance from ledger_balances where holder = b.id order by array_position('{stripe,host,platform}', account))
      or not exists (select from claims where booking_id = b.id and active and stay = daterange(b.check_in, b.check_out))`);
  expect(off).toEqual([]);
});
