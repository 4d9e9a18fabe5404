import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeCursor } from '../../src/platform/http/page.ts';
import { booked, cast, hold, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const ask = (person: Person, listingId: string, text = 'Is there a cot?') =>
  h.api('POST', `/v1/listings/${listingId}/inquiries`, { token: person.token, body: { text } });
const tell = (person: Person, bookingId: string, text: string) =>
  h.api('POST', `/v1/bookings/${bookingId}/messages`, { token: person.token, body: { text } });
const answer = (person: Person, threadId: string, text = 'There is.') =>
  h.api('POST', `/v1/threads/${threadId}/messages`, { token: person.token, body: { text } });
const read = (person: Person, threadId: string, messageId: string) =>
  h.api('PUT', `/v1/threads/${threadId}/read`, { token: person.token, body: { messageId } });
const see = (person: Person, path: string) => h.api('GET', path, { token: person.token });
const texts = async (person: Person, threadId: string) =>
  (await see(person, `/v1/threads/${threadId}/messages`)).body.data.map(({ text }: { text: string }) => text);
const mailsTo = ({ email }: Person) => h.mailbox.mails().filter(({ to }) => to.includes(email));

describe('a thread', () => {
  test('begins with what a guest asks, is answered by the host, and takes one round trip to read and two to write', async () => {
    const { guest, host, listingId } = await cast(h);
    const first = await ask(guest, listingId);
    expect(first).toMatchObject({
      status: 201,
      trips: 2,
      body: { from: 'guest', text: 'Is there a cot?', isRead: false },
    });
    const { threadId } = first.body;
    expect(await answer(host, threadId)).toMatchObject({ status: 201, trips: 2, body: { from: 'host', threadId } });
    expect(await ask(guest, listingId, 'Thank you!')).toMatchObject({ status: 201, body: { threadId } });
    expect(await texts(host, threadId)).toEqual(['Thank you!', 'There is.', 'Is there a cot?']);
    const thread = await see(guest, `/v1/threads/${threadId}`);
    expect(thread).toMatchObject({
      trips: 1,
      body: { listingId, bookingId: null, as: 'guest', with: { id: host.id }, unreadCount: 1 },
    });
    expect((await see(host, `/v1/threads/${threadId}/messages`)).trips).toBe(1);
    expect(await see(host, '/v1/threads')).toMatchObject({
      trips: 1,
      body: { data: [{ id: threadId, as: 'host', with: { id: guest.id }, unreadCount: 2 }] },
    });
  });

  test('is told as read once by two readers at once', async () => {
    const { guest, host, listingId } = await cast(h);
    const { id, threadId } = (await ask(guest, listingId)).body;
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('select from threads where id = $1 for update', [threadId]);
    const marked = [read(host, threadId, id), read(host, threadId, id)];
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => h.sql(waiting), { timeout: 20_000 }).toHaveLength(2);
    await rival.query('commit');
    await rival.end();
    expect((await Promise.all(marked)).map(({ status }) => status)).toEqual([204, 204]);
    expect(await h.sql(`select from events where type = 'thread.read' and subject = $1`, [threadId])).toHaveLength(1);
  });

  test('is found among the unread ones until it is read, and by who has written again without reading', async () => {
    const { guest, host, listingId } = await cast(h);
    const other = await createPerson(h);
    const unread = async (person: Person, more = '') => {
      const { body, trips } = await see(person, `/v1/threads?only=unread&limit=1${more}`);
      expect(trips).toBe(1);
      return body;
    };
    const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
    const first = (await ask(guest, listingId)).body;
    const second = (await ask(other, listingId)).body;
    const page = await unread(host);
    expect(idsOf(page)).toEqual([second.threadId]);
    expect(idsOf(await unread(host, `&cursor=${page.nextCursor}`))).toEqual([first.threadId]);
    expect(idsOf(await unread(guest))).toEqual([]);
    await answer(host, first.threadId);
    expect(idsOf(await unread(guest))).toEqual([first.threadId]);
    await read(host, second.threadId, second.id);
    expect(idsOf(await unread(host))).toEqual([first.threadId]);
    await read(host, first.threadId, first.id);
    expect(idsOf(await unread(host))).toEqual([]);
  });

  test('is one for each booking, beside that of the inquiry', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: asked } = await ask(guest, listingId);
    const { id } = await booked(h, guest, listingId);
    const { body: told } = await tell(host, id, 'Welcome!');
    expect(told.threadId).not.toBe(asked.threadId);
    expect(await tell(guest, id, 'We look forward to it.')).toMatchObject({ body: { threadId: told.threadId } });
    const found = (query: string) => see(guest, `/v1/threads?${query}`).then(({ body }) => body.data);
    expect(await found(`bookingId=${id}`)).toMatchObject([{ id: told.threadId, bookingId: id }]);
    expect(await found(`listingId=${listingId}`)).toHaveLength(2);
  });

  test('lists its messages page by page, none twice and none left out, whatever is written meanwhile', async () => {
    const { guest, host, listingId } = await cast(h);
    const { threadId } = (await ask(guest, listingId, '0')).body;
    for (let n = 1; n < 7; n += 1) await answer(n % 2 ? host : guest, threadId, String(n));
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await see(guest, `/v1/threads/${threadId}/messages?limit=3${next && `&cursor=${next}`}`);
      seen.push(...body.data.map(({ text }: { text: string }) => text));
      next = body.nextCursor;
      await answer(host, threadId, 'later');
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    // More than a thread can have, and than the database can count in it.
    const beyond = encodeCursor([2 ** 31]);
    expect(await see(guest, `/v1/threads/${threadId}/messages?cursor=${beyond}`)).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'cursor', code: 'invalid' }] },
    });
  });

  test('is of its two sides alone: to anybody else it is not there, to support neither', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const { body: message } = await tell(guest, id, 'Hello');
    for (const other of [await createPerson(h), await createPerson(h, { roles: ['support', 'admin'] })]) {
      const answers = await Promise.all([
        see(other, `/v1/threads/${message.threadId}`),
        see(other, `/v1/threads/${message.threadId}/messages`),
        answer(other, message.threadId),
        read(other, message.threadId, message.id),
        tell(other, id, 'Hello'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
      expect((await see(other, '/v1/threads')).body.data).toEqual([]);
    }
    expect(await texts(guest, message.threadId)).toEqual(['Hello']);
  });

  test('cannot be had with oneself, about a listing that is not shown, or without a word', async () => {
    const { guest, host, listingId } = await cast(h);
    expect(await ask(host, listingId)).toMatchObject({ status: 409, body: { code: 'own-listing' } });
    const draft = await createListing(h, host, { state: 'draft', published_at: null });
    expect((await ask(guest, draft)).status).toBe(404);
    for (const text of ['', '  ', '\u200b', 'a\0b', 'x'.repeat(4_001)]) {
      expect(await ask(guest, listingId, text)).toMatchObject({
        status: 422,
        body: { code: 'invalid-input' },
      });
    }
    expect((await see(guest, '/v1/threads')).body.data).toEqual([]);
  });
});

