import { selectEmailChange, stateOfChange } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { EmailLinkId, PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { tellWrites } from './follow.ts';
import type { Kind } from './kinds.ts';

/**
 * Job: tells the old address of a change that it was asked for, with the link that is mailed to the new one, and that it was
 * made, each once; of a change by which support has given the account back, just that. Where the new one is somebody's, its
 * owner is told.
 */
export async function onTellEmailChange(ctx: Ctx, { changeId }: { changeId: EmailLinkId }): Promise<readonly Write[]> {
  const [change] = await ctx.db.all(selectEmailChange(changeId));
  if (change === undefined) return [];
  const { person_id, holder_id, restored_by } = change;
  const tell = (personId: PersonId, kind: Kind) => tellWrites(ctx, { personId, kind, subject: changeId });
  const state = stateOfChange(change, ctx.now);
  if (state === 'made') return tell(person_id, restored_by === changeId ? 'account-given-back' : 'email-changed');
  return [
    ...tell(person_id, 'email-change-requested'),
    ...(state === 'open' ? tell(person_id, 'change-email') : []),
    ...(state === 'taken' && holder_id !== null ? tell(holder_id, 'already-registered') : []),
  ];
}
