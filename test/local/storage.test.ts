import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Faults } from '../../local/faults.ts';
import { type StorageServer, startStorage } from '../../local/storage/index.ts';
import { createStorage, type Upload } from '../../src/platform/storage/index.ts';

const faults = new Faults();
let now = Math.floor(Date.now() / 1000) * 1000;
const server = await startStorage({ faults, clock: () => now });
const storage = createStorage(configOf(server));
const bytes = new TextEncoder().encode('the bytes');
const upload: Upload = {
  key: 'uploads/pho_1.jpg',
  contentType: 'image/jpeg',
  contentLength: bytes.length,
  expiresInSeconds: 600,
  now: new Date(now),
};

afterAll(() => server.close());
beforeEach(async () => {
  faults.reset();
  now = upload.now.getTime();
  await Promise.all(server.keys().map((key) => storage.delete(key)));
});

describe('objects', () => {
  test('what is put is read back with its type, also at its public address, until it is deleted', async () => {
    await storage.put('photos/a-1_x.jpg', bytes, 'image/jpeg');
    expect(await storage.get('photos/a-1_x.jpg', 100)).toEqual({ body: bytes, contentType: 'image/jpeg' });
    const shown = await fetch(storage.publicUrlOf('photos/a-1_x.jpg'));
    expect([shown.headers.get('content-type'), await shown.text()]).toEqual(['image/jpeg', 'the bytes']);
    await storage.delete('photos/a-1_x.jpg');
    await storage.delete('photos/a-1_x.jpg');
    expect(await storage.get('photos/a-1_x.jpg', 100)).toBeNull();
    expect((await fetch(storage.publicUrlOf('photos/a-1_x.jpg'))).status).toBe(404);
  });

  test('an object larger than the limit is not read into memory', async () => {
    await storage.put('large', bytes, 'image/jpeg');
    await expect(storage.get('large', bytes.length - 1)).rejects.toMatchObject({ reason: 'too-large' });
    expect(await storage.get('large', bytes.length)).not.toBeNull();
  });

  test.each(['', '/a', 'a//b', '../a', 'a/../b', 'a b', 'a?b', 'a%2fb', 'é', 'a/'])('%j is no key', async (key) => {
    await expect(storage.get(key, 1)).rejects.toBeInstanceOf(RangeError);
    expect(() => storage.publicUrlOf(key)).toThrow(RangeError);
  });

  test.each([
    ['http-500', { reason: 'unavailable', status: 500 }],
    ['http-429', { reason: 'unavailable', status: 429 }],
    ['refuse', { reason: 'unavailable', status: undefined }],
  ] as const)('on %s each call fails once, in its own words', async (fault, expected) => {
    faults.use(() => fault);
    await expect(storage.get('a', 1)).rejects.toMatchObject(expected);
    await expect(storage.put('a', bytes, 'image/jpeg')).rejects.toMatchObject(expected);
    await expect(storage.delete('a')).rejects.toMatchObject(expected);
    expect(faults.count).toBe(3);
  });

  test('wrong keys are refused, and nothing is written', async () => {
    for (const wrong of [{ secretAccessKey: 'x' }, { accessKeyId: 'x' }, { region: 'x' }]) {
      const stranger = createStorage({ ...configOf(server), ...wrong });
      await expect(stranger.put('a', bytes, 'image/jpeg')).rejects.toMatchObject({ reason: 'refused' });
    }
    const lost = createStorage({ ...configOf(server), bucket: 'other' });
    await expect(lost.put('a', bytes, 'image/jpeg')).rejects.toMatchObject({ reason: 'refused', status: 404 });
    expect(server.keys()).toEqual([]);
  });
});

