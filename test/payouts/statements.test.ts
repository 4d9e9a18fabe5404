import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, end, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, createPerson } from '../harness/people.ts';
import { openAccount, until } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

type Line = { kind: string; amount: number; balance: number; at: string };
type Statement = { currency: string; opening: number; lines: Line[]; closing: number };

const told = ({ lines }: Statement) => lines.map(({ kind, amount, balance }) => [kind, amount, balance]);

test('months and nights of a host, to the cent: two currencies, a refund, a no-show, a reversal and a fee, by the midnights of the host', async () => {
  const [host, guest, support] = await Promise.all([
    createPerson(h),
    createPerson(h),
    createPerson(h, { roles: ['support'] }),
  ]);
  await ask(h, host, 'PATCH', '/v1/me', { timeZone: 'America/New_York' });
  const loft = await createListing(h, host, {});
  const house = await createListing(h, host, { currency: 'JPY', title: '=House, "Kyoto"' });
  // Six in the evening of March 31 where the host is.
  h.clock.set('2027-03-31T22:00:00.000Z');
  await openAccount(h, host);
  const a = await booked(h, guest, loft, { checkIn: '2027-04-10', checkOut: '2027-04-12' });
  await until(h, Date.parse('2027-04-01T03:30:00Z'));
  const b = await booked(h, guest, house, { checkIn: '2027-04-10', checkOut: '2027-04-12' });
  // Half past midnight of April 1.
  await until(h, Date.parse('2027-04-01T04:30:00Z'));
  const c = await booked(h, guest, loft, { checkIn: '2027-05-01', checkOut: '2027-05-03' });
  await move(h, guest, c.id, 'cancel');
  await h.drainJobs();
  const d = await booked(h, guest, loft, { checkIn: '2027-04-12', checkOut: '2027-04-14' });
  await until(h, Date.parse('2027-04-12T19:30:00Z'));
  expect(await move(h, host, d.id, 'report-no-show')).toMatchObject({ status: 200 });
  const giveBack = async (hostReceives: number) => {
    const from = { hostReceives, platformKeeps: 0, taxes: 0 };
    await ask(h, support, 'POST', `/v1/admin/bookings/${a.id}/refunds`, { reason: 'No hot water', from });
    await h.drainJobs();
  };
  await until(h, Date.parse('2027-04-18T19:00:00Z'));
  await giveBack(10_00);
  await until(h, Date.parse('2027-04-20T19:00:00Z'));
  // By then Stripe has paid it on to the bank: it is owed.
  await until(h, Date.parse('2027-04-25T12:00:00Z'));
  await giveBack(5_00);
  const e = await booked(h, guest, loft, { checkIn: '2027-06-10', checkOut: '2027-06-12' });
  await move(h, host, e.id, 'cancel');
  await h.drainJobs();

  const statementOf = async (month: string): Promise<Statement[]> => {
    const answer = await ask(h, host, 'GET', `/v1/statements/${month}`);
    expect(answer).toMatchObject({ status: 200, trips: 1, body: { month, timeZone: 'America/New_York' } });
    return answer.body.statements;
  };
  const march = await statementOf('2027-03');
  expect(march.map(({ currency, opening, closing }) => [currency, opening, closing])).toEqual([
    ['JPY', 0, 19_400],
    ['USD', 0, 194_00],
  ]);
  expect(march.map(told)).toEqual([[['earning', 19_400, 19_400]], [['earning', 194_00, 194_00]]]);
  const [yen, dollars] = await statementOf('2027-04');
  expect(yen).toMatchObject({ currency: 'JPY', opening: 19_400, closing: 0 });
  expect(yen && told(yen)).toEqual([['payout', -19_400, 0]]);
  expect(dollars).toMatchObject({ currency: 'USD', opening: 194_00, closing: -55_00 });
  expect(dollars && told(dollars)).toEqual([
    ['earning', 194_00, 388_00],
    ['refund', -194_00, 194_00],
    ['earning', 194_00, 388_00],
    ['refund', -97_00, 291_00],
    ['payout', -194_00, 97_00],
    ['refund', -10_00, 87_00],
    ['reversal', 10_00, 97_00],
    ['payout', -97_00, 0],
    ['refund', -5_00, -5_00],
    ['earning', 194_00, 189_00],
    ['refund', -194_00, -5_00],
    ['fee', -50_00, -55_00],
  ]);
  expect(await statementOf('2027-05')).toEqual([
    { currency: 'JPY', opening: 0, lines: [], closing: 0 },
    { currency: 'USD', opening: -55_00, lines: [], closing: -55_00 },
  ]);

  const rowsOf = async (month: string) => {
    const { text, headers } = await ask(h, host, 'GET', `/v1/statements/${month}/csv`);
    expect(headers.get('content-type')).toContain('text/csv');
    const [head, ...rows] = text.trimEnd().split('\r\n');
    expect(head).toBe('at,kind,reference,booking,listing,check in,check out,currency,amount,balance');
    return rows;
  };
  const [ofHouse, ofLoft] = await rowsOf('2027-03');
  const [firstOfYen, firstOfDollars] = march.map(({ lines }) => lines[0]?.at);
  expect(ofHouse).toBe(
    `${firstOfYen},earning,${b.payment.id},${b.id},"'=House, ""Kyoto""",2027-04-10,2027-04-12,JPY,19400,19400`,
  );
  expect(ofLoft).toBe(
    `${firstOfDollars},earning,${a.payment.id},${a.id},Loft by the river,2027-04-10,2027-04-12,USD,194.00,194.00`,
  );
  const april = await rowsOf('2027-04');
  expect(april.map((row) => row.split(',').slice(-3).join(' '))).toEqual([
    'JPY -19400 0',
    ...(dollars?.lines ?? []).map(
      ({ amount, balance }) => `USD ${(amount / 100).toFixed(2)} ${(balance / 100).toFixed(2)}`,
    ),
  ]);

  const earnings = async (query: string) => (await ask(h, host, 'GET', `/v1/earnings?${query}`)).body.listings;
  const night = (date: string, bookingId: string, amount: number) => ({ date, bookingId, amount });
  const all = await earnings('from=2027-04-01&to=2027-07-01');
  expect(all.find(({ listingId }: { listingId: string }) => listingId === loft)).toMatchObject({
    currency: 'USD',
    total: 276_00,
    // What support gave back is off the last night; of the no-show one night is kept, and nothing of what was cancelled.
    nights: [night('2027-04-10', a.id, 97_00), night('2027-04-11', a.id, 82_00), night('2027-04-12', d.id, 97_00)],
  });
  expect(all.find(({ listingId }: { listingId: string }) => listingId === house)).toMatchObject({
    currency: 'JPY',
    total: 19_400,
    nights: [night('2027-04-10', b.id, 9_700), night('2027-04-11', b.id, 9_700)],
  });
  expect(await earnings(`from=2027-04-11&to=2027-04-12&listingId=${loft}`)).toMatchObject([
    { total: 82_00, nights: [night('2027-04-11', a.id, 82_00)] },
  ]);
});
