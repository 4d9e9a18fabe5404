import { personOf } from '../kernel/actor.ts';
import { z } from '../kernel/zod.ts';
import { guardOwnListing } from '../listings/index.ts';
import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { createExport, removeExport, rotateExport } from './change-export.ts';
import { selectExportPage } from './queries/exports.ts';
import { CalendarExport, CalendarExportPage, ExportParams, ListQuery } from './schemas.ts';
import { viewExport } from './views.ts';

const tag = 'Channels';
const path = '/v1/listings/{id}/exports/{channel}';
const answer = (description: string) => ({ status: 200, description, schema: CalendarExport }) as const;

export const exportRoutes: readonly Route[] = [
  route(
    {
      operationId: 'exports_list',
      method: 'get',
      path: '/v1/listings/{id}/exports',
      tag,
      summary: 'List the addresses at which channels read the calendar',
      auth: 'person',
      limit: 'read',
      params: idParams('listing'),
      query: ListQuery,
      reply: { status: 200, description: 'A page of exports, by channel.', schema: CalendarExportPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor, limit } }) => {
      const { personId } = personOf(ctx.actor);
      const [after] = decodeCursor(cursor, z.tuple([z.string()])) ?? [];
      const [, rows] = await ctx.db.batch([
        guardOwnListing(id, personId),
        selectExportPage(id, personId, { after, limit }),
      ]);
      return ok(
        page(
          rows,
          limit,
          (row) => viewExport(row, ctx.config.publicUrl),
          (row) => [row.channel],
        ),
      );
    },
  ),
  route(
    {
      operationId: 'exports_create',
      method: 'put',
      path,
      tag,
      summary: 'Give a channel an address to read the calendar at',
      description:
        'An iCalendar feed of all nights that are taken, by bookings, holds and closures, without those that came from ' +
        "this channel's own feeds. It says that they are taken, not by whom. A channel that has an address keeps it.",
      auth: 'person',
      limit: 'write',
      params: ExportParams,
      reply: answer('The address.'),
      problems: ['channel-limit'],
    },
    (ctx, { params }) => createExport(ctx, params.id, params.channel),
  ),
  route(
    {
      operationId: 'exports_rotate',
      method: 'post',
      path: `${path}/rotate`,
      tag,
      summary: 'Give a channel another address',
      description: 'The old one ends at once: paste the new one at the channel.',
      auth: 'person',
      limit: 'write',
      params: ExportParams,
      reply: answer('The new address.'),
      problems: [],
    },
    (ctx, { params }) => rotateExport(ctx, params.id, params.channel),
  ),
  route(
    {
      operationId: 'exports_remove',
      method: 'delete',
      path,
      tag,
      summary: "Take a channel's address away",
      auth: 'person',
      limit: 'write',
      params: ExportParams,
      reply: { status: 204, description: 'The address opens nothing any more.' },
      problems: [],
    },
    (ctx, { params }) => removeExport(ctx, params.id, params.channel),
  ),
];
