import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask as askGraph } from '../graphql/ask.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { bookedAhead, cast, HOUR, until } from './scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin'] });
});
afterAll(() => h.close());

test('operators see the transfers of which nobody knows whether they were made, page by page, until that is known', async () => {
  const hosts = [await cast(h), await cast(h), await cast(h)];
  const stays: { id: string; held: number }[] = [];
  for (const { guest, listingId } of hosts) stays.push(await bookedAhead(h, guest, listingId));
  h.faults.stripe.use((_, { method, path }) => (method === 'POST' && path === '/v1/transfers' ? 'refuse' : undefined));
  h.clock.hasten(40);
  const held = stays[0]?.held ?? 0;
  await until(h, held);
  const list = (query = '') => ask(h, operator, 'GET', `/v1/admin/unresolved-payouts${query}`);
  expect((await list()).body).toEqual({ data: [], nextCursor: null });
  await until(h, held + 21 * HOUR);
  const first = await list('?limit=2');
  expect(first).toMatchObject({ status: 200, trips: 1 });
  const second = await list(`?limit=2&cursor=${first.body.nextCursor}`);
  expect(second.body.nextCursor).toBeNull();
  const found = [...first.body.data, ...second.body.data];
  expect(new Set(found.map(({ bookingId }) => bookingId))).toEqual(new Set(stays.map(({ id }) => id)));
  for (const { hostId, ...payout } of found) {
    expect(hosts.map(({ host }) => host.id)).toContain(hostId);
    expect(payout).toMatchObject({ kind: 'transfer', currency: 'USD', amount: 194_00 });
  }
  const since = found.map(({ unresolvedAt }) => unresolvedAt);
  expect(since).toEqual(since.toSorted((a, b) => b.localeCompare(a)));
  const { data } = await askGraph(h, '{ unresolvedPayouts(first: 2) { edges { node { id kind } } } }', {
    token: await tokenFor(h, operator),
  });
  expect(data.unresolvedPayouts.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(
    first.body.data.map(({ id }: { id: string }) => id),
  );
  const [host] = hosts;
  if (host !== undefined) expect((await ask(h, host.host, 'GET', '/v1/admin/unresolved-payouts')).status).toBe(403);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, held + 24 * HOUR);
  expect((await list()).body.data).toEqual([]);
  expect((await ask(h, hosts[1]?.host ?? operator, 'GET', '/v1/payouts')).body.data).toMatchObject([{ state: 'paid' }]);
});

test('reversals are listed among them, from one page to the next', async () => {
  const [paid, unpaid] = [await cast(h), await cast(h)];
  const reversed = await bookedAhead(h, paid.guest, paid.listingId, 20);
  const transferred = await bookedAhead(h, unpaid.guest, unpaid.listingId, 21);
  await until(h, reversed.held);
  expect((await ask(h, paid.host, 'GET', '/v1/payouts')).body.data).toMatchObject([{ state: 'paid' }]);
  h.faults.stripe.use((_, { method, path }) =>
    method === 'POST' && path.startsWith('/v1/transfers') ? 'refuse' : undefined,
  );
  h.clock.hasten(40);
  const from = { hostReceives: 10_00, platformKeeps: 0, taxes: 0 };
  await ask(h, operator, 'POST', `/v1/admin/bookings/${reversed.id}/refunds`, { reason: 'No hot water', from });
  await h.drainJobs();
  await until(h, transferred.held);
  await until(h, transferred.held + 21 * HOUR);
  const list = (query = '') => ask(h, operator, 'GET', `/v1/admin/unresolved-payouts${query}`);
  const first = await list('?limit=1');
  expect(first.body.data).toMatchObject([{ kind: 'transfer', bookingId: transferred.id, amount: 194_00 }]);
  // A cursor goes on after a row of either kind, wherever the other begins.
  const second = await list(`?limit=1&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({
    data: [{ kind: 'reversal', bookingId: reversed.id, hostId: paid.host.id, currency: 'USD', amount: 10_00 }],
    nextCursor: null,
  });
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, transferred.held + 24 * HOUR);
  expect((await list()).body.data).toEqual([]);
});