describe('read marks', () => {
  test('tell the other side, go on only, and leave own messages out of the count', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: first } = await ask(guest, listingId);
    const { body: second } = await ask(guest, listingId, 'And a chair?');
    const path = `/v1/threads/${first.threadId}`;
    expect(await read(host, first.threadId, second.id)).toMatchObject({ status: 204, trips: 2 });
    expect((await see(host, path)).body).toMatchObject({ unreadCount: 0, lastMessage: { isRead: true } });
    expect((await read(host, first.threadId, first.id)).status).toBe(204);
    expect((await see(guest, path)).body.lastMessage.isRead).toBe(true);
    await answer(host, first.threadId);
    expect((await see(guest, path)).body).toMatchObject({ unreadCount: 1, lastMessage: { isRead: false } });
    expect((await see(host, path)).body.unreadCount).toBe(0);
    const told = await h.sql(`select data from events where type = 'thread.read' and subject = $1`, [first.threadId]);
    expect(told).toEqual([{ data: { listingId, bookingId: null, by: 'host' } }]);
  });

  test('name a message of the thread', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: own } = await ask(guest, listingId);
    const { body: other } = await ask(guest, await createListing(h, host));
    expect(await read(host, own.threadId, other.id)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/messageId' }] },
    });
  });
});

describe('ways to reach each other', () => {
  const text = 'Call +1 828 555 0136 or ada@example.com';

  test('are hidden from both until a booking is confirmed, and then shown in what was written before as well', async () => {
    const { guest, host, listingId } = await cast(h);
    const masked = { text: 'Call ••• or •••', isMasked: true };
    const { body: asked } = await ask(guest, listingId, text);
    expect(asked).toMatchObject(masked);
    const { id } = await hold(h, guest, listingId);
    const { body: told } = await tell(guest, id, text);
    for (const person of [guest, host]) {
      for (const { threadId } of [asked, told]) {
        expect((await see(person, `/v1/threads/${threadId}/messages`)).body.data).toMatchObject([masked]);
        expect((await see(person, `/v1/threads/${threadId}`)).body.lastMessage).toMatchObject(masked);
      }
    }
    await booked(h, guest, listingId, { checkIn: '2027-08-03', checkOut: '2027-08-05' });
    for (const { threadId } of [asked, told]) {
      expect((await see(host, `/v1/threads/${threadId}/messages`)).body.data).toMatchObject([
        { text, isMasked: false },
      ]);
    }
    const another = await createPerson(h);
    expect((await ask(another, listingId, text)).body).toMatchObject(masked);
  });
});

