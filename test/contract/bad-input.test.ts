import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, CallOptions } from '../harness/api.ts';
import { allowsBody } from '../harness/contract.ts';
import { fingerprint } from '../harness/fingerprint.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import {
  isRecord,
  type Operation,
  operations,
  type Path,
  pathOf,
  placesOf,
  pointerOf,
  queryOf,
  replaced,
  sampleOf,
} from './operations.ts';

let h: Harness;
let person: Person;
let before: Record<string, string>;
beforeAll(async () => {
  h = await startHarness();
  person = await createPerson(h, { roles: ['admin', 'support'] });
  before = await fingerprint(h);
});
afterAll(() => h.close());

/** A good request to this operation but for what `options` says. */
function send(operation: Operation, options: CallOptions = {}, path = pathOf(operation)): Promise<Answer> {
  const body = operation.body && options.raw === undefined ? { body: sampleOf(operation.body) } : {};
  const token = operation.public ? {} : { token: person.token };
  const query = { ...queryOf(operation), ...options.query };
  const key = operation.keyed ? {} : { key: null };
  return h.api(operation.method, path, { ...body, ...token, ...key, ...options, query });
}

const mistakes = (answer: Answer): Record<string, string>[] => answer.body?.errors ?? [];
const pointers = (answer: Answer) => mistakes(answer).map(({ pointer }) => pointer);
const raw = (text: string) => ({ raw: text });

const tenMegabytes = new Uint8Array(10 * 1024 * 1024).fill(0x20);
const streamed = (bytes: Uint8Array) =>
  new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 1024 * 1024) controller.enqueue(bytes.subarray(at, at + 1024 * 1024));
      controller.close();
    },
  });
