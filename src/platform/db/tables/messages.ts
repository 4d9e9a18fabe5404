import type { Generated } from 'kysely';
import type { Side } from '../../../kernel/actor.ts';
import type { BookingId, ListingId, MessageId, PersonId, ThreadId } from '../../../kernel/ids.ts';

export interface MessageTables {
  threads: {
    id: ThreadId;
    listing_id: ListingId;
    booking_id: BookingId | null;
    guest_id: PersonId;
    host_id: PersonId;
    started_at: Date;
    last_message_at: Date;
    message_count: Generated<number>;
    guest_read: Generated<number>;
    host_read: Generated<number>;
  };
  messages: {
    id: MessageId;
    thread_id: ThreadId;
    number: number;
    side: Side;
    body: string;
    sent_at: Date;
  };
}
