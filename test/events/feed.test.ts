import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newId, type PersonId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { insertEvent } from './writers.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin'] });
});
afterEach(async () => {
  h.faults.db.reset();
  await h.sql('delete from events');
});
afterAll(() => h.close());

const read = (person: Person, query: Record<string, string | number> = {}) =>
  h.api('GET', '/v1/events', { token: person.token, query });
const tell = (who: { guestId?: PersonId; hostId?: PersonId } = {}) =>
  insertEvent((text, params) => h.sql(text, params), { subject: newId('booking'), ...who });
/** A reader's batch numbers events too, and hands nothing on. */
const isRelay = (body: string) => body.includes('number_events') && body.includes('fan_out');
const subjectsIn = (body: { data: { subject: string }[] }) => body.data.map(({ subject }) => subject);

describe('the feed of events', () => {
  test('tells what a write has done, in one round trip, before any relay has run', async () => {
    h.faults.db.use((_n, { body }) => (isRelay(body) ? 'refuse' : undefined));
    const host = await createPerson(h);
    const listing = await createListing(h, host);
    const closed = await h.api('POST', `/v1/listings/${listing}/closures`, {
      token: host.token,
      body: { start: '2027-06-01', end: '2027-06-03' },
    });
    expect(await h.sql('select from events where seq is not null')).toEqual([]);
    const answer = await read(host);
    expect(answer).toMatchObject({
      status: 200,
      trips: 1,
      body: {
        data: [
          {
            type: 'calendar.changed',
            subject: listing,
            seq: null,
            timestamp: new Date(h.clock.now()).toISOString(),
            data: { change: 'closed', closureId: closed.body.closure.id, start: '2027-06-01', end: '2027-06-03' },
          },
        ],
        hasMore: false,
      },
    });
    expect(answer.body.next).toBe(answer.body.data[0].id);
  });

  test('gives a person what they are guest or host of, once, and nothing of others', async () => {
    const [ada, ben] = [await createPerson(h), await createPerson(h)];
    const mine = [
      await tell({ guestId: ada.id }),
      await tell({ hostId: ada.id, guestId: ben.id }),
      await tell({ guestId: ada.id, hostId: ada.id }),
    ];
    await tell({ guestId: ben.id });
    await tell();
    expect(subjectsIn((await read(ada)).body)).toEqual(mine);
    expect((await read(await createPerson(h))).body).toEqual({ data: [], next: null, hasMore: false });
  });

  test('gives an operator all of it, numbered without a gap', async () => {
    for (let count = 0; count < 5; count += 1) await tell();
    const { body } = await read(operator);
    expect(body.data.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3, 4, 5]);
    const support = await createPerson(h, { roles: ['support'] });
    expect((await read(support)).body.data).toEqual([]);
  });

  test('is one page after another, and goes on where it ended when there is more later', async () => {
    const ada = await createPerson(h);
    const told = [];
    for (let count = 0; count < 5; count += 1) told.push(await tell({ guestId: ada.id }));
    const first = await read(ada, { limit: 3 });
    expect(first.body).toMatchObject({ hasMore: true });
    const second = await read(ada, { limit: 3, after: first.body.next });
    expect(second.body).toMatchObject({ hasMore: false });
    expect([...subjectsIn(first.body), ...subjectsIn(second.body)]).toEqual(told);
    const none = await read(ada, { after: second.body.next });
    expect(none.body).toEqual({ data: [], next: second.body.next, hasMore: false });
    const later = await tell({ guestId: ada.id });
    expect(subjectsIn((await read(ada, { after: none.body.next })).body)).toEqual([later]);
  });

  test('gives a key of an operator no more than the person’s own, unless it may read what operators do', async () => {
    const own = newId('booking');
    await insertEvent((text, params) => h.sql(text, params), { subject: own, hostId: operator.id });
    await tell();
    await read(operator);
    const seen = async (scopes: string[]) => {
      const { body } = await h.api('POST', '/v1/me/api-keys', {
        token: operator.token,
        body: { name: scopes.join(), scopes },
      });
      const fed = await h.api('GET', '/v1/events', { token: body.key });
      const numbered = await h.api('GET', '/v1/events', { token: body.key, query: { after: 0 } });
      return [subjectsIn(fed.body).length, fed.trips, numbered.status];
    };
    expect(await seen(['events:read'])).toEqual([1, 1, 422]);
    expect(await seen(['events:read', 'operator:read'])).toEqual([2, 1, 200]);
  });

  test('can be read from a number by operators, and by nobody else', async () => {
    for (let count = 0; count < 4; count += 1) await tell();
    await read(operator);
    const { body } = await read(operator, { after: 2 });
    expect(body.data.map(({ seq }: { seq: number }) => seq)).toEqual([3, 4]);
    expect(await read(await createPerson(h), { after: 2 })).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'after', code: 'invalid' }] },
    });
  });

  test('says alike of an event of others and of one that does not exist that it is no place to go on from', async () => {
    await tell();
    const [event] = (await read(operator)).body.data;
    const ada = await createPerson(h);
    const madeUp = 'evt_66wkfmjncnj1khmkxbspnknpfw';
    const places = [event.id, newId('event'), madeUp];
    const refusals = await Promise.all(places.map((after) => read(ada, { after })));
    const [others, ...none] = refusals.map(({ status, body }) => ({ status, errors: body.errors }));
    expect(others).toMatchObject({ status: 422, errors: [{ parameter: 'after' }] });
    expect(none).toEqual([others, others]);
  });

  test('never waits for who is numbering: it tells what is numbered already', async () => {
    await tell();
    await read(operator);
    await tell();
    const numberer = await h.connect();
    await numberer.query('begin');
    await numberer.query('select pg_advisory_xact_lock(7146002)');
    expect((await read(operator)).body.data).toHaveLength(1);
    await numberer.query('rollback');
    await numberer.end();
    expect((await read(operator)).body.data).toHaveLength(2);
  });
});
