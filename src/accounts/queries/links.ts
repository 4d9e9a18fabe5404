import type { Selectable } from 'kysely';
import type { EmailLinkId } from '../../kernel/ids.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { AccountTables } from '../../platform/db/tables/accounts.ts';

/** A link for this address and purpose; the earlier one is good no more. */
export function putLink(link: Selectable<AccountTables['email_links']>): Write {
  return q
    .insertInto('email_links')
    .values(link)
    .onConflict((conflict) =>
      conflict.constraint('email_links_newest').doUpdateSet({ id: link.id, expires_at: link.expires_at }),
    );
}

/** A link with the person whose address it is for: no row when it was used or replaced, or the address is nobody's. */
export function selectLink(id: EmailLinkId) {
  return q
    .selectFrom('email_links as l')
    .innerJoin('people as p', 'p.email', 'l.email')
    .select(['l.id', 'l.purpose', 'l.expires_at', 'p.id as person_id', 'p.email', 'p.name', 'p.email_verified_at'])
    .select(['p.version', 'p.password_hash'])
    .where('l.id', '=', id);
}

/** Uses a link up. */
export function useLink(id: EmailLinkId): Write {
  return guarded(q.deleteFrom('email_links').where('id', '=', id));
}

/** Drops a link that nobody was sent, where it is still there. */
export function dropLink(id: EmailLinkId): Write {
  return q.deleteFrom('email_links').where('id', '=', id);
}

/** Makes the links that would reset this address's password useless. */
export function dropResetLinks(email: string): Write {
  return q.deleteFrom('email_links').where('email', '=', email).where('purpose', '=', 'reset-password');
}

/** Makes all links that were mailed to these addresses useless. */
export function dropLinks(emails: readonly string[]): Write {
  return q.deleteFrom('email_links').where('email', 'in', emails);
}
