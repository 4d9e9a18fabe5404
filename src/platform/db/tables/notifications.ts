import type { Generated } from 'kysely';
import type { NotificationId, PersonId } from '../../../kernel/ids.ts';
import type { Json } from './heart.ts';

type NotificationState = 'waiting' | 'sent' | 'dropped';
/**
 * Why a notification was not sent: its state had moved on; the person does not want the kind, or has no address that can
 * be written to; the provider refused it; or it is not known whether the provider took it, too long ago to ask.
 */
export type DropReason = 'moved-on' | 'unwanted' | 'unreachable' | 'refused' | 'unknown';

export interface NotificationTables {
  notifications: {
    id: NotificationId;
    person_id: PersonId;
    kind: string;
    subject: string;
    occasion: Generated<number>;
    state: Generated<NotificationState>;
    created_at: Date;
    tried_at: Date | null;
    settled_at: Date | null;
    dropped_because: DropReason | null;
    /** Whom it goes to instead of the person, who has no address any more; until it is settled. */
    addressee: Json<{ email: string; locale: string }> | null;
  };
  unwanted_notifications: {
    person_id: PersonId;
    kind: string;
    since: Date;
  };
  event_followers: {
    name: string;
    seq: number;
  };
}