describe('presigned uploads', () => {
  const send = async (url: string, headers: Record<string, string>, body = bytes) => {
    const response = await fetch(url, { method: 'PUT', headers, body });
    return { status: response.status, code: /<Code>(\w+)</.exec(await response.text())?.[1] };
  };
  const mismatch = { status: 403, code: 'SignatureDoesNotMatch' };

  test('the exact file goes through', async () => {
    const { url, headers } = await storage.presignPut(upload);
    expect(await send(url, headers)).toMatchObject({ status: 200 });
    expect(await storage.get(upload.key, 100)).toEqual({ body: bytes, contentType: 'image/jpeg' });
  });

  test('another size, type or key does not', async () => {
    const { url, headers } = await storage.presignPut(upload);
    const larger = new Uint8Array(bytes.length + 1);
    expect(await send(url, { 'content-type': 'image/jpeg' }, larger)).toEqual(mismatch);
    expect(await send(url, { ...headers, 'content-type': 'text/html' })).toEqual(mismatch);
    expect(await send(url.replace('pho_1', 'pho_2'), headers)).toEqual(mismatch);
    expect(await send(url.replace('Expires=600', 'Expires=6000'), headers)).toEqual(mismatch);
    expect(server.keys()).toEqual([]);
  });

  test('a body of undeclared length does not', async () => {
    const { url } = await storage.presignPut(upload);
    const init = {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: new Blob([bytes]).stream(),
      duplex: 'half',
    };
    const response = await fetch(url, init);
    expect(response.status).toBe(403);
  });

  test('the URL writes, and does nothing else', async () => {
    const { url } = await storage.presignPut(upload);
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
  });

  test('it ends after the time given, and does not begin early', async () => {
    const { url, headers } = await storage.presignPut(upload);
    now += 600_000;
    expect((await send(url, headers)).status).toBe(200);
    now += 1;
    expect(await send(url, headers)).toEqual({ status: 400, code: 'ExpiredRequest' });
    now -= 3_600_000;
    expect(await send(url, headers)).toEqual({ status: 403, code: 'AccessDenied' });
  });

  test('a browser may upload from any origin', async () => {
    const { url, headers } = await storage.presignPut(upload);
    const preflight = await fetch(url, { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    const response = await fetch(url, { method: 'PUT', headers, body: bytes });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('the protocol', () => {
  const client = new AwsClient({ ...server, service: 's3', retries: 0 });
  const at = `${server.url}/${server.bucket}/a`;

  test('a write may be made conditional on nothing being there', async () => {
    const put = (body: string) => client.fetch(at, { method: 'PUT', body, headers: { 'if-none-match': '*' } });
    const answers = await Promise.all([put('1'), put('2'), put('3')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect(await answers.find(({ status }) => status === 412)?.text()).toContain('<Code>PreconditionFailed</Code>');
  });

  test('HEAD and GET name the size, type and MD5', async () => {
    const md5 = '"ab48e870377e5d9fbe11663949e229b0"';
    const written = await client.fetch(at, {
      method: 'PUT',
      body: 'the bytes',
      headers: { 'content-type': 'text/plain' },
    });
    expect(written.headers.get('etag')).toBe(md5);
    const head = await client.fetch(at, { method: 'HEAD' });
    expect(Object.fromEntries(head.headers)).toMatchObject({
      'content-length': '9',
      'content-type': 'text/plain',
      etag: md5,
    });
  });

  test('a body that is not the one signed is refused', async () => {
    const headers = { 'x-amz-content-sha256': '0'.repeat(64) };
    const response = await client.fetch(at, { method: 'PUT', body: 'x', headers });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('XAmzContentSHA256Mismatch'),
    ]);
  });

  test('an unsigned request, an old one and an unknown bucket are refused', async () => {
    expect((await fetch(at)).status).toBe(401);
    expect((await client.fetch(at, { aws: { datetime: '20200101T000000Z' } })).status).toBe(403);
    expect((await client.fetch(`${server.url}/other/a`)).status).toBe(404);
    expect((await fetch(`${server.publicUrl}/a`, { method: 'DELETE' })).status).toBe(401);
    expect((await client.fetch(at, { method: 'POST' })).status).toBe(501);
  });

  test('objects in a folder outlive the process', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'storage-'));
    const first = await startStorage({ dataDir });
    await createStorage(configOf(first)).put('kept/a', bytes, 'image/png');
    await createStorage(configOf(first)).put('gone', bytes, 'image/png');
    await createStorage(configOf(first)).delete('gone');
    await first.close();
    const second = await startStorage({ dataDir });
    expect(second.keys()).toEqual(['kept/a']);
    expect(await createStorage(configOf(second)).get('kept/a', 100)).toEqual({ body: bytes, contentType: 'image/png' });
    await second.close();
    await rm(dataDir, { recursive: true });
  });
});

function configOf({ url, bucket, accessKeyId, secretAccessKey, region, publicUrl }: StorageServer) {
  return { endpoint: url, bucket, accessKeyId, secretAccessKey, region, publicUrl };
}
