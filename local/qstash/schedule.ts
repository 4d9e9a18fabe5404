import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import { type HeaderMap, RequestError, toMessage } from './message.ts';

/** Times are milliseconds since the epoch. */
export type Schedule = {
  scheduleId: string;
  cron: string;
  destination: string;
  /** As they were sent: every message is made from them. */
  headers: HeaderMap;
  body: Uint8Array;
  createdAt: number;
  isPaused: boolean;
  nextAt: number;
};

/** The schedule that a request asks for. Throws a `RequestError` of 400 when a message of it would, or its cron is malformed. */
export function toSchedule(destination: string, headers: HeaderMap, body: Uint8Array, now: number): Schedule {
  const cron = headers.get('upstash-cron');
  if (cron === undefined) throw new RequestError(400, 'Upstash-Cron is missing');
  toMessage({ destination, headers, body, now });
  return {
    scheduleId: headers.get('upstash-schedule-id') ?? `scd_${randomUUID().replaceAll('-', '')}`,
    cron,
    destination,
    headers,
    body,
    createdAt: now,
    isPaused: false,
    nextAt: nextRun(cron, now),
  };
}

/**
 * The first time after `after` that a five-field cron expression names, in UTC unless it begins with `CRON_TZ=…`; infinite
 * when there is none. Throws a `RequestError` of 400 when it is malformed.
 */
export function nextRun(cron: string, after: number): number {
  const [, timezone = 'UTC', pattern = ''] = /^(?:CRON_TZ=(\S+)\s+)?(.*)$/.exec(cron) ?? [];
  try {
    return (
      new Cron(pattern, { timezone, mode: '5-part' }).nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY
    );
  } catch (error) {
    throw new RequestError(400, `invalid Upstash-Cron: ${error instanceof Error ? error.message : error}`);
  }
}
