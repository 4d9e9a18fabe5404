import { AwsV4Signer } from 'aws4fetch';
import { chunksOf } from '../bytes.ts';
import { createTurns, type Turns } from './turns.ts';

export { inspectImage } from './inspect-image.ts';

type StorageConfig = {
  /** S3's endpoint, without the bucket. */
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `auto` for R2. */
  region: string;
  /** Where anyone can read the bucket: its custom domain. */
  publicUrl: string;
};

export type Upload = { key: string; contentType: string; contentLength: number; expiresInSeconds: number; now: Date };

/** Requests are given up after 30 s, and throw StorageError. A key that is none is a RangeError. */
export type Storage = {
  /**
   * A URL by which anyone can `PUT` exactly `contentLength` bytes of `contentType` under `key`, once or more, until it
   * expires. Both are part of the signature and are to be sent as the `headers` say. No request is made.
   */
  presignPut(upload: Upload): Promise<{ url: string; headers: Record<string, string> }>;
  /** The object, or null when there is none. Reads `maxBytes` at most: a larger object is a StorageError `too-large`. */
  get(key: string, maxBytes: number): Promise<{ body: Uint8Array<ArrayBuffer>; contentType: string } | null>;
  /** Replaces what is there. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<void>;
  /** Fine also when there is nothing to delete. */
  delete(key: string): Promise<void>;
  publicUrlOf(key: string): string;
  /** Turns for what holds whole objects: with three large ones at once an isolate, which has 128 MB, would be ended. */
  turns: Turns;
};

export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** `unavailable` may pass later, `refused` will not. */
  readonly reason: 'unavailable' | 'refused' | 'too-large';
  /** The HTTP status, or undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(reason: StorageError['reason'], action: string, status?: number, options?: ErrorOptions) {
    super(`storage: ${action} was ${reason}${status === undefined ? '' : ` (${status})`}`, options);
    this.reason = reason;
    this.status = status;
  }
}

/** Objects in a bucket of R2, or of anything that speaks S3, addressed path-style. Keys hold `A-Z a-z 0-9 . _ - /` only. */
export function createStorage(config: StorageConfig): Storage {
  return {
    async presignPut({ key, contentType, contentLength, expiresInSeconds, now }) {
      const headers = { 'content-type': contentType, 'content-length': String(contentLength) };
      const target = objectUrl(config, key);
      target.searchParams.set('X-Amz-Expires', String(expiresInSeconds));
      const datetime = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
      const signer = signerFor(config, target, { method: 'PUT', headers, datetime, signQuery: true, allHeaders: true });
      return { url: (await signer.sign()).url.href, headers };
    },

    async get(key, maxBytes) {
      const response = await send(config, 'get', key, { method: 'GET' });
      if (response === null) return null;
      return {
        body: await readAtMost(response, maxBytes),
        contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      };
    },

    async put(key, bytes, contentType) {
      const headers = { 'content-type': contentType };
      const response = await send(config, 'put', key, { method: 'PUT', headers, body: bytes });
      if (response === null) throw new StorageError('refused', 'put', 404);
      await response.body?.cancel();
    },

    async delete(key) {
      const response = await send(config, 'delete', key, { method: 'DELETE' });
      await response?.body?.cancel();
    },

    turns: createTurns(HELD_AT_ONCE),

    publicUrlOf: (key) => `${config.publicUrl.replace(/\/$/, '')}/${checkedKey(key)}`,
  };
}

const TIMEOUT_MS = 30_000;
/** Bytes of objects that are held at a time. With the copies that are made of them it is three times as much. */
const HELD_AT_ONCE = 20 * 1024 * 1024;

type Signing = ConstructorParameters<typeof AwsV4Signer>[0];

function signerFor(config: StorageConfig, url: URL, options: Omit<Signing, 'url' | 'accessKeyId' | 'secretAccessKey'>) {
  const { accessKeyId, secretAccessKey, region } = config;
  return new AwsV4Signer({ ...options, url: url.href, accessKeyId, secretAccessKey, region, service: 's3' });
}

function objectUrl({ endpoint, bucket }: StorageConfig, key: string): URL {
  return new URL(`/${bucket}/${checkedKey(key)}`, endpoint);
}

// What a URL would rewrite (`..`) or signers encode differently (`+`, space) has no place in a key.
function checkedKey(key: string): string {
  if (!/^(?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*$/.test(key)) throw new RangeError(`Not a storage key: ${key}`);
  return key;
}

/** Answers null for a 404, and throws for every other failure. */
async function send(
  config: StorageConfig,
  action: string,
  key: string,
  init: { method: string; headers?: Record<string, string>; body?: Uint8Array<ArrayBuffer> },
): Promise<Response | null> {
  const { url, method, headers } = await signerFor(config, objectUrl(config, key), init).sign();
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method, headers, signal, ...(init.body && { body: init.body }) }).catch(
    (cause: unknown) => {
      throw new StorageError('unavailable', action, undefined, { cause });
    },
  );
  if (response.ok) return response;
  // A body left unread keeps its connection, of which a Worker has six.
  await response.body?.cancel();
  const { status } = response;
  if (status === 404) return null;
  throw new StorageError(status === 429 || status >= 500 ? 'unavailable' : 'refused', action, status);
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  // Into one piece of memory: in chunks first it would take twice as much.
  let bytes = new Uint8Array(Math.min(Number(response.headers.get('content-length') ?? 0), maxBytes));
  let length = 0;
  try {
    for await (const chunk of chunksOf(response.body)) {
      const end = length + chunk.byteLength;
      if (end > maxBytes) throw new StorageError('too-large', 'get', response.status);
      if (end > bytes.byteLength) bytes = grown(bytes, Math.min(Math.max(end, 2 * bytes.byteLength), maxBytes));
      bytes.set(chunk, length);
      length = end;
    }
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw new StorageError('unavailable', 'get', undefined, { cause });
  }
  return bytes.subarray(0, length);
}

function grown(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes);
  return larger;
}
