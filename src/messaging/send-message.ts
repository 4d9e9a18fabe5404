import type { Ctx } from '../context.ts';
import { sideOf } from '../kernel/actor.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Query } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { guardInquiry, guardPublished, insertMessage, insertThread, type Talk } from './queries.ts';
import type { Message, MessageInput } from './schemas.ts';
import { viewMessage } from './views.ts';

/**
 * Writes to the other side, in the thread that they have or in a new one. Throws `own-listing` where both are the same.
 * @param find whom the acting person writes to, and about what; `not-found` where it finds nothing
 */
export function sendMessage(
  ctx: Ctx,
  find: Query<Talk>,
  { text }: z.output<typeof MessageInput>,
): Promise<Reply<z.input<typeof Message>>> {
  const [id, newThread] = [newId('message'), newId('thread')];
  return decideAndCommit(ctx, async () => {
    const [talk] = await ctx.db.all(find);
    if (talk === undefined) throw new Problem('not-found');
    const { listing_id, booking_id, guest_id, host_id, is_known, is_inquiry } = talk;
    if (guest_id === host_id) throw new Problem('own-listing', { detail: 'Nobody has an inquiry to themselves.' });
    const side = sideOf(ctx.actor, talk);
    const message = { id, thread_id: talk.thread_id ?? newThread, side, body: text, sent_at: ctx.now };
    const begin = [
      ...(is_inquiry && side === 'guest' ? guardInquiry(guest_id, ctx.now) : []),
      ...(booking_id === null ? [guardPublished(listing_id)] : []),
      insertThread(newThread, talk, ctx.now),
    ];
    return {
      reply: { status: 201, body: viewMessage({ ...message, is_known, is_read: false }) },
      writes: [
        ...(talk.thread_id === null ? begin : []),
        insertMessage(message),
        emit(ctx, {
          type: 'message.sent',
          subject: id,
          guestId: guest_id,
          hostId: host_id,
          data: { threadId: message.thread_id, listingId: listing_id, bookingId: booking_id, from: side },
        }),
      ],
    };
  });
}