const bombs = [
  '['.repeat(400_000) + ']'.repeat(400_000),
  `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  `[${'{},'.repeat(300_000)}1]`,
];

describe.each(operations.map((operation) => ({ name: operation.id, operation })))('$name', ({ operation }) => {
  afterAll(async () => expect(await fingerprint(h), `what ${operation.id} refused, and yet wrote`).toEqual(before));

  if (!operation.public) {
    test('without a token, or with one that is none, refuses who calls', async () => {
      const strange = [
        {},
        { authorization: 'Bearer x.y.z' },
        { authorization: 'Basic eDp5' },
        { authorization: 'Bearer' },
      ];
      for (const headers of strange) {
        const answer = await h.api(operation.method, pathOf(operation), { headers });
        expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      }
    });
  }

  test('names a parameter that it does not know, that comes twice, or that is no text', async () => {
    const unknown = ['surprise', '__proto__', 'constructor', 'a\0b'];
    for (const parameter of unknown) {
      const answer = await send(operation, { query: { [parameter]: '1' } });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
      expect(mistakes(answer)).toContainEqual({ parameter, code: 'unknown-field', detail: expect.any(String) });
    }
    const { name } = operation.parameters.find((parameter) => parameter.in === 'query') ?? { name: 'surprise' };
    const alone = (query: string) =>
      send({ ...operation, parameters: inPath(operation) }, {}, `${pathOf(operation)}?${query}`);
    const twice = await alone(`${name}=1&${name}=2`);
    expect(mistakes(twice)).toContainEqual({ parameter: name, code: 'repeated', detail: expect.any(String) });
    for (const garbage of ['%00', '%ff', '%ED%A0%80']) {
      const answer = await alone(`${name}=${garbage}`);
      expect(mistakes(answer)).toContainEqual({
        parameter: name,
        code: 'invalid-character',
        detail: expect.any(String),
      });
    }
  });

  if (operation.path.includes('{')) {
    test('answers an id that can be none like one of nothing', async () => {
      const ids = [
        'x',
        '%00',
        '%ff',
        '..%2F..',
        'bkg_',
        'LST_01KAV0H2E6F8W9X3M5N7P9Q1R3',
        `lst_${'0'.repeat(5000)}`,
        '%F0%9F%8F%A0',
      ];
      for (const id of ids) {
        const answer = await send(operation, {}, operation.path.replaceAll(/\{\w+\}/g, id));
        expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
      }
    });
  }

  if (operation.keyed) {
    test('asks for an Idempotency-Key, and for one that can be kept', async () => {
      const without = await send(operation, { key: null });
      expect(without).toMatchObject({ status: 400, body: { code: 'idempotency-key-required' } });
      for (const key of ['', ' ', 'two words', 'ü', 'x'.repeat(256)]) {
        const answer = await send(operation, { key: null, headers: { 'idempotency-key': key } });
        expect(answer.status).toBe(422);
        expect(mistakes(answer)).toContainEqual(expect.objectContaining({ header: 'Idempotency-Key' }));
      }
    });
  }

  const { body } = operation;
  if (body === undefined) return;
  const sample = sampleOf(body);
  const places = [...placesOf(sample)].filter(({ path }) => path.length > 0);

  test('refuses a body that is no JSON, none at all, or not called JSON', async () => {
    const noJson = ['', '{', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', '{"a":1}{}', '\ufeff{}', '{"a":"\u0000"}'];
    for (const text of noJson) {
      expect(await send(operation, raw(text))).toMatchObject({ status: 400, body: { code: 'malformed-json' } });
    }
    const noUtf8 = Uint8Array.from([0x22, 0xff, 0xc3, 0x28, 0x22]);
    expect(await send(operation, { raw: noUtf8 })).toMatchObject({ status: 400, body: { code: 'malformed-json' } });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonx',
    ]) {
      const answer = await send(operation, { headers: { 'content-type': type } });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    }
  });

  test('refuses ten megabytes, whether it is told their length or not', async () => {
    for (const headers of [{ 'content-length': `${tenMegabytes.length}` }, undefined]) {
      const large = { raw: streamed(tenMegabytes), ...(headers && { headers }) };
      expect(await send(operation, large)).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    }
  });

  test('refuses what is small and yet too deep, or too much, to look at', async () => {
    const [name] = isRecord(sample) ? Object.keys(sample) : [];
    for (const bomb of bombs) {
      expect(await send(operation, raw(bomb))).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
      const inside = await send(operation, raw(`{${JSON.stringify(name)}:${bomb}}`));
      expect(inside).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    }
  });

  test('names every unknown field, wherever it stands', async () => {
    const objects = [...placesOf(sample)].filter(({ value }) => isRecord(value));
    for (const { path, value } of objects) {
      for (const name of ['surprise', '__proto__', 'constructor', 'a/b~c', '\0']) {
        const members = Object.entries(value ?? {}).map((entry) => entry.map((part) => JSON.stringify(part)).join(':'));
        const text = `{${[...members, `${JSON.stringify(name)}:{}`].join(',')}}`;
        const answer = await send(operation, raw(withText(sample, path, text)));
        expect(answer.status).toBe(422);
        expect(pointers(answer)).toContain(pointerOf([...path, name]));
      }
    }
  });

  test('refuses text that is none, in every place that takes text', async () => {
    for (const { path } of places.filter(({ value }) => typeof value === 'string')) {
      for (const garbage of ['"a\\u0000b"', '"\\ud800"', '"\\udc00 \\ud800"']) {
        const answer = await send(operation, raw(withText(sample, path, garbage)));
        expect(answer.status).toBe(422);
        expect(mistakes(answer)).toContainEqual({
          pointer: pointerOf(path),
          code: 'invalid-character',
          detail: expect.any(String),
        });
      }
    }
  });

  test('refuses, at its pointer, every value that the contract forbids', async () => {
    const values = ['null', 'true', '-1', '12.5', '1e21', '1e400', '"a text"', '""', '[]', '{}'];
    const long = JSON.stringify('x'.repeat(100_000));
    for (const { path } of places) {
      for (const value of [...values, long]) {
        const text = withText(sample, path, value);
        if (allowsBody(operation.method, operation.path, JSON.parse(text))) continue;
        const answer = await send(operation, raw(text));
        expect([value.slice(0, 20), path, answer.status]).toEqual([value.slice(0, 20), path, 422]);
        const place = pointerOf(path);
        const near = mistakes(answer).some(({ pointer }) => pointer && related(pointer, place));
        expect([value.slice(0, 20), path, near, answer.text]).toEqual([value.slice(0, 20), path, true, answer.text]);
      }
    }
    for (const text of ['null', '[]', '"text"', '1', 'true']) {
      expect(await send(operation, raw(text))).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    }
  });

  test('tells all mistakes at once', async () => {
    const wrong = Object.fromEntries(
      Object.entries(isRecord(sample) ? sample : {}).map(([name, value]) => [name, Array.isArray(value) ? {} : [[]]]),
    );
    const answer = await send(operation, {
      body: { ...wrong, surprise: 1 },
      query: { unexpected: '1' },
      ...(operation.keyed ? { key: 'two words' } : {}),
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(pointers(answer)).toEqual(
      expect.arrayContaining([...Object.keys(wrong), 'surprise'].map((name) => `/${name}`)),
    );
    expect(mistakes(answer)).toContainEqual(expect.objectContaining({ parameter: 'unexpected' }));
    if (operation.keyed)
      expect(mistakes(answer)).toContainEqual(expect.objectContaining({ header: 'Idempotency-Key' }));
  });
});

function inPath({ parameters }: Operation) {
  return parameters.filter((parameter) => parameter.in === 'path');
}

// JSON has values that no JavaScript value is written as (1e400, half a surrogate pair): the text is put in as it is.
function withText(value: unknown, path: Path, text: string): string {
  const mark = 'e3b0c44298fc';
  return JSON.stringify(replaced(value, path, mark)).replace(JSON.stringify(mark), () => text);
}

function related(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
