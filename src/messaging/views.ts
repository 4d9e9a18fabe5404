import type { Ctx } from '../context.ts';
import type { Side } from '../kernel/actor.ts';
import type { z } from '../kernel/zod.ts';
import { viewCover } from '../listings/index.ts';
import { hideContacts } from './hide-contacts.ts';
import type { MessageRow, ThreadRow } from './queries.ts';
import type { Message, Thread } from './schemas.ts';

/** A message as both sides see it. */
export function viewMessage(row: Omit<MessageRow, 'number'>): z.input<typeof Message> {
  const { text, isMasked } = row.is_known ? { text: row.body, isMasked: false } : hideContacts(row.body);
  return {
    id: row.id,
    threadId: row.thread_id,
    from: row.side,
    text,
    isMasked,
    isRead: row.is_read,
    sentAt: row.sent_at.toISOString(),
  };
}

/** A thread as this side sees it. */
export function viewThread(ctx: Pick<Ctx, 'storage'>, row: ThreadRow, as: Side): z.input<typeof Thread> {
  const { id, last, is_known } = row;
  const readByOther = last.side === 'guest' ? row.host_read : row.guest_read;
  return {
    id,
    listingId: row.listing_id,
    listingTitle: row.listing_title,
    coverPhotoUrl: viewCover(ctx, row.cover_key),
    bookingId: row.booking_id,
    stay: row.stay,
    as,
    with:
      as === 'guest'
        ? { id: row.host_id, name: row.host_name, avatarUrl: row.host_avatar }
        : { id: row.guest_id, name: row.guest_name, avatarUrl: row.guest_avatar },
    unreadCount: row.unread,
    lastMessage: viewMessage({
      ...last,
      thread_id: id,
      is_known,
      is_read: last.number <= readByOther,
      sent_at: new Date(last.sent_at),
    }),
    startedAt: row.started_at.toISOString(),
  };
}
