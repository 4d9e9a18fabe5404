import type { Ctx } from '../context.ts';
import { newId, type PersonId } from '../kernel/ids.ts';
import { audit } from '../platform/audit.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { endMadeBefore, tellEmailChange } from './jobs.ts';
import { revokeKeys } from './queries/api-keys.ts';
import { dropEmailChanges, insertEmailChange, undoChanges } from './queries/email-changes.ts';
import { dropLinks } from './queries/links.ts';
import { updatePerson } from './queries/people.ts';
import { revokeSessions } from './queries/sessions.ts';
import { vacate } from './queries/unverified.ts';
import { sendLink } from './send-link.ts';

/**
 * The writes that give a person an address back which they have left, for good reason. Whoever had the account meanwhile is
 * out of it, as after a reset: the password opens nothing any more, sessions, API keys and endpoints end, and the address that
 * is left is told; by no address that was come by since can it be given back to them. A link that sets a new password is mailed
 * to the one that is back.
 */
export function restoreEmailWrites(
  ctx: Ctx,
  person: { id: PersonId; email: string; version: number },
  email: string,
  reason: string,
): Write[] {
  const changeId = newId('emailLink');
  return [
    vacate(email),
    updatePerson(person.id, person.version, { email, password_hash: 'none' }),
    dropEmailChanges(person.id, ctx.now),
    insertEmailChange({
      id: changeId,
      person_id: person.id,
      old_email: person.email,
      new_email: email,
      expires_at: ctx.now,
      made_at: ctx.now,
      restored_by: changeId,
    }),
    undoChanges(person.id, email, changeId),
    dropLinks([person.email, email]),
    ...sendLink(ctx, 'reset-password', email, { isGivenBack: true }),
    revokeSessions(person.id, ctx.now),
    revokeKeys(person.id, ctx.now),
    enqueue(ctx, endMadeBefore, { personId: person.id, resetAt: ctx.now.toISOString() }),
    emit(ctx, { type: 'account.email-changed', subject: person.id, data: {} }),
    enqueue(ctx, tellEmailChange, { changeId }),
    audit(ctx, 'people.restore-email', person.id, { reason, changeId }),
  ];
}
