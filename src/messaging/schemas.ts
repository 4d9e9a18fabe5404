import { PersonInBrief } from '../accounts/index.ts';
import { bookingStates } from '../kernel/booking-state.ts';
import { z } from '../kernel/zod.ts';
import { idField, instantField, replyDate, textField } from '../platform/http/fields.ts';
import { instantInKey, pageOf, pageQuery } from '../platform/http/page.ts';

export const MessageInput = z
  .strictObject({ text: textField(1, 4000).openapi({ example: 'Is there a cot for the little one?' }) })
  .openapi('MessageInput', { example: { text: 'Is there a cot for the little one?' } });

export const ReadInput = z
  .strictObject({ messageId: idField('message').openapi({ description: 'The last message that was seen.' }) })
  .openapi('ReadInput', { example: { messageId: 'msg_01kav0h2e6f8w9x3m5n7p9q1r3' } });

const sides = ['guest', 'host'] as const;

const messageExample = {
  id: 'msg_01kav0h2e6f8w9x3m5n7p9q1r3',
  threadId: 'thr_01kav0h2e6f8w9x3m5n7p9q1r3',
  from: 'guest',
  text: 'Is there a cot for the little one?',
  isMasked: false,
  isRead: true,
  sentAt: '2027-05-02T15:00:00.000Z',
} as const;

export const Message = z
  .strictObject({
    id: z.string(),
    threadId: z.string(),
    from: z.enum(sides).openapi({ description: 'On which side its author is.' }),
    text: z.string(),
    isMasked: z.boolean().openapi({
      description:
        'Whether ways to reach each other were taken out of the text; they stand in it once a booking of the listing by ' +
        'this guest has been confirmed.',
    }),
    isRead: z.boolean().openapi({ description: 'Whether the other side has read it.' }),
    sentAt: instantField,
  })
  .openapi('Message', { example: messageExample });

const Party = PersonInBrief.openapi('ThreadParty');

const ThreadStay = z
  .strictObject({ state: z.enum(bookingStates), checkIn: replyDate, checkOut: replyDate })
  .openapi('ThreadStay', { example: { state: 'confirmed', checkIn: '2027-06-12', checkOut: '2027-06-14' } });

export const Thread = z
  .strictObject({
    id: z.string(),
    listingId: z.string(),
    listingTitle: z.string(),
    coverPhotoUrl: z.url().nullable().openapi({ description: 'Of the listing.' }),
    bookingId: z.string().nullable().openapi({ description: 'Null for an inquiry.' }),
    stay: ThreadStay.nullable().openapi({ description: 'Of the booking, as it is now; null for an inquiry.' }),
    as: z.enum(sides).openapi({ description: 'On which side the caller is.' }),
    with: Party.openapi({ description: 'Who is on the other side.' }),
    unreadCount: z.int().openapi({ description: "Messages of the other side that the caller hasn't read." }),
    lastMessage: Message,
    startedAt: instantField,
  })
  .openapi('Thread', {
    example: {
      id: 'thr_01kav0h2e6f8w9x3m5n7p9q1r3',
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      listingTitle: 'Cottage by the river',
      coverPhotoUrl: null,
      bookingId: null,
      stay: null,
      as: 'host',
      with: { id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3', name: 'Ada', avatarUrl: null },
      unreadCount: 1,
      lastMessage: messageExample,
      startedAt: '2027-05-02T15:00:00.000Z',
    },
  });

export const ThreadQuery = z.strictObject({
  ...pageQuery,
  listingId: idField('listing').optional().openapi({ description: 'Only those about this listing.' }),
  bookingId: idField('booking').optional().openapi({ description: 'Only that of this booking.' }),
  only: z
    .enum(['unread'])
    .optional()
    .openapi({ description: "`unread`: only those with messages of the other side that the caller hasn't read." }),
});
export const ThreadPage = pageOf(Thread, 'ThreadPage');
export const ThreadCursor = z.tuple([instantInKey, idField('thread')]);
export const MessageQuery = z.strictObject(pageQuery);
export const MessagePage = pageOf(Message, 'MessagePage');
export const MessageCursor = z.tuple([z.int32().min(1)]);
