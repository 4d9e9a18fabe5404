import { randomUUID } from 'node:crypto';
import { durationToMs } from './duration.ts';
import { retryDelayMs } from './retry-delay.ts';

/** Header names in lower case. */
export type HeaderMap = ReadonlyMap<string, string>;

export type FlowControl = {
  key: string;
  parallelism: number | undefined;
  /** At most so many deliveries begin within `periodMs`. */
  rate: number | undefined;
  periodMs: number;
};

/** One message to one destination. Times are milliseconds since the epoch. */
export type Message = {
  messageId: string;
  url: string;
  method: string;
  /** What the destination gets. */
  headers: HeaderMap;
  body: Uint8Array;
  createdAt: number;
  notBefore: number;
  maxRetries: number;
  retryDelay: string | undefined;
  timeoutMs: number;
  callback: Callback | undefined;
  failureCallback: Callback | undefined;
  queueName: string | undefined;
  scheduleId: string | undefined;
  flowControl: FlowControl | undefined;
  labels: string[];
};

/** What to publish to `url` when a message is done: headers as for any publication. */
export type Callback = { url: string; headers: HeaderMap };

/** A request that QStash refuses; `status` is its answer's. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The message that a publication asks for with its `Upstash-*` headers; `now` is in milliseconds since the epoch.
 * Throws a `RequestError` of 400 that names the header at fault.
 * Source: https://upstash.com/docs/qstash/api-refence/messages/publish-a-message
 */
export function toMessage(publication: {
  destination: string;
  headers: HeaderMap;
  body: Uint8Array;
  now: number;
  queueName?: string | undefined;
  scheduleId?: string | undefined;
}): Message {
  const { destination, headers, body, now } = publication;
  const retryDelay = headers.get('upstash-retry-delay');
  if (retryDelay !== undefined) checked('Upstash-Retry-Delay', retryDelay, (text) => retryDelayMs(text, 0));

  return {
    messageId: newMessageId(),
    url: toUrl('destination', destination),
    method: headers.get('upstash-method') ?? 'POST',
    headers: forwarded(headers),
    body,
    createdAt: now,
    notBefore: notBefore(headers, now),
    maxRetries: integer('Upstash-Retries', headers.get('upstash-retries') ?? DEFAULT_RETRIES),
    retryDelay,
    timeoutMs: checked('Upstash-Timeout', headers.get('upstash-timeout') ?? DEFAULT_TIMEOUT, durationToMs),
    callback: callback('upstash-callback', headers),
    failureCallback: callback('upstash-failure-callback', headers),
    queueName: publication.queueName ?? headers.get('upstash-queue-name'),
    scheduleId: publication.scheduleId,
    flowControl: flowControl(headers),
    labels:
      headers
        .get('upstash-label')
        ?.split(',')
        .map((label) => label.trim()) ?? [],
  };
}

export function newMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

const DEFAULT_RETRIES = '3';
/** QStash waits 15 minutes and more; nobody at this machine does. */
const DEFAULT_TIMEOUT = '30s';
const MAX_DELAY_MS = 365 * 24 * 3_600_000;

function forwarded(headers: HeaderMap): HeaderMap {
  const prefix = 'upstash-forward-';
  const own = [...headers].filter(([name]) => name.startsWith(prefix));
  const contentType = headers.get('content-type');
  return new Map([
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ...own.map(([name, value]) => [name.slice(prefix.length), value] as const),
  ]);
}

function notBefore(headers: HeaderMap, now: number): number {
  const absolute = headers.get('upstash-not-before');
  const delay = headers.get('upstash-delay');
  let at = now;
  if (absolute !== undefined) at = integer('Upstash-Not-Before', absolute) * 1000;
  else if (delay !== undefined) at = now + checked('Upstash-Delay', delay, durationToMs);
  if (at > now + MAX_DELAY_MS) throw new RequestError(400, 'a message can be delayed by a year at most');
  return Math.max(at, now);
}

/** `Upstash-Callback-Retries: 1` becomes `Upstash-Retries: 1` of the callback's own publication. */
function callback(name: 'upstash-callback' | 'upstash-failure-callback', headers: HeaderMap): Callback | undefined {
  const url = headers.get(name);
  if (url === undefined) return undefined;
  const options = [...headers].filter(([header]) => header.startsWith(`${name}-`));
  return {
    url: toUrl(name, url),
    headers: new Map([
      ['content-type', 'application/json'],
      ['upstash-retries', headers.get('upstash-retries') ?? DEFAULT_RETRIES],
      ...options.map(([header, value]) => [`upstash-${header.slice(name.length + 1)}`, value] as const),
    ]),
  };
}

function flowControl(headers: HeaderMap): FlowControl | undefined {
  const key = headers.get('upstash-flow-control-key');
  const value = headers.get('upstash-flow-control-value');
  if (key === undefined && value === undefined) return undefined;
  if (!key || !value) throw new RequestError(400, 'Upstash-Flow-Control-Key and -Value go together');

  const settings = new Map(value.split(',').map((part) => splitOnce(part.trim())));
  const amount = (name: string) => {
    const text = settings.get(name);
    return text === undefined ? undefined : integer('Upstash-Flow-Control-Value', text);
  };
  return {
    key,
    parallelism: amount('parallelism'),
    rate: amount('rate'),
    periodMs: checked('Upstash-Flow-Control-Value', settings.get('period') ?? '1s', (text) =>
      durationToMs(/^\d+$/.test(text) ? `${text}s` : text),
    ),
  };
}

function splitOnce(setting: string): [string, string] {
  const at = setting.indexOf('=');
  return [setting.slice(0, at), setting.slice(at + 1)];
}

function toUrl(name: string, text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new RequestError(400, `invalid ${name}: "${text}" is not an http(s) URL`);
  }
  return text;
}

function integer(header: string, text: string): number {
  return checked(header, text, (digits) => (/^\d+$/.test(digits) ? Number(digits) : undefined));
}

function checked(header: string, text: string, read: (text: string) => number | undefined): number {
  const value = read(text);
  if (value === undefined) throw new RequestError(400, `invalid ${header}: "${text}"`);
  return value;
}
