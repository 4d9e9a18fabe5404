import type { Ctx } from '../context.ts';
import { personOf, sideOf } from '../kernel/actor.ts';
import type { ThreadId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { markRead, selectMarks, selectNumber, selectThreads } from './queries.ts';
import type { ReadInput, Thread } from './schemas.ts';
import { viewThread } from './views.ts';

/** The acting person's thread. Throws `not-found` for anybody else's. */
export async function loadThread(ctx: Ctx, threadId: ThreadId): Promise<z.input<typeof Thread>> {
  const { personId } = personOf(ctx.actor);
  const [thread] = await ctx.db.all(selectThreads(personId).where('threads.id', '=', threadId));
  if (thread === undefined) throw new Problem('not-found');
  return viewThread(ctx, thread, sideOf(ctx.actor, thread));
}

/** Notes that the acting person has read the thread up to this message. Throws `not-found` for one that isn't in it. */
export function readThread(
  ctx: Ctx,
  threadId: ThreadId,
  { messageId }: z.output<typeof ReadInput>,
): Promise<Reply<null>> {
  const { personId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const [[thread], [message]] = await ctx.db.batch([
      selectMarks(threadId, personId),
      selectNumber(messageId, threadId),
    ]);
    if (thread === undefined) throw new Problem('not-found');
    if (message === undefined) {
      const errors = [{ pointer: '/messageId', code: 'unknown', detail: 'is no message of this thread' }];
      throw new Problem('invalid-input', { errors });
    }
    const side = sideOf(ctx.actor, thread);
    const { id, listing_id, booking_id } = thread;
    const before = side === 'guest' ? thread.guest_read : thread.host_read;
    const told = emit(ctx, {
      type: 'thread.read',
      subject: id,
      guestId: thread.guest_id,
      hostId: thread.host_id,
      data: { listingId: listing_id, bookingId: booking_id, by: side },
    });
    return {
      reply: { status: 204, body: null },
      writes: message.number <= before ? [] : [markRead(id, side, message.number), told],
    };
  });
}
