import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('a profile', () => {
  test('is changed where something is given and stays where nothing is', async () => {
    const person = await createPerson(h, { name: 'Ada' });
    const changes = {
      about: 'I keep bees.',
      languages: ['en', 'fr'],
      avatarUrl: 'https://images.example/ada.jpg',
      locale: 'en-GB',
      timeZone: 'Europe/London',
      currency: 'GBP',
    };
    const changed = await h.api('PATCH', '/v1/me', { token: person.token, body: changes });
    expect(changed).toMatchObject({ status: 200, trips: 2, body: { ...changes, name: 'Ada', email: person.email } });
    const cleared = await h.api('PATCH', '/v1/me', { token: person.token, body: { avatarUrl: null } });
    expect(cleared.body).toEqual({ ...changed.body, avatarUrl: null });
    expect((await h.api('GET', '/v1/me', { token: person.token })).body).toEqual(cleared.body);
  });

  test('shows others only what is meant for them', async () => {
    const person = await createPerson(h, { name: 'Ada' });
    const seen = await h.api('GET', `/v1/people/${person.id}`);
    expect(seen).toMatchObject({ status: 200, trips: 1 });
    expect(Object.keys(seen.body)).toEqual(['id', 'name', 'about', 'languages', 'avatarUrl', 'createdAt']);
    expect(seen.text).not.toContain(person.email);
  });

  test('has a name that can be seen', async () => {
    const person = await createPerson(h, { name: 'Ada' });
    const named = (name: string) => h.api('PATCH', '/v1/me', { token: person.token, body: { name } });
    for (const name of ['\u200b', '\u202e\u2066', '\u00ad', '\u3164', '\u2800', '\u200d\ufe0f', '\u0301']) {
      expect([name, (await named(name)).body.errors?.[0]]).toEqual([
        name,
        { pointer: '/name', code: 'invalid', detail: 'has nothing that can be seen' },
      ]);
    }
    for (const name of ['李', 'ก', '🦢', 'א\u200f', '7']) expect((await named(name)).body).toMatchObject({ name });
  });

  test('is in a time zone of the database’s only: a statement of its months asks for them', async () => {
    const { token } = await createPerson(h);
    const choose = (timeZone: string) => h.api('PATCH', '/v1/me', { token, body: { timeZone } });
    for (const timeZone of ['AET', 'IST', 'pst', 'SystemV/PST8', 'US/Pacific-New']) {
      expect([timeZone, await choose(timeZone)]).toMatchObject([
        timeZone,
        { status: 422, body: { errors: [{ pointer: '/timeZone', code: 'invalid' }] } },
      ]);
    }
    for (const timeZone of ['EST', 'Japan', 'asia/kolkata', 'Etc/GMT+5']) {
      expect([timeZone, (await choose(timeZone)).status]).toEqual([timeZone, 200]);
      expect((await h.api('GET', '/v1/statements/2027-02', { token })).body).toMatchObject({ timeZone });
    }
    const zones = Intl.supportedValuesOf('timeZone');
    expect(await h.sql('select count(now() at time zone zone) from unnest($1::text[]) as zone', [zones])).toEqual([
      { count: String(zones.length) },
    ]);
  });

  test('of somebody unverified is not found, like one of nobody', async () => {
    const unverified = await createPerson(h, { verified: false });
    const answers = [
      await h.api('GET', `/v1/people/${unverified.id}`),
      await h.api('GET', `/v1/people/${newId('person')}`),
      await h.api('GET', '/v1/people/nobody'),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
    expect({ ...answers[0]?.body, requestId: '' }).toEqual({ ...answers[1]?.body, requestId: '' });
  });

  test('cannot be read or changed without signing in', async () => {
    expect((await h.api('GET', '/v1/me')).body.code).toBe('unauthenticated');
    expect((await h.api('PATCH', '/v1/me', { body: { name: 'Eve' } })).body.code).toBe('unauthenticated');
  });

  test('changed twice with one Idempotency-Key is changed once and answers alike', async () => {
    const person = await createPerson(h);
    const request = { token: person.token, body: { about: 'First.' }, key: crypto.randomUUID() };
    const first = await h.api('PATCH', '/v1/me', request);
    await h.api('PATCH', '/v1/me', { token: person.token, body: { about: 'Second.' } });
    const replayed = await h.api('PATCH', '/v1/me', request);
    expect(replayed.text).toBe(first.text);
    expect((await h.api('GET', '/v1/me', { token: person.token })).body.about).toBe('Second.');
  });

  test('changed by several requests at once loses none of what they change', async () => {
    const person = await createPerson(h);
    const bodies = [{ about: 'Bees.' }, { languages: ['de'] }, { locale: 'de' }];
    const answers = await Promise.all(bodies.map((body) => h.api('PATCH', '/v1/me', { token: person.token, body })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const { body } = await h.api('GET', '/v1/me', { token: person.token });
    expect(body).toMatchObject({ about: 'Bees.', languages: ['de'], locale: 'de' });
  });
});

describe('what a profile refuses', () => {
  const refused: [string, Record<string, unknown>, string][] = [
    ['a role', { roles: ['admin'] }, '/roles'],
    ['another address', { email: 'eve@stays.example' }, '/email'],
    ['an empty name', { name: '' }, '/name'],
    ['a control character', { about: 'a\u0007b' }, '/about'],
    ['a NUL', { about: 'a\u0000b' }, '/about'],
    ['a language that is none', { languages: ['English'] }, '/languages/0'],
    ['a picture from an unsafe address', { avatarUrl: 'http://images.example/a.jpg' }, '/avatarUrl'],
    ['a picture that is a script', { avatarUrl: 'javascript:alert(1)' }, '/avatarUrl'],
    ['a locale that is none', { locale: 'english!' }, '/locale'],
    ['a time zone that is none', { timeZone: 'Mars/Olympus' }, '/timeZone'],
    ['a currency that is none', { currency: 'XXQ' }, '/currency'],
  ];
  test.each(refused)('%s', async (_case, body, pointer) => {
    const person = await createPerson(h);
    const answer = await h.api('PATCH', '/v1/me', { token: person.token, body });
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid-input' });
    expect(new Set(answer.body.errors.map((error: { pointer: string }) => error.pointer))).toEqual(new Set([pointer]));
  });
});
