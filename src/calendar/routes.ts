import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { z } from '../kernel/zod.ts';
import { guardOwnListing } from '../listings/index.ts';
import { dateField, idField, idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { createClosure } from './create-closure.ts';
import { nightRoutes } from './night-routes.ts';
import { selectChanges } from './queries/changes.ts';
import { selectClosurePage } from './queries/closures.ts';
import { guestsOf, selectSnapshot } from './queries/snapshot.ts';
import { removeClosure } from './remove-closure.ts';
import {
  Calendar,
  CalendarChanges,
  CalendarQuery,
  ChangesKey,
  ChangesQuery,
  ClosurePage,
  ClosureParams,
  ClosureQuery,
  CreatedClosure,
  HostCalendar,
  NewClosure,
  PublicCalendarQuery,
} from './schemas.ts';
import { viewCalendar, viewChanges, viewClosure, viewHostCalendar } from './views.ts';

const tag = 'Calendar';
const ClosureKey = z.tuple([dateField, idField('closure')]);

export const calendarRoutes: readonly Route[] = [
  route(
    {
      operationId: 'calendars_get',
      method: 'get',
      path: '/v1/listings/{id}/calendar',
      tag,
      summary: 'See which nights can be had, and for how much',
      description:
        'All that decides over a stay but the party, for 24 months at most. Send the `ETag` as `If-None-Match`, and an ' +
        'unchanged calendar is a 304. It is at most one second old; with the `cursor` of changes that were told it has these.',
      auth: 'public',
      limit: 'read',
      params: idParams('listing'),
      query: PublicCalendarQuery,
      cache: 'listing',
      reply: { status: 200, description: 'Every night of the range.', schema: Calendar },
      problems: [],
    },
    async (ctx, { params: { id }, query: { from, to, cursor } }) => {
      const [since = 0] = decodeCursor(cursor, ChangesKey) ?? [];
      const snapshot = selectSnapshot(id, { start: from, end: to }, ctx.now).where('state', '=', 'published');
      const [row] = await ctx.db.all(snapshot);
      if (row === undefined) throw new Problem('not-found');
      // Copies are told apart by the cursor: none is kept of before it was given.
      if (row.version < since) throw cursorOfAnother();
      return ok(viewCalendar(id, row, { from, to }, ctx.now));
    },
  ),

  route(
    {
      operationId: 'calendars_changes',
      method: 'get',
      path: '/v1/listings/{id}/calendar/changes',
      tag,
      summary: 'See which nights have changed since a calendar was read',
      description:
        'For who keeps a copy of calendars: take the `cursor` of the answer that it was made from, read the ranges ' +
        'again with the `cursor` of this answer, and go on with it. Without it a calendar may be a second old, and lack ' +
        'them. A change is told after it is made, never missed, and may be told as more nights than it was. What time alone does is not told: a night is past, a notice runs out, a hold ' +
        'expires (until its nights are freed).',
      auth: 'public',
      limit: 'read',
      params: idParams('listing'),
      query: ChangesQuery,
      reply: { status: 200, description: 'Nights to be read again.', schema: CalendarChanges },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor } }) => {
      const [since = 0] = decodeCursor(cursor, ChangesKey) ?? [];
      const [row] = await ctx.db.all(selectChanges(id, since));
      if (row === undefined) throw new Problem('not-found');
      return ok(viewChanges(row));
    },
  ),

  route(
    {
      operationId: 'calendars_getOwn',
      method: 'get',
      path: '/v1/me/listings/{id}/calendar',
      tag,
      summary: 'See the calendar of your own listing',
      description: 'In whatever state the listing is, and with what has taken each night.',
      auth: 'person',
      limit: 'read',
      params: idParams('listing'),
      query: CalendarQuery,
      reply: { status: 200, description: 'Every night of the range.', schema: HostCalendar },
      problems: [],
    },
    async (ctx, { params: { id }, query: { from, to } }) => {
      const { personId } = personOf(ctx.actor);
      const nights = { start: from, end: to };
      const snapshot = selectSnapshot(id, nights, ctx.now).where('host_id', '=', personId);
      const [row] = await ctx.db.all(snapshot.select(guestsOf(nights).as('guests')));
      if (row === undefined) throw new Problem('not-found');
      return ok(viewHostCalendar(id, row, { from, to }, ctx.now));
    },
  ),

  route(
    {
      operationId: 'closures_create',
      method: 'post',
      path: '/v1/listings/{id}/closures',
      tag,
      summary: 'Close nights',
      description: 'Nights that are booked can be closed too; the bookings stay, and the answer names them.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      body: NewClosure,
      reply: { status: 201, description: 'The nights are closed.', schema: CreatedClosure },
      problems: ['closure-limit'],
    },
    (ctx, { params, body }) => createClosure(ctx, params.id, body),
  ),

  route(
    {
      operationId: 'closures_list',
      method: 'get',
      path: '/v1/listings/{id}/closures',
      tag,
      summary: "List a listing's closures",
      description: 'In the order of their first nights.',
      auth: 'person',
      limit: 'read',
      params: idParams('listing'),
      query: ClosureQuery,
      reply: { status: 200, description: 'A page of closures.', schema: ClosurePage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor, limit, from } }) => {
      const { personId } = personOf(ctx.actor);
      const after = decodeCursor(cursor, ClosureKey);
      const [, rows] = await ctx.db.batch([
        guardOwnListing(id, personId),
        selectClosurePage(id, { from, after, limit }),
      ]);
      return ok(
        page(
          rows,
          limit,
          (row) => viewClosure(id, row),
          (row) => [row.start, row.id],
        ),
      );
    },
  ),

  route(
    {
      operationId: 'closures_remove',
      method: 'delete',
      path: '/v1/listings/{id}/closures/{closureId}',
      tag,
      summary: 'Open closed nights again',
      auth: 'person',
      limit: 'write',
      params: ClosureParams,
      reply: { status: 204, description: 'The closure is gone.' },
      problems: ['invalid-transition'],
    },
    (ctx, { params }) => removeClosure(ctx, params.id, params.closureId),
  ),

  ...nightRoutes,
];

function cursorOfAnother(): Problem {
  const detail = 'is not a cursor that this calendar gave';
  return new Problem('invalid-input', { errors: [{ parameter: 'cursor', code: 'invalid', detail }] });
}
