import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { reconcile } from './month.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.faults.db.reset());
afterAll(() => h.close());

/** The days that are compared once an hour has brought what it brings at this instant. */
async function daysBy(instant: string): Promise<string[]> {
  await reconcile(h, new Date(instant));
  const rows = await h.sql<{ text: string }>(
    `select day::text as text from reconciliations where state = 'done' order by day`,
  );
  return rows.map(({ text }) => text);
}

const march = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `2027-03-${String(from + n).padStart(2, '0')}`);

test('a day is compared six hours after its end, and not a second before', async () => {
  expect(await daysBy('2027-03-03T05:59:59Z')).toEqual(march(1, 1));
  expect(await daysBy('2027-03-03T06:00:00Z')).toEqual(march(1, 2));
});

test('a day that could not be begun, while those after it were, is compared an hour later', async () => {
  let refused = 0;
  h.faults.db.use((_, { body }) => {
    if (refused > 0 || !body.includes('insert into \\"reconciliations\\"')) return undefined;
    refused += 1;
    return 'http-500';
  });
  expect(await daysBy('2027-03-07T06:17:00Z')).toEqual([...march(1, 2), ...march(4, 6)]);
  expect(refused).toBe(1);
  expect(await daysBy('2027-03-07T07:17:00Z')).toEqual(march(1, 6));
});

test('days before one that an operator has had compared after an outage are compared too', async () => {
  h.clock.set('2027-03-12T09:00:00Z');
  const { token } = await createPerson(h, { roles: ['admin'] });
  const begun = await h.api('POST', '/v1/admin/reconciliations', { token, body: { day: '2027-03-11' } });
  expect(begun.status).toBe(202);
  expect(await daysBy('2027-03-12T09:17:00Z')).toEqual(march(1, 11));
});

test('a longer outage is caught up with hour by hour, no day left out', async () => {
  const all = (await daysBy('2027-05-20T06:17:00Z')).length;
  expect(all).toBe(11 + 31);
  expect(await daysBy('2027-05-20T07:17:00Z')).toHaveLength(11 + 62);
  const days = await daysBy('2027-05-20T08:17:00Z');
  expect(days).toHaveLength(31 + 30 + 19);
  expect(days.at(-1)).toBe('2027-05-19');
});
