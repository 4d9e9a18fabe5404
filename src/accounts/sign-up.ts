import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { insertOrReplaceUnverified } from './queries/people.ts';
import type { Accepted, SignUp } from './schemas.ts';
import { sendLink } from './send-link.ts';
import { viewAccepted } from './views.ts';

/**
 * Opens an account, to be used once its address is verified. Whether the address had one already shows neither in the
 * answer nor in what is written: the mail tells, and only the owner of the address reads it. Until then the newest
 * sign-up counts, so that nobody can occupy another's address.
 */
export function signUp(ctx: Ctx, input: z.output<typeof SignUp>): Promise<Reply<Accepted>> {
  return decideAndCommit(ctx, async () => {
    await ctx.admission.admitted();
    const person = {
      id: newId('person'),
      email: input.email,
      password_hash: await ctx.passwords.hash(input.password),
      name: input.name,
      locale: input.locale,
      created_at: ctx.now,
    };
    return {
      reply: { status: 202, body: viewAccepted() },
      writes: [insertOrReplaceUnverified(person), ...sendLink(ctx, 'verify-email', input.email)],
    };
  });
}
