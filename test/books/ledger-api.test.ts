import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, hold, move, settle } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const ledgerOf = async (person: Person, bookingId: string) =>
  h.api('GET', `/v1/bookings/${bookingId}/ledger`, { token: await tokenFor(h, person) });

type Entry = { effect: string; account: string; amount: number; ownerId: string | null };
const linesOf = (entries: Entry[]) => entries.map(({ effect, account, amount }) => `${effect}: ${account} ${amount}`);

/** A stay of 200 for the nights and 28.40 for the platform, of which 6 are the host's, cancelled in time. */
async function cancelledStay() {
  const scene = await cast(h);
  const { id } = await booked(h, scene.guest, scene.listingId);
  await move(h, scene.guest, id, 'cancel');
  await h.drainJobs();
  return { ...scene, id };
}

describe("a booking's ledger", () => {
  afterAll(() => settle(h));

  test('shows its guest what they paid and got back, and nothing else', async () => {
    const { guest, id } = await cancelledStay();
    const { status, body, trips } = await ledgerOf(guest, id);
    expect({ status, trips, side: body.side }).toEqual({ status: 200, trips: 1, side: 'guest' });
    expect(linesOf(body.entries)).toEqual([
      'capture: stripe 22840',
      'refund-promised: guest -22840',
      'refund-succeeded: guest 22840',
      'refund-succeeded: stripe -22840',
    ]);
    expect(body.entries.every(({ ownerId }: Entry) => ownerId === guest.id)).toBe(true);
    expect(body.balances).toEqual([
      { account: 'stripe', currency: 'USD', balance: 0 },
      { account: 'guest', currency: 'USD', balance: 0 },
    ]);
  });

  test('shows its host what they earned and gave back, and nothing else', async () => {
    const { host, id } = await cancelledStay();
    const { body, trips } = await ledgerOf(host, id);
    expect({ trips, side: body.side }).toEqual({ trips: 1, side: 'host' });
    expect(linesOf(body.entries)).toEqual(['capture: host -19400', 'refund-promised: host 19400']);
  });

  test("shows an operator all of it, Stripe's fee too, summing to zero", async () => {
    const { id } = await cancelledStay();
    for (const roles of [['admin'], ['support']]) {
      const { body, trips } = await ledgerOf(await createPerson(h, { roles }), id);
      expect({ trips, side: body.side }).toEqual({ trips: 1, side: 'operator' });
      expect(linesOf(body.entries)).toEqual([
        'capture: stripe 22840',
        'capture: host -19400',
        'capture: platform -3440',
        'stripe-fee: stripe-fees 692',
        'stripe-fee: stripe -692',
        'refund-promised: host 19400',
        'refund-promised: platform 3440',
        'refund-promised: guest -22840',
        'refund-succeeded: guest 22840',
        'refund-succeeded: stripe -22840',
      ]);
      const balances = body.balances as { balance: number }[];
      expect(balances.reduce((total, { balance }) => total + balance, 0)).toBe(0);
      expect(body.balances).toContainEqual({ account: 'stripe', currency: 'USD', balance: -692 });
    }
  });

  test('is an operator’s key’s to see only with the scope for it', async () => {
    const { id } = await cancelledStay();
    const operator = await createPerson(h, { roles: ['support'] });
    const token = await tokenFor(h, operator);
    const seen = async (path: string, scopes: string[]) => {
      const { body } = await h.api('POST', '/v1/me/api-keys', { token, body: { name: `${path} ${scopes}`, scopes } });
      return (await h.api('GET', `/v1/bookings/${id}/${path}`, { token: body.key })).status;
    };
    for (const [path, status] of [
      ['ledger', 200],
      // It is not issued yet.
      ['receipt', 409],
    ] as const) {
      expect(await seen(path, ['books:read'])).toBe(404);
      expect(await seen(path, ['books:read', 'operator:read'])).toBe(status);
    }
  });

  test('is empty before anything is paid, and not found by strangers', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await hold(h, guest, listingId);
    expect((await ledgerOf(guest, id)).body).toMatchObject({ entries: [], balances: [] });
    expect((await ledgerOf(await createPerson(h), id)).status).toBe(404);
  });
});
