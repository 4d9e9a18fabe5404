import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { DomainEvent, EventType } from '../kernel/events.ts';
import { json, type Query, q, statement, type Write } from './db/index.ts';

/** Events that one step numbers or hands on: a step is short, whatever has gathered. */
export const EVENTS_AT_ONCE = 1_000;

type Telling = Write & { readonly tells: true };

/** The write of an event. It goes into the batch after the guarded row that it tells of. */
export function emit<T extends EventType>(ctx: Pick<Ctx, 'realNow'>, event: DomainEvent<T>): Write {
  return marked(
    q.insertInto('events').values({
      type: event.type,
      occurred_at: ctx.realNow,
      subject: event.subject,
      guest_id: event.guestId ?? null,
      host_id: event.hostId ?? null,
      data: json(event.data),
    }),
  );
}

/** A statement that inserts events of its own: they are handed on as soon as it is committed. */
export function telling(text: RawBuilder<unknown>): Write {
  return marked(statement(text));
}

/** Whether one of these writes inserts events. */
export function doTell(writes: readonly Write[]): boolean {
  return writes.some((write) => 'tells' in write);
}

/**
 * Gives the next numbers of the one sequence to events that have none, in the order of their ids, and returns how many;
 * null when somebody else is at it. Without waiting that is fine for a reader: what it can see is numbered soon enough.
 */
export function numberEvents({ waits }: { waits: boolean }): Query<{ numbered: number | null }> {
  return statement(sql`select number_events(${EVENTS_AT_ONCE}, ${waits}) as numbered`);
}

function marked(write: Write): Write {
  const told: Telling = { compile: () => write.compile(), tells: true };
  return told;
}
