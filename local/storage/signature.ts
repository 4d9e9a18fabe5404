import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { StandInRequest } from '../faults.ts';
import { StorageRefused } from './refused.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string; region: string };

/**
 * Checks AWS Signature Version 4, in the `Authorization` header or in the query, as S3 does; throws StorageRefused.
 * A presigned URL ends by `now` (epoch milliseconds). A signed header is made and sent in the same moment, so its age is
 * measured in real time, whatever `now` is.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
export function verifySignature(request: StandInRequest, credentials: Credentials, now: number): void {
  const presigned = request.query.has('X-Amz-Signature');
  const signature = presigned ? fromQuery(request.query) : fromHeader(request);
  const signedAt = parseTimestamp(signature.timestamp);

  if (presigned) checkExpiry(request.query, signedAt, now);
  else if (Math.abs(Date.now() - signedAt) > MAX_SKEW_MS) {
    throw new StorageRefused(403, 'RequestTimeTooSkewed', 'The request time is too far from the server time.');
  }
  const scope = `${signature.timestamp.slice(0, 8)}/${credentials.region}/s3/aws4_request`;
  if (signature.credential !== `${credentials.accessKeyId}/${scope}`) {
    throw new StorageRefused(401, 'Unauthorized', 'The access key, region or date of the credential is wrong.');
  }
  if (!signature.signedHeaders.includes('host')) {
    throw new StorageRefused(403, 'AccessDenied', 'The host header must be signed.');
  }
  const payloadHash = presigned ? UNSIGNED : checkPayload(request);
  const canonical = canonicalRequest(request, signature.signedHeaders, payloadHash);
  const stringToSign = [ALGORITHM, signature.timestamp, scope, sha256(canonical)].join('\n');
  const expected = hmac(signingKey(credentials, scope), stringToSign);
  const given = Buffer.from(signature.value, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new StorageRefused(403, 'SignatureDoesNotMatch', 'The request signature does not match the one calculated.');
  }
}

type Signature = { credential: string; timestamp: string; signedHeaders: string[]; value: string };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const UNSIGNED = 'UNSIGNED-PAYLOAD';
const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_EXPIRES_S = 7 * 24 * 60 * 60;

function fromQuery(query: URLSearchParams): Signature {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw unauthorized();
  return {
    credential: query.get('X-Amz-Credential') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    value: query.get('X-Amz-Signature') ?? '',
  };
}

function fromHeader({ headers }: StandInRequest): Signature {
  const [, credential, signedHeaders, value] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (!credential || !signedHeaders || !value) throw unauthorized();
  return { credential, timestamp: headerOf(headers, 'x-amz-date'), signedHeaders: signedHeaders.split(';'), value };
}

const AUTHORIZATION = new RegExp(
  `^${ALGORITHM} Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`,
);

function unauthorized(): StorageRefused {
  return new StorageRefused(401, 'Unauthorized', 'Missing or invalid authentication credentials.');
}

function parseTimestamp(timestamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!parts) throw unauthorized();
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function checkExpiry(query: URLSearchParams, signedAt: number, now: number): void {
  const expires = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_EXPIRES_S) {
    throw new StorageRefused(400, 'AuthorizationQueryParametersError', `X-Amz-Expires must be 1 to ${MAX_EXPIRES_S}.`);
  }
  if (signedAt - now > MAX_SKEW_MS) throw new StorageRefused(403, 'AccessDenied', 'The request is not valid yet.');
  if (now > signedAt + expires * 1000)
    throw new StorageRefused(400, 'ExpiredRequest', 'The presigned URL has expired.');
}

function checkPayload({ headers, raw }: StandInRequest): string {
  const claimed = headerOf(headers, 'x-amz-content-sha256');
  if (claimed.startsWith('STREAMING-')) {
    throw new StorageRefused(501, 'NotImplemented', 'Signed chunks are not implemented.');
  }
  if (claimed !== UNSIGNED && claimed !== sha256(raw)) {
    throw new StorageRefused(400, 'XAmzContentSHA256Mismatch', 'The body does not match x-amz-content-sha256.');
  }
  return claimed;
}

function canonicalRequest({ method, path, query, headers }: StandInRequest, signed: string[], payload: string): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort((a, b) => (a < b ? -1 : 1));
  const lines = signed.map((name) => `${name}:${headerOf(headers, name).trim().replace(/\s+/g, ' ')}\n`);
  return [method, canonicalPath(path), pairs.join('&'), lines.join(''), signed.join(';'), payload].join('\n');
}

function canonicalPath(path: string): string {
  try {
    return path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/');
  } catch {
    throw new StorageRefused(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerOf(headers: StandInRequest['headers'], name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function signingKey({ secretAccessKey }: Credentials, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
