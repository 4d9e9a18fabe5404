import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { mailLink } from './jobs.ts';
import { type AddressPurpose, linkEnd } from './link-token.ts';
import { putLink } from './queries/links.ts';
import type { Accepted } from './schemas.ts';
import { viewAccepted } from './views.ts';

/** The writes that have a link mailed to this address. They are the same whether or not the address is anybody's. */
export function sendLink(
  ctx: Ctx,
  purpose: AddressPurpose,
  email: string,
  told: { isGivenBack?: boolean } = {},
): Write[] {
  const id = newId('emailLink');
  return [
    putLink({ id, email, purpose, expires_at: linkEnd(purpose, ctx.now) }),
    enqueue(ctx, mailLink, { linkId: id, ...told }),
  ];
}

/** Has a link mailed to whoever has this address. Answers alike when nobody has. */
export function requestLink(ctx: Ctx, purpose: AddressPurpose, email: string): Promise<Reply<Accepted>> {
  return decideAndCommit(ctx, async () => ({
    reply: { status: 202, body: viewAccepted() },
    writes: sendLink(ctx, purpose, email),
  }));
}
