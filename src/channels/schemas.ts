import { z } from '../kernel/zod.ts';
import { idField, idParams, instantField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';

const channelField = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'takes 1 to 40 small letters, digits and hyphens')
  .openapi({
    description: 'Of your choice. A feed and an export of the same channel belong together: neither echoes the other.',
    example: 'airbnb',
  });

export const FeedParams = idParams('listing').extend({
  feedId: idField('feed').openapi({ param: { name: 'feedId', in: 'path' } }),
});

export const ExportParams = idParams('listing').extend({
  channel: channelField.openapi({ param: { name: 'channel', in: 'path' } }),
});

export const ListQuery = z.strictObject(pageQuery);

export const NewFeed = z
  .strictObject({
    channel: channelField,
    url: z
      .string()
      .trim()
      .max(2000)
      .transform((text) => text.replace(/^webcal:/i, 'https:'))
      .openapi({ description: "The channel's export address; https (or webcal), port 443, reachable by anybody." }),
  })
  .openapi('NewFeed', {
    example: { channel: 'airbnb', url: 'https://www.airbnb.com/calendar/ical/12345.ics?s=0a1b2c3d' },
  });

const FeedFault = z
  .strictObject({ code: z.string(), detail: z.string() })
  .openapi('FeedFault', { example: { code: 'http-status', detail: 'The server answered 503.' } });

const feedExample = {
  id: 'fed_01kav0h2e6f8w9x3m5n7p9q1r3',
  listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
  channel: 'airbnb',
  url: 'https://www.airbnb.com/calendar/ical/12345.ics?s=0a1b2c3d',
  state: 'failing',
  lastFetchAt: '2026-11-23T21:07:12.000Z',
  lastSuccessAt: '2026-11-23T20:36:40.000Z',
  staleAt: '2026-11-24T02:36:40.000Z',
  nextPollAt: '2026-11-23T21:38:02.000Z',
  failures: 1,
  error: { code: 'http-status', detail: 'The server answered 503.' },
  problems: [],
  createdAt: '2026-10-02T09:12:44.000Z',
};

export const Feed = z
  .strictObject({
    id: z.string(),
    listingId: z.string(),
    channel: z.string(),
    url: z.string(),
    state: z.enum(['pending', 'ok', 'failing', 'stale']).openapi({
      description:
        '`pending`: not fetched yet. `failing`: the last fetch was no success. `stale`: none was for six hours; stays ' +
        'are requests until one is.',
    }),
    lastFetchAt: instantField.nullable(),
    lastSuccessAt: instantField.nullable().openapi({ description: 'When the feed was last read whole.' }),
    staleAt: instantField.openapi({ description: 'When it is, or was, stale unless a fetch succeeds before.' }),
    nextPollAt: instantField,
    failures: z.int().openapi({ description: 'Fetches in a row that were no success.' }),
    error: FeedFault.nullable().openapi({ description: 'Of the last fetch; null when it was a success.' }),
    problems: z.array(z.string()).openapi({
      description: 'What could not be read of the last feed, such as `invalid-date`. Its other events are taken.',
    }),
    createdAt: instantField,
  })
  .openapi('Feed', { example: feedExample });

export const FeedPage = pageOf(Feed, 'FeedPage');

export const FeedFetch = z
  .strictObject({
    at: instantField,
    error: FeedFault.nullable(),
    added: z.int().openapi({ description: 'Closures that it made.' }),
    moved: z.int(),
    removed: z.int(),
  })
  .openapi('FeedFetch', { example: { at: '2026-11-23T21:07:12.000Z', error: null, added: 1, moved: 0, removed: 2 } });

export const FeedFetchPage = pageOf(FeedFetch, 'FeedFetchPage');

export const CalendarExport = z
  .strictObject({
    listingId: z.string(),
    channel: z.string(),
    url: z.string().openapi({ description: 'Whoever has it reads which nights are taken, and nothing else.' }),
    createdAt: instantField,
    rotatedAt: instantField.nullable(),
  })
  .openapi('CalendarExport', {
    example: {
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      channel: 'airbnb',
      url: 'https://api.stays.example/ical/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE.ics',
      createdAt: '2026-10-02T09:12:44.000Z',
      rotatedAt: null,
    },
  });

export const CalendarExportPage = pageOf(CalendarExport, 'CalendarExportPage');
