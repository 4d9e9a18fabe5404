import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { encodeCursor } from '../../src/platform/http/page.ts';
import { hold, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

const query = { from: '2027-06-01', to: '2027-07-01' };
const calendarOf = (id: string, headers: Record<string, string> = {}) =>
  h.api('GET', `/v1/listings/${id}/calendar`, { query, headers });

async function changesSince(id: string, cursor: string) {
  const answer = await h.api('GET', `/v1/listings/${id}/calendar/changes`, { query: { cursor } });
  expect(answer).toMatchObject({ status: 200, trips: 1 });
  return answer.body;
}

const close = (id: string, start: string, end: string) =>
  h.api('POST', `/v1/listings/${id}/closures`, { token: host.token, body: { start, end } });

describe('a calendar that was read before', () => {
  test('is a 304 while it is the same, and another one as soon as it is not', async () => {
    const id = await createListing(h, host);
    const first = await calendarOf(id);
    const etag = first.headers.get('etag') ?? '';
    const again = await calendarOf(id, { 'if-none-match': `"other", W/${etag}` });
    expect(again).toMatchObject({ status: 304, text: '', trips: 1 });
    expect(again.headers.get('etag')).toBe(etag);
    await close(id, '2027-06-03', '2027-06-05');
    const after = await calendarOf(id, { 'if-none-match': etag });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(etag);
  });
});

describe('a calendar that was read a moment ago', () => {
  test('is read again with the changes that were told meanwhile, though another isolate has made them', async () => {
    const id = await createListing(h, host);
    const read = (cursor?: string) =>
      h.api('GET', `/v1/listings/${id}/calendar`, {
        copies: true,
        query: { ...query, ...(cursor === undefined ? {} : { cursor }) },
      });
    const { cursor } = (await read()).body;
    // What another isolate commits ends no copy here.
    await h.sql(
      `insert into closures (id, listing_id, nights, source, created_at)
       values ($1, $2, '[2027-06-03,2027-06-05)', 'host', $3)`,
      [newId('closure'), id, new Date(h.clock.now())],
    );
    const told = await changesSince(id, cursor);
    expect(told.ranges).toEqual([{ start: '2027-06-03', end: '2027-06-05' }]);
    await read();
    const again = await read(told.cursor);
    expect(again.body.nights[2]).toMatchObject({ date: '2027-06-03', state: 'closed' });
    expect(again.body.cursor).toBe(told.cursor);
  });

  test('keeps nothing of a cursor that was not given yet', async () => {
    const id = await createListing(h, host);
    const [mine, others] = [(await calendarOf(id)).body.cursor, encodeCursor([1])];
    const read = () =>
      h.api('GET', `/v1/listings/${id}/calendar`, { copies: true, query: { ...query, cursor: others } });
    expect(await read()).toMatchObject({ status: 422, body: { errors: [{ parameter: 'cursor' }] } });
    await close(id, '2027-06-03', '2027-06-05');
    expect((await changesSince(id, mine)).cursor).toBe(others);
    expect((await read()).body.nights[2].state).toBe('closed');
  });
});

describe('changes since a cursor', () => {
  test('are the nights that were closed, opened, priced, ruled, held and freed since, overlapping ones together', async () => {
    const id = await createListing(h, host, { preparation_after: 1 });
    let { cursor } = (await calendarOf(id)).body;
    const next = async () => {
      const changes = await changesSince(id, cursor);
      ({ cursor } = changes);
      expect(changes.everything).toBe(false);
      return changes.ranges.map(({ start, end }: { start: string; end: string }) => `${start}..${end}`);
    };
    expect(await next()).toEqual([]);
    const closed = await close(id, '2027-06-03', '2027-06-05');
    await close(id, '2027-06-04', '2027-06-07');
    const prices = { ranges: [{ start: '2027-06-20', end: '2027-06-22', nightly: 1 }] };
    await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body: prices });
    expect(await next()).toEqual(['2027-06-03..2027-06-07', '2027-06-20..2027-06-22']);
    await h.api('DELETE', `/v1/listings/${id}/closures/${closed.body.closure.id}`, { token: host.token });
    const ranges = [{ start: '2027-06-25', end: '2027-06-26', rules: { minNights: 3 } }];
    const changes = [{ listingIds: [id], ranges }];
    await h.api('PUT', '/v1/me/stay-rules', { token: host.token, body: { changes } });
    expect(await next()).toEqual(['2027-06-03..2027-06-05', '2027-06-25..2027-06-26']);
    const held = await hold(h, guest, id, { checkIn: '2027-06-10', checkOut: '2027-06-12' });
    expect(await next()).toEqual(['2027-06-10..2027-06-13']);
    await move(h, guest, held.id, 'release');
    expect(await next()).toEqual(['2027-06-10..2027-06-13']);
    expect(await next()).toEqual([]);
  });

  test('name every night whose entry differs, those too on which preparation lets nobody arrive or leave', async () => {
    const id = await createListing(h, host, { preparation_before: 1, preparation_after: 2 });
    const ranges = [{ start: '2027-06-17', end: '2027-06-18', rules: { preparationBefore: 3 } }];
    await h.api('PUT', '/v1/me/stay-rules', {
      token: host.token,
      body: { changes: [{ listingIds: [id], ranges }] },
    });
    const before = (await calendarOf(id)).body;
    await hold(h, guest, id, { checkIn: '2027-06-11', checkOut: '2027-06-13' });
    const after = (await calendarOf(id)).body;
    const differ = after.nights.filter(
      (night: object, index: number) => JSON.stringify(night) !== JSON.stringify(before.nights[index]),
    );
    expect(differ.map(({ date }: { date: string }) => date)).toEqual([
      ...['2027-06-09', '2027-06-10', '2027-06-11', '2027-06-12', '2027-06-13', '2027-06-14', '2027-06-15'],
      '2027-06-17',
    ]);
    const changed = await changesSince(id, before.cursor);
    expect(changed.ranges).toEqual([{ start: '2027-06-09', end: '2027-06-18' }]);
  });

  test('are nights that there are in a calendar, also where they are closed for as long as there are dates', async () => {
    const id = await createListing(h, host, { preparation_before: 1, preparation_after: 2 });
    const { cursor } = (await calendarOf(id)).body;
    await close(id, '1970-01-01', '2199-12-31');
    expect((await changesSince(id, cursor)).ranges).toEqual([{ start: '1970-01-01', end: '2199-12-31' }]);
  });

  test('are everything after a change of the listing itself, a thousand changes, or a cursor from elsewhere', async () => {
    const id = await createListing(h, host);
    const { cursor } = (await calendarOf(id)).body;
    await h.api('PATCH', `/v1/listings/${id}`, { token: host.token, body: { title: 'Another name' } });
    expect(await changesSince(id, cursor)).toEqual({ everything: false, ranges: [], cursor });
    await h.api('PATCH', `/v1/listings/${id}`, { token: host.token, body: { minNights: 2 } });
    const changed = await changesSince(id, cursor);
    expect(changed).toMatchObject({ everything: true, ranges: [] });
    await h.sql(
      `select note_calendar_change($1, daterange('2027-06-01', '2027-06-02')) from generate_series(1, 1000)`,
      [id],
    );
    expect(await changesSince(id, changed.cursor)).toMatchObject({
      everything: false,
      ranges: [{ start: '2027-06-01' }],
    });
    await h.sql(`select note_calendar_change($1, daterange('2027-06-01', '2027-06-02'))`, [id]);
    const { cursor: last, ...late } = await changesSince(id, changed.cursor);
    expect(late).toEqual({ everything: true, ranges: [] });
    expect(await h.sql('select from calendar_changes where listing_id = $1', [id])).toHaveLength(1_000);
    const empty = await createListing(h, host);
    expect(await changesSince(empty, last)).toMatchObject({ everything: true });
  });

  test('of many who close at once each is told to who reads all the time', async () => {
    const id = await createListing(h, host);
    let { cursor } = (await calendarOf(id)).body;
    const seen = new Set<string>();
    const readOnce = async () => {
      const changes = await changesSince(id, cursor);
      ({ cursor } = changes);
      for (const { start } of changes.ranges) seen.add(start);
    };
    const days = Array.from({ length: 14 }, (_, n) => n * 2 + 1).map((n) => `2027-06-${String(n).padStart(2, '0')}`);
    const writing = days.map((day) => close(id, day, addDays(plainDate(day), 1)));
    for (const closed of writing) await Promise.all([closed, readOnce()]);
    await readOnce();
    expect(seen).toEqual(new Set(days));
  });
});

// The last one: it lets tokens expire.
test('a calendar is another one when time has changed it', async () => {
  const id = await createListing(h, host, { horizon_days: 92 });
  const etag = (await calendarOf(id)).headers.get('etag') ?? '';
  h.clock.advance(86_400_000);
  expect((await calendarOf(id, { 'if-none-match': etag })).status).toBe(200);
});
