import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vatIn } from '../../src/books/document.ts';
import { booked, cast, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin'] });
});
afterAll(() => h.close());

const print = async (person: Person, bookingId: string, kind: 'receipt' | 'invoice') =>
  h.api('GET', `/v1/bookings/${bookingId}/${kind}`, { token: await tokenFor(h, person) });
const numberIn = (page: string) => /<title>\w+ (\d{4}-\d{6})</.exec(page)?.[1];
const textOf = (page: string) => page.replaceAll(/<style>[\s\S]*<\/style>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

/** Stays of 200 for the nights and 28.40 for guests' service, of which the host pays 6; `over` lets them end. */
async function pastStays(count: number, month: number) {
  const scene = await cast(h);
  const date = (day: number) => new Date(Date.UTC(2027, month, day)).toISOString().slice(0, 10);
  const ids: string[] = [];
  for (let day = 3; day < 3 + 2 * count; day += 2) {
    ids.push((await booked(h, scene.guest, scene.listingId, { checkIn: date(day), checkOut: date(day + 2) })).id);
  }
  return { ...scene, ids, over: () => h.clock.set(`${date(28)}T12:00:00.000Z`) };
}

test('VAT is what an amount includes, rounded once', () => {
  expect(vatIn(28_40, 23_00)).toEqual({ rateBps: 23_00, net: 23_09, amount: 5_31 });
  expect(vatIn(0, 23_00)).toEqual({ rateBps: 23_00, net: 0, amount: 0 });
});

describe('receipts and invoices', () => {
  test('wait for the end of the stay and for who issues them, have numbers without gaps, and never change', async () => {
    const { guest, host, ids, over } = await pastStays(4, 5);
    const [first = '', second = '', third = '', fourth = ''] = ids;
    expect((await print(guest, first, 'receipt')).body.code).toBe('invalid-transition');
    await move(h, guest, fourth, 'cancel');
    over();
    await h.drainJobs();
    expect((await print(guest, first, 'receipt')).body.code).toBe('invalid-transition');
    const issuer = { name: 'Stays <Ltd>', address: '1 River Street\nDublin', vatId: 'IE1234567FA', vatBps: 2300 };
    const token = await tokenFor(h, operator);
    expect((await h.api('PUT', '/v1/admin/issuer', { token, body: issuer })).status).toBe(204);

    // Three stays at a time, each asked for twice, one of them in a request that is refused.
    const asked = [first, second, third, first, second, third, fourth, 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3'];
    const pages = await Promise.all(asked.map((id) => print(guest, id, 'receipt')));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 404]);
    const numbers = new Set(pages.slice(0, 7).map(({ body }) => numberIn(body)));
    expect([...numbers].toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      '2027-000001',
      '2027-000002',
      '2027-000003',
      '2027-000004',
    ]);

    const again = await print(guest, first, 'receipt');
    expect(again).toMatchObject({ trips: 1, body: pages[0]?.body });
    expect(textOf(again.body)).toContain('Nights × 2 $200.00 Service fee for guests $28.40 Total $228.40');
    expect(textOf(again.body)).toContain('VAT included, 23 % $5.31');
    expect(again.body).toContain('Stays &lt;Ltd&gt;');
    expect(textOf(pages[6]?.body)).toContain('Given back -$228.40 Total $0.00');

    const invoice = await print(host, first, 'invoice');
    expect({ trips: invoice.trips, number: numberIn(invoice.body) }).toEqual({ trips: 1, number: '2027-000001' });
    expect(invoice.headers.get('server-timing')).toContain('db;desc="1"');
    expect(textOf(invoice.body)).toContain('Service fee for hosts $6.00 Total $6.00');
    await expect(h.sql('delete from documents')).rejects.toThrow('never changed');
  });

  test('are for their own side and operators only', async () => {
    const { guest, host, ids, over } = await pastStays(1, 7);
    const [id = ''] = ids;
    over();
    await h.drainJobs();
    expect((await print(guest, id, 'invoice')).status).toBe(404);
    expect((await print(host, id, 'receipt')).status).toBe(404);
    expect((await print(operator, id, 'receipt')).status).toBe(200);
  });
});