describe('at the same moment', () => {
  test('twenty first messages from both sides make one thread, with each message in it once', async () => {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const sent = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        for (;;) {
          const reply = await tell(n % 2 ? guest : host, id, String(n));
          if (reply.status !== 409) return reply;
        }
      }),
    );
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(sent.map(({ body }) => body.threadId)).size).toBe(1);
    const all = await h.sql<{ number: number }>('select number from messages where thread_id = $1 order by number', [
      sent[0]?.body.threadId,
    ]);
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  test('one message fifty times under one key is written once', async () => {
    const { guest, listingId } = await cast(h);
    const key = randomUUID();
    const body = { text: 'Is there a cot?' };
    const once = () => h.api('POST', `/v1/listings/${listingId}/inquiries`, { token: guest.token, key, body });
    const sent = await Promise.all(Array.from({ length: 50 }, once));
    expect(new Set(sent.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await texts(guest, sent[0]?.body.threadId)).toEqual(['Is there a cot?']);
  });

  test('twenty inquiries of a day are the most', async () => {
    const { guest, host } = await cast(h);
    const listings = await Promise.all(Array.from({ length: 24 }, () => createListing(h, host)));
    const sent = await Promise.all(listings.map((id) => ask(guest, id)));
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(sent.filter(({ body }) => body.code === 'inquiry-limit')).toHaveLength(4);
    h.clock.advance(24 * 3_600_000);
    const refused = listings[sent.findIndex(({ status }) => status === 409)] ?? '';
    expect((await ask({ ...guest, token: await tokenFor(h, guest) }, refused)).status).toBe(201);
  });
});

test('what a guest writes about a stay that is only held counts as an inquiry, and what is written of one that is paid does not', async () => {
  const { guest, host, listingId } = await cast(h);
  const listings = await Promise.all(Array.from({ length: 19 }, () => createListing(h, host)));
  for (const id of listings) expect((await ask(guest, id)).status).toBe(201);
  const [first, second] = [await hold(h, guest, listingId), await hold(h, guest, listings[0] ?? '')];
  expect(await tell(guest, first.id, 'Is there a cot?')).toMatchObject({ status: 201, trips: 2 });
  await move(h, guest, first.id, 'release');
  expect((await tell(guest, second.id, 'Is there a cot?')).body.code).toBe('inquiry-limit');
  expect((await tell(guest, first.id, 'Please.')).status).toBe(201);
  expect((await tell(host, second.id, 'Can I help?')).status).toBe(201);
  const paid = await booked(h, guest, listingId, { checkIn: '2027-07-03', checkOut: '2027-07-05' });
  expect((await tell(guest, paid.id, 'We look forward to it.')).status).toBe(201);
});

describe('a letter', () => {
  test('tells who has not written it of the first message that is unread, hidden as in the thread', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: first } = await ask(guest, listingId, 'Call +1 828 555 0136');
    await h.drainJobs();
    await ask(guest, listingId, 'Please.');
    await h.drainJobs();
    const letters = mailsTo(host);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.text).toContain('Call •••');
    expect(letters[0]?.text).toContain(first.threadId);
    expect(mailsTo(guest)).toEqual([]);
    const { body: last } = await ask(guest, listingId, 'Hello?');
    await read(host, first.threadId, last.id);
    await ask(guest, listingId, 'Are you there?');
    await h.drainJobs();
    expect(mailsTo(host).map(({ text }) => text?.includes('Are you there?'))).toEqual([false, true]);
  });

  test('is sent again once the other side has answered, though it marks nothing as read', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: first } = await ask(guest, listingId, 'Hello');
    await h.drainJobs();
    await answer(host, first.threadId);
    await ask(guest, listingId, 'And a chair?');
    await h.drainJobs();
    expect(mailsTo(host).map(({ text }) => text?.includes('And a chair?'))).toEqual([false, true]);
    expect(mailsTo(guest)).toHaveLength(1);
  });

  test('is sent of the first one that is wanted, whatever was unwanted before', async () => {
    const { guest, host, listingId } = await cast(h);
    const want = (unwanted: string[]) =>
      h.api('PUT', '/v1/me/notification-preferences', { token: host.token, body: { unwanted } });
    await want(['message']);
    await ask(guest, listingId, 'Hello');
    await h.drainJobs();
    await want([]);
    await ask(guest, listingId, 'And a chair?');
    await h.drainJobs();
    expect(mailsTo(host).map(({ text }) => text?.includes('And a chair?'))).toEqual([true]);
  });

  test('is not sent of what was read before, nor to who wants none', async () => {
    const { guest, host, listingId } = await cast(h);
    const { body: first } = await ask(guest, listingId);
    await read(host, first.threadId, first.id);
    await h.api('PUT', '/v1/me/notification-preferences', { token: guest.token, body: { unwanted: ['message'] } });
    await answer(host, first.threadId);
    await h.drainJobs();
    expect([...mailsTo(host), ...mailsTo(guest)]).toEqual([]);
  });
});
