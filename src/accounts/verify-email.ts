import type { Ctx } from '../context.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { loadLink, redeem } from './load-link.ts';

/** Verifies the address that the token was mailed to; from then on its account can be signed in to. */
export function verifyEmail(ctx: Ctx, token: string): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const link = await loadLink(ctx, 'verify-email', token);
    return { reply: { status: 204, body: null }, writes: redeem(ctx, link) };
  });
}
