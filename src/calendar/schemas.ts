import { PersonInBrief } from '../accounts/index.ts';
import { bookingStates } from '../kernel/booking-state.ts';
import { daysBetween, type PlainDate } from '../kernel/dates.ts';
import { z } from '../kernel/zod.ts';
import {
  currencyField,
  dateField,
  idField,
  idParams,
  instantField,
  replyDate,
  textField,
} from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';
import { nightStates } from './stay-calendar.ts';

/** Nights that a calendar shows at once: 24 months. */
const MAX_CALENDAR_NIGHTS = 731;

export const start = dateField.openapi({ description: 'The first night.', example: '2027-06-12' });
export const end = dateField.openapi({ description: 'The day after the last night.', example: '2027-06-19' });
export const isRange = (range: { start: string; end: string }) => range.start < range.end;
export const notARange = { path: ['end'], message: 'is not after start' };

export const ClosureParams = idParams('listing').extend({
  closureId: idField('closure').openapi({ param: { name: 'closureId', in: 'path' } }),
});

export const NewClosure = z
  .strictObject({ start, end, note: textField(0, 500).default('') })
  .refine(isRange, notARange)
  .openapi('NewClosure', {
    description: 'Nights that the host does not offer.',
    example: { start: '2027-06-12', end: '2027-06-19', note: 'The roof is being mended' },
  });
export type NewClosure = z.output<typeof NewClosure>;

const ClosureFeed = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['booking', 'block']).openapi({ description: 'Sold there, or just not offered.' }),
  })
  .openapi('ClosureFeed', { example: { id: 'fed_01kav0h2e6f8w9x3m5n7p9q1r3', kind: 'booking' } });

const closureExample = {
  id: 'cls_01kav0h2e6f8w9x3m5n7p9q1r3',
  listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
  start: '2027-06-12',
  end: '2027-06-19',
  source: 'host',
  feed: null,
  note: 'The roof is being mended',
  createdAt: '2026-11-23T21:07:12.000Z',
} as const;

export const Closure = z
  .strictObject({
    id: z.string(),
    listingId: z.string(),
    start: replyDate.openapi({ description: 'The first night.' }),
    end: replyDate.openapi({ description: 'The day after the last night.' }),
    source: z.enum(['host', 'cancellation', 'feed']).openapi({
      description:
        '`cancellation`: the host cancelled a booking, and its nights stay closed. `feed`: another channel has them.',
    }),
    feed: ClosureFeed.nullable().openapi({ description: 'The feed that it comes from; null where from none.' }),
    note: z.string(),
    createdAt: instantField,
  })
  .openapi('Closure', { example: closureExample });

const nightExample = {
  date: '2027-06-12',
  state: 'open' as const,
  price: 18_000,
  canArrive: true,
  canDepart: true,
  minNights: 2,
  maxNights: 30,
  minNightsThrough: 1,
  maxNightsThrough: 365,
};

