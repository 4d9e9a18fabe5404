import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

const HOUR = 3_600_000;

let h: Harness;
let host: Person;
let listing: string;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
  listing = await createListing(h, host);
});
afterAll(() => h.close());

const nights = (day: number) => ({
  start: `2027-06-${String(day).padStart(2, '0')}`,
  end: `2027-06-${String(day + 1).padStart(2, '0')}`,
});

const close = (day: number, key: string, options: { token?: string; to?: string } = {}) =>
  h.api('POST', `/v1/listings/${options.to ?? listing}/closures`, {
    token: options.token ?? host.token,
    key,
    body: nights(day),
  });

async function closuresOn(day: number): Promise<number> {
  const [row] = await h.sql<{ count: number }>(
    'select count(*)::int as count from closures where listing_id = $1 and lower(nights) = $2',
    [listing, nights(day).start],
  );
  return row?.count ?? 0;
}

describe('a write with an Idempotency-Key', () => {
  test('fifty times at once: one effect, the same status and bytes for all', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => close(1, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
    expect(await closuresOn(1)).toBe(1);
  });

  test('sent again: the same bytes, marked as a replay, whatever has changed since', async () => {
    const key = randomUUID();
    const first = await h.api('PATCH', '/v1/me', { token: host.token, key, body: { name: 'Ada' } });
    await h.api('PATCH', '/v1/me', { token: host.token, body: { name: 'Grace' } });
    const again = await h.api('PATCH', '/v1/me', { token: host.token, key, body: { name: 'Ada' } });
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await h.api('GET', '/v1/me', { token: host.token })).body.name).toBe('Grace');
  });

  test('deletes once, and the repetition is no 404', async () => {
    const created = await close(2, randomUUID());
    const key = randomUUID();
    const path = `/v1/listings/${listing}/closures/${created.body.closure.id}`;
    const remove = () => h.api('DELETE', path, { token: host.token, key });
    expect((await remove()).status).toBe(204);
    const again = await remove();
    expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([204, '', 'true']);
    expect(await h.api('DELETE', path, { token: host.token })).toMatchObject({ status: 404 });
  });

  test('with another body is refused and does nothing', async () => {
    const key = randomUUID();
    await close(3, key);
    expect(await close(4, key)).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await closuresOn(4)).toBe(0);
  });

  test('on another listing is another request, so refused as well', async () => {
    const key = randomUUID();
    await close(5, key);
    const other = await createListing(h, host);
    expect(await close(5, key, { to: other })).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  test('with the same fields in another order is the same body', async () => {
    const key = randomUUID();
    const send = (raw: string) => h.api('PATCH', '/v1/me', { token: host.token, key, raw });
    const first = await send('{"name":"Ada","about":"Sails."}');
    const again = await send('{ "about": "Sails.", "name": "Ada" }');
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  test('that was refused is decided anew', async () => {
    const key = randomUUID();
    const stranger = await createPerson(h);
    expect(await close(6, key, { token: stranger.token })).toMatchObject({ status: 404 });
    await h.sql('update listings set host_id = $1 where id = $2', [stranger.id, listing]);
    expect(await close(6, key, { token: stranger.token })).toMatchObject({ status: 201 });
    await h.sql('update listings set host_id = $1 where id = $2', [host.id, listing]);
  });

  test('belongs to its caller and its operation: nobody else ever gets the answer', async () => {
    const key = randomUUID();
    const other = await createPerson(h);
    const mine = await h.api('PATCH', '/v1/me', { token: host.token, key, body: { name: 'Ada' } });
    const theirs = await h.api('PATCH', '/v1/me', { token: other.token, key, body: { name: 'Ada' } });
    expect(theirs.body.id).toBe(other.id);
    expect(mine.body.id).toBe(host.id);
    expect(await close(7, key)).toMatchObject({ status: 201 });
  });

  test('is remembered for 48 hours, and then forgotten', async () => {
    const key = randomUUID();
    await close(8, key);
    h.clock.advance(48 * HOUR);
    await h.drainJobs();
    host = { ...host, token: await tokenFor(h, host) };
    expect((await close(8, key)).headers.get('idempotent-replayed')).toBe('true');
    h.clock.advance(1);
    await h.drainJobs();
    const anew = await close(8, key);
    expect([anew.status, anew.headers.has('idempotent-replayed')]).toEqual([201, false]);
    expect(await closuresOn(8)).toBe(2);
    expect(
      await h.sql('select 1 from idempotency_keys where created_at < $1', [new Date(h.clock.now() - 48 * HOUR)]),
    ).toEqual([]);
  });
});
