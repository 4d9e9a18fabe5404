import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { mailLink } from './jobs.ts';
import { LINK_HOURS, type LinkPurpose } from './link-token.ts';
import { putLink } from './queries.ts';
import type { Accepted } from './schemas.ts';
import { viewAccepted } from './views.ts';

/** The writes that have a link mailed to this address. They are the same whether or not the address is anybody's. */
export function sendLink(ctx: Ctx, purpose: LinkPurpose, email: string): Write[] {
  const id = newId('emailLink');
  const expires_at = new Date(ctx.now.getTime() + LINK_HOURS[purpose] * 3_600_000);
  return [putLink({ id, email, purpose, expires_at }), enqueue(ctx, mailLink, { linkId: id })];
}

/** Has a link mailed to whoever has this address. Answers alike when nobody has. */
export function requestLink(ctx: Ctx, purpose: LinkPurpose, email: string): Promise<Reply<Accepted>> {
  return decideAndCommit(ctx, async () => ({
    reply: { status: 202, body: viewAccepted() },
    writes: sendLink(ctx, purpose, email),
  }));
}
