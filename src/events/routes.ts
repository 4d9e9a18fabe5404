import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { asId, isId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { numberEvents } from '../platform/events.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { type Place, selectEvents, selectMayFollow } from './queries.ts';
import { EventFeed, EventQuery } from './schemas.ts';
import { viewEvent } from './view-event.ts';

export const eventRoutes: readonly Route[] = [
  route(
    {
      operationId: 'events_list',
      method: 'get',
      path: '/v1/events',
      tag: 'Events',
      summary: 'Read what has happened, from any point on',
      description:
        'What concerns you as guest or host, in the order of one sequence; operators read all of it, and that `seq` ' +
        'rises by one from event to event proves that none is missing. Send `next` as `after` to go on: an event that ' +
        'comes later is always after it. Reading again is never wrong.',
      auth: 'person',
      limit: 'read',
      query: EventQuery,
      reply: { status: 200, description: 'The next events.', schema: EventFeed },
      problems: [],
    },
    (ctx, { query }) => readEvents(ctx, query),
  ),
];

async function readEvents(ctx: Ctx, { after, limit }: z.output<typeof EventQuery>) {
  const reader = personOf(ctx.actor);
  const place = placeOf(after);
  const [, [following], rows] = await ctx.db.batch([
    numberEvents({ waits: false }),
    selectMayFollow(reader, place),
    selectEvents(reader, place, limit),
  ]);
  if (following?.may !== true) {
    const detail = 'is no event that you have read';
    throw new Problem('invalid-input', { errors: [{ parameter: 'after', code: 'invalid', detail }] });
  }
  const data = rows.slice(0, limit).map(viewEvent);
  const body: z.input<typeof EventFeed> = {
    data,
    next: data.at(-1)?.id ?? after ?? null,
    hasMore: rows.length > limit,
  };
  return ok(body);
}

function placeOf(after: string | undefined): Place {
  if (after === undefined) return undefined;
  return isId('event', after) ? { event: asId('event', after) } : { seq: Number(after) };
}
