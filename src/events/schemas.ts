import { idPattern } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { Event, exampleEvent } from '../platform/http/event-contract.ts';
import { queryNumber } from '../platform/http/fields.ts';

const MAX_EVENTS = 500;
const ANY_PLACE = new RegExp(`${idPattern('event').source}|^\\d{1,15}$`);

export const EventQuery = z.strictObject({
  after: z
    .string()
    .regex(ANY_PLACE, 'is neither the id of an event nor a number')
    .optional()
    .openapi({
      description:
        'Reads what comes after this event: `next` of the page before, or the id of any event that you have read. ' +
        'Operators may give a number of the sequence as well. From the beginning when absent.',
      example: 'evt_01kav0h2e6f8w9x3m5n7p9q1r3',
    }),
  limit: queryNumber(z.int().min(1).max(MAX_EVENTS)).default(100).openapi({ description: 'Events a page.' }),
});

export const EventFeed = z
  .strictObject({
    data: z.array(Event),
    next: z.string().nullable().openapi({
      description: 'Where to go on, now or later: what to send as `after`. Null while there has been no event yet.',
    }),
    hasMore: z.boolean().openapi({ description: 'Whether there are more events already.' }),
  })
  .openapi('EventFeed', {
    description: 'Events in their order.',
    example: { data: [exampleEvent], next: 'evt_01kav0h2e6f8w9x3m5n7p9q1r3', hasMore: false },
  });
