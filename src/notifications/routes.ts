import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { optionalKinds } from './kinds.ts';
import { putWish, selectUnwanted } from './queries/wishes.ts';
import { NotificationPreferences, NotificationWishes } from './schemas.ts';

const tag = 'Notifications';
const auth = 'person';
const path = '/v1/me/notification-preferences';

export const notificationRoutes: readonly Route[] = [
  route(
    {
      operationId: 'notificationPreferences_get',
      method: 'get',
      path,
      tag,
      summary: 'See which e-mails you get',
      auth,
      limit: 'read',
      reply: { status: 200, description: 'Each kind, and whether you want it.', schema: NotificationPreferences },
      problems: [],
    },
    async (ctx) => ok(viewPreferences(await loadUnwanted(ctx))),
  ),
  route(
    {
      operationId: 'notificationPreferences_set',
      method: 'put',
      path,
      tag,
      summary: 'Choose which e-mails you get',
      description: 'All kinds that are not among the unwanted ones are wanted.',
      auth,
      limit: 'write',
      body: NotificationWishes,
      reply: { status: 200, description: 'Your choice as it is now.', schema: NotificationPreferences },
      problems: [],
    },
    (ctx, { body }) => setPreferences(ctx, body),
  ),
];

function setPreferences(
  ctx: Ctx,
  { unwanted }: z.output<typeof NotificationWishes>,
): Promise<Reply<z.input<typeof NotificationPreferences>>> {
  const { personId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const chosen = new Set<string>(unwanted);
    return {
      reply: { status: 200, body: viewPreferences(chosen) },
      writes: optionalKinds.map((kind) => putWish(personId, kind, !chosen.has(kind), ctx.now)),
    };
  });
}

async function loadUnwanted(ctx: Ctx): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.all(selectUnwanted(personOf(ctx.actor).personId));
  return new Set(rows.map(({ kind }) => kind));
}

function viewPreferences(unwanted: ReadonlySet<string>): z.input<typeof NotificationPreferences> {
  return {
    wanted: optionalKinds.filter((kind) => !unwanted.has(kind)),
    unwanted: optionalKinds.filter((kind) => unwanted.has(kind)),
  };
}
