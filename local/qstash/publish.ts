import { z } from 'zod';
import type { StandInRequest } from '../faults.ts';
import { type HeaderMap, RequestError, toMessage } from './message.ts';
import { toSchedule } from './schedule.ts';
import type { Published, Store } from './store.ts';

export type Publisher = { store: Store; clock: () => number };

/** Publishes the request's body to the destination in its path, or with `Upstash-Cron` creates a schedule that will. */
export function publishOne(
  service: Publisher,
  request: StandInRequest,
  path: string[],
  queueName: string | undefined,
): { status: number; json: unknown } {
  if (request.headers['upstash-cron'] !== undefined) {
    return { status: 201, json: createSchedule(service, request, path) };
  }
  const headers = headersOf(request);
  const destination = destinationOf(request, path);
  const message = toMessage({ destination, headers, body: request.raw, queueName, now: service.clock() });
  const published = service.store.publish(message, headers);
  return { status: published.deduplicated ? 202 : 200, json: published };
}

/** Publishes all messages of a batch or, when one is at fault, none. */
export function publishBatch({ store, clock }: Publisher, body: string): Published[] {
  const now = clock();
  const messages = parseBatch(body).map((item) => ({ message: toMessage({ ...item, now }), headers: item.headers }));
  return messages.map(({ message, headers }) => store.publish(message, headers));
}

const Batch = z.array(
  z.object({
    destination: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().default(''),
    queue: z.string().optional(),
  }),
);

type BatchItem = { destination: string; headers: HeaderMap; body: Uint8Array; queueName: string | undefined };

function parseBatch(body: string): BatchItem[] {
  const batch = Batch.safeParse(parseJson(body));
  if (!batch.success) throw new RequestError(400, `invalid batch: ${z.prettifyError(batch.error)}`);
  return batch.data.map((item) => ({
    destination: item.destination,
    headers: new Map(Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(item.body),
    queueName: item.queue,
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'invalid batch: not JSON');
  }
}

/** Creates the schedule that a request asks for, or replaces the one of the same id. */
export function createSchedule(
  { store, clock }: Publisher,
  request: StandInRequest,
  path: string[],
): { scheduleId: string } {
  const created = toSchedule(destinationOf(request, path), headersOf(request), request.raw, clock());
  store.schedules.set(created.scheduleId, created);
  return { scheduleId: created.scheduleId };
}

/** The destination is the rest of the path as it stands, with its own query. */
function destinationOf({ query }: StandInRequest, rest: string[]): string {
  return query.size === 0 ? rest.join('/') : `${rest.join('/')}?${query}`;
}

function headersOf({ headers }: StandInRequest): HeaderMap {
  return new Map(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])),
  );
}
