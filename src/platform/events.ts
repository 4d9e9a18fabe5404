import type { Ctx } from '../context.ts';
import type { DomainEvent } from '../kernel/events.ts';
import { json, q, type Write } from './db/index.ts';

/** The write of an event. It goes into the batch after the guarded row that it tells of. */
export function emit(ctx: Pick<Ctx, 'now'>, event: DomainEvent): Write {
  return q.insertInto('events').values({
    type: event.type,
    occurred_at: ctx.now,
    subject: event.subject,
    guest_id: event.guestId ?? null,
    host_id: event.hostId ?? null,
    data: json(event.data),
  });
}
