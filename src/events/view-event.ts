import type { EventType } from '../kernel/events.ts';
import { idOfUuid } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import type { Event } from '../platform/http/event-contract.ts';

/** An event as it is read; `seq` only by an operator. */
export interface EventRow {
  key: string;
  seq: number | null;
  type: EventType;
  occurred_at: Date;
  subject: string;
  data: unknown;
}

export function viewEvent({ key, seq, type, occurred_at, subject, data }: EventRow): z.input<typeof Event> {
  return { id: idOfUuid('event', key), seq, type, timestamp: occurred_at.toISOString(), subject, data: dataAs(data) };
}

// True because `emit` takes only what the type's schema allows, and tests look at every event that was ever written.
function dataAs(data: unknown): z.input<typeof Event>['data'] {
  return data as z.input<typeof Event>['data'];
}
