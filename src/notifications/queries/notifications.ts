import { type Selectable, sql } from 'kysely';
import type { NotificationId, PersonId } from '../../kernel/ids.ts';
import { guarded, json, q, type Write } from '../../platform/db/index.ts';
import type { DropReason, NotificationTables } from '../../platform/db/tables/notifications.ts';
import type { Kind } from '../kinds.ts';

/** A notification with what has to be known of who gets it. */
export type NotificationRow = Omit<Selectable<NotificationTables['notifications']>, 'addressee'> & {
  email: string;
  locale: string;
  /** Whether who was to be told has closed their account. */
  has_left: boolean;
  is_reachable: boolean;
  is_unwanted: boolean;
};

export function selectNotification(id: NotificationId) {
  return (
    q
      .selectFrom('notifications')
      .innerJoin('people', 'people.id', 'notifications.person_id')
      .leftJoin('email_changes', 'email_changes.id', 'notifications.subject')
      .selectAll('notifications')
      .select(sql<string>`coalesce(addressee ->> 'locale', locale)`.as('locale'))
      // The address that a person has by now, but for letters that tell of another one.
      .select(
        sql<string>`case when notifications.kind = 'change-email' then new_email
        when notifications.kind in ('email-change-requested', 'email-changed', 'account-given-back') then old_email else coalesce(addressee ->> 'email', email) end`.as(
          'email',
        ),
      )
      .select(sql<boolean>`left_at is not null and addressee is null`.as('has_left'))
      .select(sql<boolean>`email_verified_at is not null and suspended_at is null`.as('is_reachable'))
      .select(
        sql<boolean>`exists (select from unwanted_notifications unwanted
        where unwanted.person_id = people.id and unwanted.kind = notifications.kind)`.as('is_unwanted'),
      )
      .where('notifications.id', '=', id)
  );
}

/** What somebody is to be told; `addressee` is where, if not at the person's own address. */
export interface NewNotification {
  id: NotificationId;
  person_id: PersonId;
  kind: Kind;
  subject: string;
  occasion?: number;
  created_at: Date;
  addressee?: { email: string; locale: string };
}

/** Notes what somebody is to be told; nothing where they were told of the same before. */
export function insertNotification({ addressee, ...row }: NewNotification): Write {
  return q
    .insertInto('notifications')
    .values({ ...row, ...(addressee && { addressee: json(addressee) }) })
    .onConflict((conflict) => conflict.constraint('notifications_once').doNothing());
}

/** Notes that a notification is about to be handed to the provider, for the first time unless it was before. */
export function noteTry(id: NotificationId, now: Date): Write {
  return q
    .updateTable('notifications')
    .set({ tried_at: sql`coalesce(tried_at, ${now})` })
    .where('id', '=', id)
    .where('state', '=', 'waiting');
}

/** Takes back that a notification was handed over for the first time then: it was not taken. */
export function forgetTry(id: NotificationId, at: Date): Write {
  return q
    .updateTable('notifications')
    .set({ tried_at: null })
    .where('id', '=', id)
    .where('tried_at', '=', at)
    .where('state', '=', 'waiting');
}

/** Settles a notification that waits, and forgets whom it went to if they have no address any more; else the batch is stale. */
export function settleNotification(
  id: NotificationId,
  outcome: { state: 'sent' } | { state: 'dropped'; dropped_because: DropReason },
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('notifications')
      .set({ ...outcome, settled_at: now, addressee: null })
      .where('id', '=', id)
      .where('state', '=', 'waiting'),
  );
}

/** In which language a person reads. */
export function selectLocale(personId: PersonId) {
  return q.selectFrom('people').select('locale').where('id', '=', personId);
}
