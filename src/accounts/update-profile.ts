import type { Ctx } from '../context.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { loadMe } from './load-me.ts';
import { updatePerson } from './queries/people.ts';
import type { Me, ProfileChanges } from './schemas.ts';
import { viewMe } from './views.ts';

/** Changes the profile of who is signed in; what is absent stays. */
export function updateProfile(ctx: Ctx, input: z.output<typeof ProfileChanges>): Promise<Reply<Me>> {
  return decideAndCommit(ctx, async () => {
    const me = await loadMe(ctx);
    const change = {
      name: input.name ?? me.name,
      about: input.about ?? me.about,
      languages: input.languages ?? me.languages,
      avatar_url: input.avatarUrl === undefined ? me.avatar_url : input.avatarUrl,
      locale: input.locale ?? me.locale,
      time_zone: input.timeZone ?? me.time_zone,
      currency: input.currency ?? me.currency,
    };
    return {
      reply: { status: 200, body: viewMe({ ...me, ...change }) },
      writes: [updatePerson(me.id, me.version, change)],
    };
  });
}