const ClosureConflict = z
  .strictObject({ bookingId: z.string(), start: replyDate, end: replyDate })
  .openapi('ClosureConflict', {
    example: { bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', start: '2027-06-18', end: '2027-06-21' },
  });

export const CreatedClosure = z
  .strictObject({
    closure: Closure,
    conflicts: z
      .array(ClosureConflict)
      .openapi({ description: 'Bookings and live holds that have some of these nights. They stay as they are.' }),
  })
  .openapi('CreatedClosure', {
    example: {
      closure: { ...closureExample, note: '' },
      conflicts: [{ bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', start: '2027-06-18', end: '2027-06-21' }],
    },
  });

export const ClosureQuery = z.strictObject({
  ...pageQuery,
  from: dateField.optional().openapi({ description: 'Leaves out the closures that end before this night.' }),
});

export const ClosurePage = pageOf(Closure, 'ClosurePage');

const shownNights = {
  from: dateField.openapi({ description: 'The first night shown.' }),
  to: dateField.openapi({ description: 'The day after the last night shown.', example: '2027-07-12' }),
};

export const CalendarQuery = ofShownNights(z.strictObject(shownNights));

export const PublicCalendarQuery = ofShownNights(
  z.strictObject({
    ...shownNights,
    cursor: z.string().max(1000).optional().openapi({
      description: '`cursor` of changes that were told: the answer has them, and may else be a second old.',
      example: 'WzQzXQ',
    }),
  }),
);

function ofShownNights<S extends z.ZodType<{ from: PlainDate; to: PlainDate }>>(query: S): S {
  return query
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'is not after from' })
    .refine(({ from, to }) => daysBetween(from, to) <= MAX_CALENDAR_NIGHTS, {
      path: ['to'],
      message: 'is more than 24 months after from',
    });
}

const Night = z
  .strictObject({
    date: replyDate,
    state: z.enum(nightStates).openapi({
      description:
        '`held`: a booking that is not paid or not accepted yet has this night, for now. `preparation`: kept free ' +
        'around a stay. `too-far-ahead`: it cannot be booked yet.',
    }),
    price: z
      .int()
      .nullable()
      .openapi({ description: 'In the minor unit of the currency, before discounts; null while there is none.' }),
    canArrive: z.boolean().openapi({ description: 'Whether a stay can begin with this night.' }),
    canDepart: z.boolean().openapi({ description: 'Whether a stay can end on this date.' }),
    minNights: z.int().openapi({ description: 'Of a stay that begins with this night.' }),
    maxNights: z.int().openapi({ description: 'Of a stay that begins with this night.' }),
    minNightsThrough: z.int().openapi({ description: 'Of every stay that has this night.' }),
    maxNightsThrough: z.int().openapi({ description: 'Of every stay that has this night.' }),
  })
  .openapi('Night', { example: nightExample });

const calendarFields = {
  listingId: z.string(),
  currency: currencyField,
  nights: z.array(Night),
  cursor: z.string().openapi({ description: 'What changes after this answer is told from here on.' }),
};

const calendarExample = {
  listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
  currency: 'USD',
  nights: [nightExample],
  cursor: 'WzQyXQ',
};

export const Calendar = z.strictObject(calendarFields).openapi('Calendar', {
  description:
    'A stay can be had if all its nights are `open`, `canArrive` is true of its first night and `canDepart` of the date ' +
    'after its last, its length is within what the first night and every night say, and the party fits.',
  example: calendarExample,
});

export const ChangesQuery = z.strictObject({
  cursor: z.string().max(1000).openapi({
    description: '`cursor` of the calendar, or of the changes before.',
    example: 'WzQyXQ',
  }),
});

/** What a cursor of changes is made of. */
export const ChangesKey = z.tuple([z.int().min(0)]);

const ChangedNights = z
  .strictObject({ start: replyDate, end: replyDate })
  .openapi('ChangedNights', { example: { start: '2027-06-12', end: '2027-06-19' } });

export const CalendarChanges = z
  .strictObject({
    everything: z.boolean().openapi({ description: 'Whether all nights may have changed, and no ranges are told.' }),
    ranges: z.array(ChangedNights),
    cursor: z.string(),
  })
  .openapi('CalendarChanges', {
    example: { everything: false, ranges: [{ start: '2027-06-12', end: '2027-06-19' }], cursor: 'WzQzXQ' },
  });

const guestExample = { id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3', name: 'Ada', avatarUrl: null };
const blockExample = {
  start: '2027-06-12',
  end: '2027-06-15',
  kind: 'booked',
  id: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
  booking: { state: 'confirmed', guest: guestExample },
} as const;

const BlockGuest = PersonInBrief.openapi('BlockGuest');

const BlockBooking = z
  .strictObject({ state: z.enum(bookingStates), guest: BlockGuest })
  .openapi('BlockBooking', { example: { state: 'confirmed', guest: guestExample } });

const Block = z
  .strictObject({
    start: replyDate,
    end: replyDate,
    kind: z.enum(['closed', 'held', 'booked']),
    id: z.string().openapi({ description: 'Of the closure, or of the booking that has these nights.' }),
    booking: BlockBooking.nullable().openapi({
      description: 'How the booking stands, and who comes; null for a closure.',
    }),
  })
  .openapi('Block', { example: blockExample });

export const HostCalendar = z
  .strictObject({
    ...calendarFields,
    blocks: z.array(Block).openapi({ description: 'All that takes some of these nights.' }),
  })
  .openapi('HostCalendar', {
    example: {
      ...calendarExample,
      nights: [{ ...nightExample, state: 'booked' as const }],
      blocks: [blockExample],
    },
  });
