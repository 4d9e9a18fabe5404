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
  const booking = await h.api('GET', `/v1/bookings/${bookingId}`, { token });
  expect(booking).toMatchObject({ status: 200, body: { state: 'confirmed' } });
  const ledger = await h.api('GET', `/v1/bookings/${bookingId}/ledger`, { token });
  expect(ledger.status).toBe(200);
  const preview = await h.api('GET', `/v1/bookings/${bookingId}/refund-preview`, { token });
  expect(preview.status).toBe(200);
});

test('their payments are what was captured and is owed', async () => {
  const off = await h.sql(`
    select b.id from bookings b join payments p on p.id = b.payment_id
    where (b.price #>> '{totals,guestPays}')::bigint <> p.captured_amount
      or p.captured_amount <> (select balance from ledger_balances where holder = b.id and account = 'stripe')
      or not exists (select from claims where booking_id = b.id and active and stay = daterange(b.check_in, b.check_out))`);
  expect(off).toEqual([]);
});
