import { dropLink, selectLink } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { EmailLinkId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { tellWrites } from './follow.ts';
import type { LinkKind } from './kinds.ts';

/** Job: has a link mailed to the person whose address it is for. One for nobody's address is dropped. */
export async function onMailLink(
  ctx: Ctx,
  { linkId, isGivenBack }: { linkId: EmailLinkId; isGivenBack?: boolean | undefined },
): Promise<readonly Write[]> {
  const [link] = await ctx.db.all(selectLink(linkId));
  if (link === undefined || link.expires_at <= ctx.now) return [dropLink(linkId)];
  const { purpose, email_verified_at, person_id } = link;
  const asked: LinkKind = purpose === 'verify-email' && email_verified_at !== null ? 'already-registered' : purpose;
  return tellWrites(ctx, { personId: person_id, kind: isGivenBack ? 'account-restored' : asked, subject: linkId });
}
