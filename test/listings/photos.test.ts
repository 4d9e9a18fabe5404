import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { exif, jpegSegment, samples, withSegments } from '../platform/image-samples.ts';

let h: Harness;
let host: Person;
let listing: string;
beforeAll(async () => {
  h = await startHarness();
});
beforeEach(async () => {
  host = await createPerson(h);
  listing = await createListing(h, host);
});
afterAll(() => h.close());

const photos = (path = '') => `/v1/listings/${listing}/photos${path}`;
const call = (method: string, path: string, body?: object) => h.api(method, path, { token: host.token, body });
const request = (bytes: Uint8Array, contentType = 'image/jpeg', texts = {}) =>
  call('POST', photos(), { contentType, byteSize: bytes.byteLength, ...texts });
const complete = (id: string) => call('POST', photos(`/${id}/complete`));
const shown = async () => (await h.api('GET', `/v1/listings/${listing}`)).body.photos;
const served = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

type Upload = { url: string; headers: Record<string, string> };

async function put({ url, headers }: Upload, bytes: Uint8Array): Promise<number> {
  const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  await response.body?.cancel();
  return response.status;
}

async function upload(bytes: Uint8Array = samples.jpeg, texts = {}): Promise<{ id: string; upload: Upload }> {
  const { body } = await request(bytes, 'image/jpeg', texts);
  expect(await put(body.upload, bytes)).toBe(200);
  return { id: body.photo.id, upload: body.upload };
}

