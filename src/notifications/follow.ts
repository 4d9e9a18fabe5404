import type { Ctx } from '../context.ts';
import { type EventType, isEventType } from '../kernel/events.ts';
import { asId, newId, type PersonId } from '../kernel/ids.ts';
import { commit } from '../platform/commit.ts';
import { problemOf, type RowsOf, type Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { remindOfStay, sendNotification } from './jobs.ts';
import { tellings } from './kinds.ts';
import { movePlace, selectNextEvents, selectPlace } from './queries/followed-events.ts';
import { insertNotification, type NewNotification } from './queries/notifications.ts';

const AT_ONCE = 100;
/** Events of other types that may have to be read over again. */
const FAR = 100;

const toldTypes = Object.keys(tellings).filter(isEventType);

interface ToldEvent {
  seq: number;
  type: EventType;
  subject: string;
  guest_id: string | null;
  host_id: string | null;
  /** The side that did it, where the event says so. */
  by: string | null;
}

/** The next events of the sequence that have not been followed, and the place that it was followed to. */
export function unfollowed() {
  return [selectPlace(), selectNextEvents(toldTypes, AT_ONCE)] as const;
}

/**
 * Follows the sequence of events and notes whom to tell what. The place in the sequence moves in the same batch, so that
 * no event is missed and none is followed twice, however many follow at once and whatever is lost.
 * @param found the rows of `unfollowed`
 * @returns whether there may be more to follow
 */
export async function followEvents(
  ctx: Ctx,
  [[place], events]: RowsOf<ReturnType<typeof unfollowed>>,
): Promise<boolean> {
  if (place === undefined) throw new Error('the migration wrote no place in the sequence');
  // The place moves past events that nobody is told of only now and then.
  const to = events.at(-1)?.seq ?? (place.last - place.seq > FAR ? place.last : undefined);
  if (to === undefined) return false;
  const writes = events.flatMap((event) => followWrites(ctx, event));
  const failure = await commit(ctx, [movePlace(place.seq, to), ...writes]);
  // Somebody else has followed them.
  if (failure?.kind === 'stale') return false;
  if (failure !== undefined) throw problemOf(failure);
  return events.length === AT_ONCE;
}

/** The writes that tell somebody something, unless they were told of it before. */
export function tellWrites(
  ctx: Ctx,
  { personId, ...told }: { personId: PersonId } & Pick<NewNotification, 'kind' | 'subject' | 'occasion' | 'addressee'>,
): Write[] {
  const id = newId('notification');
  return [
    insertNotification({ ...told, id, person_id: personId, created_at: ctx.realNow }),
    enqueue(ctx, sendNotification, { notificationId: id }),
  ];
}

function followWrites(ctx: Ctx, { seq, type, subject, guest_id, host_id, by }: ToldEvent): Write[] {
  const people = { guest: guest_id, host: host_id };
  const writes = (tellings[type] ?? []).flatMap(({ kind, to, repeats }) =>
    to.flatMap((side) => {
      const person = people[side];
      if (person === null || side === by) return [];
      return tellWrites(ctx, { personId: asId('person', person), kind, subject, occasion: repeats ? seq : 0 });
    }),
  );
  // Altered, what there is to remind of may come earlier than the job that waits.
  if (type !== 'booking.confirmed' && type !== 'booking.altered') return writes;
  return [...writes, enqueue(ctx, remindOfStay, { bookingId: asId('booking', subject) })];
}
