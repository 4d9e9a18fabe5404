import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { loadLink, redeem } from './load-link.ts';
import type { EmailVerification } from './schemas.ts';

/**
 * Verifies the address that the token was mailed to; from then on its account can be signed in to. Whoever reads the
 * mail has to know the password as well: else anyone could sign up with another's address and wait for its owner to
 * follow the link. Throws `invalid-token`, for a wrong password too.
 */
export function verifyEmail(ctx: Ctx, { token, password }: EmailVerification): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const link = await loadLink(ctx, 'verify-email', token);
    await ctx.admission.admitted();
    if (!(await ctx.passwords.verify(link.password_hash, password))) {
      throw new Problem('invalid-token', {
        detail: 'The link belongs to a sign-up with another password; reset the password if it was not yours.',
      });
    }
    return { reply: { status: 204, body: null }, writes: redeem(ctx, link) };
  });
}
