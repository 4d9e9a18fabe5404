import type Stripe from 'stripe';
import { z } from 'zod';
import { noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { type Fields, page, text } from './params.ts';
import { type Route, route } from './route.ts';

const list = z.strictObject({
  ...page,
  type: text.optional(),
  types: z.array(text).max(20).optional(),
} satisfies Fields<Stripe.EventListParams>);

export const eventRoutes: readonly Route[] = [
  route('GET', '/v1/events', list, (world, params) => {
    const { type, types } = params;
    const matching = [...world.events.values()].filter(
      (event) =>
        (type === undefined || event.type === type || matchesFamily(event.type, type)) &&
        (types === undefined || types.includes(event.type)),
    );
    return listPage('/v1/events', matching, params);
  }),
  route('GET', '/v1/events/:id', z.strictObject({}), (world, _params, id) => {
    const event = world.events.get(id);
    if (event === undefined) throw noSuch('event', id, 'id');
    return event;
  }),
];

/** `charge.*` asks for all events that begin so. */
function matchesFamily(type: string, wanted: string): boolean {
  return wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1));
}