describe('a photo', () => {
  test('is asked for, uploaded past the service, completed, and then shown to everybody', async () => {
    const asked = await request(samples.jpeg, 'image/jpeg', { caption: 'The stove' });
    expect(asked).toMatchObject({ status: 201, trips: 2, body: { photo: { state: 'awaiting', url: null } } });
    expect(await shown()).toEqual([]);
    expect(await put(asked.body.upload, samples.jpeg)).toBe(200);
    const ready = await complete(asked.body.photo.id);
    expect(ready).toMatchObject({ status: 200, trips: 2, body: { state: 'ready', width: 8, height: 4 } });
    expect(await shown()).toMatchObject([{ id: asked.body.photo.id, url: ready.body.url, caption: 'The stove' }]);
    expect(await served(ready.body.url)).toEqual(new Uint8Array(samples.jpeg));
  });

  test('completed twice, also at once, is the same photo', async () => {
    const { id } = await upload();
    const answers = await Promise.all([complete(id), complete(id), complete(id)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await complete(id)).toMatchObject({ status: 200, body: answers[0]?.body });
    expect(await shown()).toHaveLength(1);
  });

  test('says nothing of where and with what it was taken', async () => {
    const spied = withSegments(samples.jpeg, jpegSegment(0xe1, exif(6, 'MM')), jpegSegment(0xfe, 'at home'));
    const { id } = await upload(spied);
    const { body } = await complete(id);
    const bytes = Buffer.from(await served(body.url));
    expect(bytes.includes('at home')).toBe(false);
    expect(bytes.byteLength).toBeLessThan(spied.byteLength);
  });

  test('cannot be changed by the URL it was uploaded to, once it was inspected', async () => {
    const { id, upload: target } = await upload();
    const { body } = await complete(id);
    const other = Buffer.from(samples.jpeg).fill(0, 100);
    expect(await put(target, other)).toBe(200);
    expect(await served(body.url)).toEqual(new Uint8Array(samples.jpeg));
    expect((await complete(id)).body).toEqual(body);
    expect(await shown()).toMatchObject([{ url: body.url }]);
    h.clock.advance(71 * 60_000);
    await h.drainJobs();
    expect(await put(target, other)).toBe(400);
    expect(h.storage.keys().filter((key) => key.includes(id))).toEqual([expect.stringMatching(/^photos\//)]);
  });

  test('that is no image is refused, and the right file can still be sent', async () => {
    const text = Buffer.from('<script>alert(1)</script>'.padEnd(samples.jpeg.byteLength, ' '));
    const { body } = await request(samples.jpeg);
    await put(body.upload, text);
    expect((await complete(body.photo.id)).body).toMatchObject({ code: 'photo-rejected', status: 422 });
    await put(body.upload, samples.jpeg);
    expect((await complete(body.photo.id)).body.state).toBe('ready');
  });

  test('is what its content says, not what was announced', async () => {
    const { body } = await request(samples.png, 'image/jpeg');
    await put(body.upload, samples.png);
    const { body: photo } = await complete(body.photo.id);
    expect(photo.url).toMatch(/\.png$/);
    expect((await fetch(photo.url)).headers.get('content-type')).toBe('image/png');
  });

  test('that was not uploaded cannot be completed, and is forgotten once its URL has expired', async () => {
    const { body } = await request(samples.jpeg);
    expect((await complete(body.photo.id)).body.code).toBe('upload-missing');
    h.clock.advance(71 * 60_000);
    await h.drainJobs();
    host = { ...host, token: await tokenFor(h, host) };
    expect((await complete(body.photo.id)).status).toBe(404);
    expect((await call('GET', `/v1/me/listings/${listing}`)).body.photos).toEqual([]);
  });

  test('is announced with a type and a size that can be', async () => {
    const refused = await call('POST', photos(), { contentType: 'image/svg+xml', byteSize: 30_000_000 });
    expect(refused.body.errors).toMatchObject([{ pointer: '/contentType' }, { pointer: '/byteSize' }]);
  });

  test('waits when the storage is away, and is completed later', async () => {
    const { id } = await upload();
    h.faults.storage.use(() => 'http-500');
    expect(await complete(id)).toMatchObject({ status: 503, body: { code: 'storage-unavailable' } });
    h.faults.storage.reset();
    expect((await complete(id)).status).toBe(200);
  });

  test('is held in memory together with no more others than there is room for', async () => {
    // A picture and eight megabytes of what may follow in its scan.
    const large = new Uint8Array(8 * 1024 * 1024).fill(0x11);
    large.set(samples.jpeg.subarray(0, -2));
    large.set(samples.jpeg.subarray(-2), large.byteLength - 2);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push((await upload(large)).id);
    let [held, most] = [0, 0];
    const others = Promise.withResolvers<void>();
    h.faults.storage.use(async (_count, { method, act }) => {
      if (method === 'GET') {
        held += 1;
        most = Math.max(most, held);
        // What may come beside the first has come.
        if (held > 1) others.resolve();
        await others.promise;
      }
      if (method === 'PUT') {
        await act();
        held -= 1;
      }
      return undefined;
    });
    const answers = await Promise.all(ids.map(complete));
    h.faults.storage.reset();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(most).toBe(2);
  });

  test('removed is gone from the listing and from the storage', async () => {
    const { id } = await upload();
    await complete(id);
    expect((await call('DELETE', photos(`/${id}`))).status).toBe(204);
    await h.drainJobs();
    expect(await shown()).toEqual([]);
    expect(h.storage.keys().filter((key) => key.includes(id))).toEqual([]);
    expect((await call('DELETE', photos(`/${id}`))).status).toBe(404);
  });

  test('completed twice, with another file uploaded between, leaves one copy in the storage', async () => {
    const [first, second] = [0x11, 0x12].map((byte) => {
      const bytes = new Uint8Array(samples.jpeg.byteLength + 100).fill(byte);
      bytes.set(samples.jpeg.subarray(0, -2));
      bytes.set(samples.jpeg.subarray(-2), bytes.byteLength - 2);
      return bytes;
    });
    const { id, upload: target } = await upload(first);
    let isFirst = true;
    h.faults.storage.use(async (_count, request) => {
      if (isFirst && request.method === 'PUT' && request.path.includes(`/photos/${id}/`)) {
        isFirst = false;
        expect(await put(target, second ?? samples.jpeg)).toBe(200);
        expect((await complete(id)).status).toBe(200);
      }
      return undefined;
    });
    const { status, body } = await complete(id);
    h.faults.storage.reset();
    expect(status).toBe(200);
    h.clock.advance(71 * 60_000);
    await h.drainJobs();
    expect(h.storage.keys().filter((key) => key.includes(id))).toHaveLength(1);
    expect(await served(body.url)).toEqual(second);
  });

  test.each([
    ['removed', 'DELETE', (id: string) => photos(`/${id}`), 'not-found'],
    ['of a listing that is closed', 'POST', () => `/v1/listings/${listing}/close`, 'invalid-transition'],
  ] as const)('%s while it is completed leaves nothing in the storage either', async (_, method, pathOf, code) => {
    const { id } = await upload();
    const ended: number[] = [];
    h.faults.storage.use(async (_count, request) => {
      if (request.method === 'PUT' && request.path.includes(`/photos/${id}/`)) {
        ended.push((await call(method, pathOf(id))).status);
      }
      return undefined;
    });
    expect(await complete(id)).toMatchObject({ body: { code } });
    h.faults.storage.reset();
    expect(ended).toEqual([method === 'DELETE' ? 204 : 200]);
    h.clock.advance(71 * 60_000);
    await h.drainJobs();
    expect(h.storage.keys().filter((key) => key.includes(id))).toEqual([]);
  });

  test('has texts that change alone or together', async () => {
    const { id } = await upload(samples.jpeg, { caption: 'The stove', alternativeText: 'A stove' });
    await complete(id);
    const { body } = await call('PATCH', photos(`/${id}`), { caption: 'The old stove' });
    expect(body).toMatchObject({ caption: 'The old stove', alternativeText: 'A stove' });
    expect(await shown()).toMatchObject([{ caption: 'The old stove', alternativeText: 'A stove' }]);
  });

  test('keeps both of its texts where each is changed at the same moment', async () => {
    const { id } = await upload();
    await complete(id);
    for (let time = 1; time <= 10; time += 1) {
      const texts = { caption: `The stove, ${time}`, alternativeText: `A stove, ${time}` };
      const { caption, alternativeText } = texts;
      const answers = await Promise.all(
        [{ caption }, { alternativeText }].map((change) => call('PATCH', photos(`/${id}`), change)),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(await shown()).toMatchObject([texts]);
    }
  });
});

describe('the photos of a listing', () => {
  test('keep the order in which they were asked for, until they are put in another', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { id } = await upload();
      await complete(id);
      ids.push(id);
    }
    const order = async () => (await shown()).map(({ id }: { id: string }) => id);
    expect(await order()).toEqual(ids);
    const path = `/v1/listings/${listing}/photo-order`;
    const reordered = [ids[2], ids[0], ids[1]];
    expect(await call('PUT', path, { photoIds: reordered })).toMatchObject({ status: 200, trips: 2 });
    expect(await order()).toEqual(reordered);
    for (const photoIds of [[], ids.slice(1), [...ids, ids[0]], [ids[0], ids[0], ids[1]]]) {
      expect((await call('PUT', path, { photoIds })).body.errors).toMatchObject([{ pointer: '/photoIds' }]);
    }
    expect(await order()).toEqual(reordered);
  });

  test('are fifty at most, also when they are asked for at once', async () => {
    await h.sql(
      `insert into photos (id, listing_id, position, upload_key, content_type, byte_size, created_at)
       select 'pho_01kav0h2e6f8w9x3m5n7p9q' || lpad(n::text, 3, '0'), $1, n, 'x', 'image/jpeg', 1, now()
       from generate_series(1, 48) n`,
      [listing],
    );
    const answers = await Promise.all(Array.from({ length: 3 }, () => request(samples.jpeg)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('photo-limit');
  });

  test('are sent many at once, as a browser does', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, async () => (await upload()).id));
    const answers = await Promise.all(ids.map(complete));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect(await shown()).toHaveLength(12);
  });

  test('are not for others to touch', async () => {
    const { id } = await upload();
    const { token } = await createPerson(h);
    const calls = [
      ['POST', photos(), { contentType: 'image/jpeg', byteSize: 1 }],
      ['POST', photos(`/${id}/complete`), undefined],
      ['PATCH', photos(`/${id}`), { caption: 'Mine' }],
      ['PUT', `/v1/listings/${listing}/photo-order`, { photoIds: [id] }],
      ['DELETE', photos(`/${id}`), undefined],
    ] as const;
    for (const [method, path, body] of calls) {
      expect((await h.api(method, path, { token, body })).status).toBe(404);
    }
    expect((await call('GET', `/v1/me/listings/${listing}`)).body.photos).toMatchObject([{ id, state: 'awaiting' }]);
  });
});
