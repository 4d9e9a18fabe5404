import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { seeded } from '../../scripts/random.ts';
import { newId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { insertEvent, type Told, writeEvents } from './writers.ts';

let h: Harness;
let operator: Person;
let clients: pg.Client[] = [];
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin'] });
  clients = await Promise.all(Array.from({ length: WRITERS }, () => h.connect()));
});
afterEach(() => h.sql('delete from events'));
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await h.close();
});

const WRITERS = 8;
const EACH = 40;

type Seen = { id: string; seq: number | null; subject: string };

/** Follows the feed until the writers have ended and nothing is left: who reads beside one that numbers sees it the next time. */
async function follow(person: Person, limit: number, isOver: () => boolean): Promise<Seen[]> {
  const seen: Seen[] = [];
  let after: string | null = null;
  for (;;) {
    const over = isOver() && (await h.sql('select from events where seq is null limit 1')).length === 0;
    const { body } = await h.api('GET', '/v1/events', {
      token: person.token,
      query: { limit, ...(after === null ? {} : { after }) },
    });
    seen.push(...body.data);
    after = body.next;
    if (over && body.data.length === 0) return seen;
  }
}

test(`${WRITERS} writers, whose transactions end in any order, and readers who follow: none misses an event, none sees one out of order`, async () => {
  const [ada, ben] = [await createPerson(h), await createPerson(h)];
  const random = seeded(1963);
  const told: Told[][] = clients.map(() =>
    Array.from({ length: EACH }, () => ({
      subject: newId('booking'),
      guestId: random() < 0.3 ? ada.id : undefined,
      hostId: random() < 0.5 ? ben.id : undefined,
    })),
  );
  let writing = true;
  const writers = Promise.all(clients.map((client, index) => writeEvents(client, told[index] ?? [], random)));
  const over = () => !writing;
  const [, all, again, ofAda, ofBen] = await Promise.all([
    writers.finally(() => {
      writing = false;
    }),
    follow(operator, 500, over),
    follow(operator, 7, over),
    follow(ada, 3, over),
    follow(ben, 100, over),
  ]);

  const written = await h.sql<{ subject: string; guest_id: string | null; host_id: string | null }>(
    'select subject, guest_id, host_id from events order by seq',
  );
  expect(written.length).toBeGreaterThan(WRITERS * EACH * 0.7);
  const subjects = (seen: readonly { subject: string }[]) => seen.map(({ subject }) => subject);
  expect(all.map(({ seq }) => seq)).toEqual(written.map((_, index) => index + 1));
  expect(subjects(all)).toEqual(subjects(written));
  expect(again).toEqual(all);
  expect(subjects(ofAda)).toEqual(subjects(written.filter(({ guest_id }) => guest_id === ada.id)));
  expect(subjects(ofBen)).toEqual(subjects(written.filter(({ host_id }) => host_id === ben.id)));
  const isInOrder = told.every((ofOne) => {
    const places = ofOne.map(({ subject }) => subjects(all).indexOf(subject)).filter((place) => place >= 0);
    return places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  });
  expect(isInOrder).toBe(true);
}, 30_000);

test('an event whose transaction began first and ended last comes after those that a reader has seen', async () => {
  const [slow, quick] = clients;
  if (slow === undefined || quick === undefined) throw new Error('no writers');
  await slow.query('begin');
  const late = await insertEvent((text, params) => slow.query(text, params), { subject: newId('booking') });
  const early = await insertEvent((text, params) => quick.query(text, params), { subject: newId('booking') });
  const first = await h.api('GET', '/v1/events', { token: operator.token });
  expect(first.body.data.map(({ subject }: Seen) => subject)).toEqual([early]);
  await slow.query('commit');
  const second = await h.api('GET', '/v1/events', { token: operator.token, query: { after: first.body.next } });
  expect(second.body.data).toMatchObject([{ subject: late, seq: 2 }]);
});
