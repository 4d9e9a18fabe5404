import { Faults, type StandInRequest, type StandInResponse, serveWithFaults } from '../faults.ts';
import { type ObjectStore, openObjectStore, type StoredObject } from './object-store.ts';
import { StorageRefused } from './refused.ts';
import { type Credentials, verifySignature } from './signature.ts';

export type StorageServer = Credentials & {
  /** The S3 endpoint: objects are at `{url}/{bucket}/{key}`. */
  url: string;
  bucket: string;
  /** Where anyone reads an object, as from a bucket's custom domain: `{publicUrl}/{key}`. */
  publicUrl: string;
  /** The keys stored, in order of their first write. */
  keys(): string[];
  close(): Promise<void>;
};

/**
 * The part of S3's REST API, as R2 speaks it, that stores, reads and deletes one object at a time: path-style, signed in the
 * header or in the query. Objects live in memory, and in `dataDir` too where one is given. `clock` (epoch milliseconds) ends presigned URLs.
 */
export async function startStorage(
  options: {
    port?: number | undefined;
    faults?: Faults;
    dataDir?: string;
    clock?: () => number;
    bucket?: string;
    publicPath?: string;
  } & Partial<Credentials> = {},
): Promise<StorageServer> {
  const { bucket = 'innkeep', publicPath = '/public', clock = Date.now } = options;
  const credentials: Credentials = {
    accessKeyId: options.accessKeyId ?? 'local',
    secretAccessKey: options.secretAccessKey ?? 'local-secret',
    region: options.region ?? 'auto',
  };
  const store = await openObjectStore(options.dataDir);

  const handle = async (request: StandInRequest): Promise<StandInResponse> => {
    try {
      if (request.method === 'OPTIONS') return answer(204, '', PREFLIGHT);
      const publicKey = keyUnder(`${publicPath}/`, request.path);
      if (publicKey !== undefined) return readPublic(store, request, publicKey);
      verifySignature(request, credentials, clock());
      const key = keyUnder(`/${bucket}/`, request.path);
      if (key === undefined) throw new StorageRefused(404, 'NoSuchBucket', 'The specified bucket does not exist.');
      return await act(store, request, key, clock());
    } catch (error) {
      if (!(error instanceof StorageRefused)) throw error;
      return answer(error.status, error.toXml(), { 'content-type': 'application/xml' });
    }
  };

  const server = await serveWithFaults({ port: options.port, faults: options.faults ?? new Faults(), handle });
  return {
    ...credentials,
    url: server.url,
    bucket,
    publicUrl: server.url + publicPath,
    keys: () => store.keys(),
    close: server.close,
  };
}

// As a bucket whose CORS rule lets a browser upload from anywhere.
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'etag' };
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, PUT',
  'access-control-allow-headers': 'content-type, if-none-match',
  'access-control-max-age': '3600',
};

function keyUnder(prefix: string, path: string): string | undefined {
  if (!path.startsWith(prefix) || path.length === prefix.length) return undefined;
  try {
    return decodeURIComponent(path.slice(prefix.length));
  } catch {
    throw new StorageRefused(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function readPublic(store: ObjectStore, { method }: StandInRequest, key: string): StandInResponse {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new StorageRefused(401, 'Unauthorized', 'The public address is for reading only.');
  }
  return read(store, key);
}

async function act(
  store: ObjectStore,
  { method, headers, raw }: StandInRequest,
  key: string,
  now: number,
): Promise<StandInResponse> {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return read(store, key);
    case 'PUT': {
      const condition = headers['if-none-match'];
      if (condition !== undefined && condition !== '*') {
        throw new StorageRefused(501, 'NotImplemented', 'Of If-None-Match only * is implemented.');
      }
      const contentType = headers['content-type'] ?? 'application/octet-stream';
      const stored = await store.put(
        key,
        { bytes: raw, contentType, modifiedAt: now },
        { onlyIfAbsent: condition === '*' },
      );
      if (!stored) {
        throw new StorageRefused(
          412,
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold.',
        );
      }
      return answer(200, '', { etag: stored.etag });
    }
    case 'DELETE':
      await store.delete(key);
      return answer(204, '');
    default:
      throw new StorageRefused(501, 'NotImplemented', `${method} is not implemented.`);
  }
}

function read(store: ObjectStore, key: string): StandInResponse {
  const object: StoredObject | undefined = store.get(key);
  if (!object) throw new StorageRefused(404, 'NoSuchKey', 'The specified key does not exist.');
  return answer(200, object.bytes, {
    'content-type': object.contentType,
    etag: object.etag,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
  });
}

function answer(status: number, body: string | Uint8Array, headers: Record<string, string> = {}): StandInResponse {
  return { status, headers: { ...CORS, ...headers }, body };
}
