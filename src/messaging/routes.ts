import { personOf, sideOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { selectInquiry, selectMessagePage, selectTalk, selectTalkOfBooking, selectThreadPage } from './queries.ts';
import { loadThread, readThread } from './read-thread.ts';
import {
  Message,
  MessageCursor,
  MessageInput,
  MessagePage,
  MessageQuery,
  ReadInput,
  Thread,
  ThreadCursor,
  ThreadPage,
  ThreadQuery,
} from './schemas.ts';
import { sendMessage } from './send-message.ts';
import { viewMessage, viewThread } from './views.ts';

const tag = 'Messages';
const auth = 'person';
const sent = { status: 201, description: 'The message, as both sides see it.', schema: Message } as const;

export const messagingRoutes: readonly Route[] = [
  route(
    {
      operationId: 'inquiries_create',
      method: 'post',
      path: '/v1/listings/{id}/inquiries',
      tag,
      summary: "Ask a listing's host something",
      description: 'Whoever has asked about the listing before goes on in the same thread.',
      auth,
      limit: 'write',
      params: idParams('listing'),
      body: MessageInput,
      reply: sent,
      problems: ['own-listing', 'inquiry-limit'],
    },
    (ctx, { params: { id }, body }) => sendMessage(ctx, selectInquiry(id, personOf(ctx.actor).personId), body),
  ),
  route(
    {
      operationId: 'messages_sendAboutBooking',
      method: 'post',
      path: '/v1/bookings/{id}/messages',
      tag,
      summary: 'Write to the other side of a booking',
      description: 'Of a booking that was never more than held, the first message of its guest counts as an inquiry.',
      auth,
      limit: 'write',
      params: idParams('booking'),
      body: MessageInput,
      reply: sent,
      problems: ['inquiry-limit'],
    },
    (ctx, { params: { id }, body }) => sendMessage(ctx, selectTalkOfBooking(id, personOf(ctx.actor).personId), body),
  ),
  route(
    {
      operationId: 'messages_send',
      method: 'post',
      path: '/v1/threads/{id}/messages',
      tag,
      summary: 'Write in a thread',
      auth,
      limit: 'write',
      params: idParams('thread'),
      body: MessageInput,
      reply: sent,
      problems: [],
    },
    (ctx, { params: { id }, body }) => sendMessage(ctx, selectTalk(id, personOf(ctx.actor).personId), body),
  ),
  route(
    {
      operationId: 'threads_list',
      method: 'get',
      path: '/v1/threads',
      tag,
      summary: 'List your own threads, the one that was last written in first',
      auth,
      limit: 'read',
      query: ThreadQuery,
      reply: { status: 200, description: 'One page.', schema: ThreadPage },
      problems: [],
    },
    async (ctx, { query: { listingId, bookingId, only, cursor, limit } }) => {
      const after = decodeCursor(cursor, ThreadCursor);
      const { personId } = personOf(ctx.actor);
      const rows = await ctx.db.all(selectThreadPage(personId, { listingId, bookingId, only, after, limit }));
      return ok(
        page(
          rows,
          limit,
          (row) => viewThread(ctx, row, sideOf(ctx.actor, row)),
          (row) => [row.last_message_at.toISOString(), row.id],
        ),
      );
    },
  ),
  route(
    {
      operationId: 'threads_get',
      method: 'get',
      path: '/v1/threads/{id}',
      tag,
      summary: 'See a thread of your own',
      auth,
      limit: 'read',
      params: idParams('thread'),
      reply: { status: 200, description: 'The thread with its last message.', schema: Thread },
      problems: [],
    },
    async (ctx, { params: { id } }) => ok(await loadThread(ctx, id)),
  ),
  route(
    {
      operationId: 'messages_list',
      method: 'get',
      path: '/v1/threads/{id}/messages',
      tag,
      summary: 'Read a thread, the newest message first',
      auth,
      limit: 'read',
      params: idParams('thread'),
      query: MessageQuery,
      reply: { status: 200, description: 'One page.', schema: MessagePage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor, limit } }) => {
      const [before] = decodeCursor(cursor, MessageCursor) ?? [];
      const rows = await ctx.db.all(selectMessagePage(id, personOf(ctx.actor).personId, { before, limit }));
      // Every thread begins with a message, so that a first page without one is of nobody's.
      if (rows.length === 0 && before === undefined) throw new Problem('not-found');
      return ok(page(rows, limit, viewMessage, ({ number }) => [number]));
    },
  ),
  route(
    {
      operationId: 'threads_markRead',
      method: 'put',
      path: '/v1/threads/{id}/read',
      tag,
      summary: 'Mark a thread as read up to a message',
      description: 'What was read stays so: an earlier message changes nothing.',
      auth,
      limit: 'write',
      params: idParams('thread'),
      body: ReadInput,
      reply: { status: 204, description: 'It is marked, and the other side sees it.' },
      problems: [],
    },
    (ctx, { params: { id }, body }) => readThread(ctx, id, body),
  ),
];
