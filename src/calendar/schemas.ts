import { z } from '@hono/zod-openapi';
import { daysBetween } from '../kernel/dates.ts';
import { amountField, currencyField, dateField, idField, instantField, textField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';
import { MAX_PRICE_SPAN, priceKinds, spanOf } from './night-prices.ts';

/** Nights that a calendar shows at once: 24 months. */
const MAX_CALENDAR_NIGHTS = 731;
const MAX_PRICE_RANGES = 1_000;

const start = dateField.openapi({ description: 'The first night.', example: '2027-06-12' });
const end = dateField.openapi({ description: 'The day after the last night.', example: '2027-06-19' });
const replyDate = z.iso.date();
const listingId = z.object({ id: idField('listing').openapi({ param: { name: 'id', in: 'path' } }) });
const isRange = (range: { start: string; end: string }) => range.start < range.end;
const notARange = { path: ['end'], message: 'is not after start' };

export const ClosureParams = listingId.extend({
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
  .openapi('Closure', {
    example: {
      id: 'cls_01kav0h2e6f8w9x3m5n7p9q1r3',
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      start: '2027-06-12',
      end: '2027-06-19',
      source: 'host',
      feed: null,
      note: 'The roof is being mended',
      createdAt: '2026-11-23T21:07:12.000Z',
    },
  });

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
      closure: {
        id: 'cls_01kav0h2e6f8w9x3m5n7p9q1r3',
        listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
        start: '2027-06-12',
        end: '2027-06-19',
        source: 'host',
        feed: null,
        note: '',
        createdAt: '2026-11-23T21:07:12.000Z',
      },
      conflicts: [{ bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', start: '2027-06-18', end: '2027-06-21' }],
    },
  });

export const ClosureQuery = z.strictObject({
  ...pageQuery,
  from: dateField.optional().openapi({ description: 'Leaves out the closures that end before this night.' }),
});

export const ClosurePage = pageOf(Closure, 'ClosurePage');

const PriceRange = z
  .strictObject({
    start,
    end,
    nightly: amountField
      .nullable()
      .openapi({ description: "Per night, in the minor unit of the listing's currency; null takes the price away." }),
  })
  .refine(isRange, notARange)
  .openapi('PriceRange', { example: { start: '2027-06-12', end: '2027-06-19', nightly: 18_000 } });

export const NewPrices = z
  .strictObject({
    ranges: z
      .array(PriceRange)
      .min(1)
      .max(MAX_PRICE_RANGES)
      .refine((ranges) => ranges.length === 0 || daysBetween(...spanOf(ranges)) <= MAX_PRICE_SPAN, {
        message: `lie more than ${MAX_PRICE_SPAN} nights apart`,
      }),
    kind: z.enum(priceKinds).default('night').openapi({
      description: '`season`: prices that hold unless the night has its own, weekends included.',
    }),
  })
  .openapi('NewPrices', {
    description: 'Prices that replace those of the listing on these nights. Of ranges that overlap, the latest wins.',
    example: {
      ranges: [
        { start: '2027-06-01', end: '2027-09-01', nightly: 18_000 },
        { start: '2027-07-04', end: '2027-07-06', nightly: null },
      ],
    },
  });
export type NewPrices = z.output<typeof NewPrices>;

export const CalendarQuery = z
  .strictObject({
    from: dateField.openapi({ description: 'The first night shown.' }),
    to: dateField.openapi({ description: 'The day after the last night shown.', example: '2027-07-12' }),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'is not after from' })
  .refine(({ from, to }) => daysBetween(from, to) <= MAX_CALENDAR_NIGHTS, {
    path: ['to'],
    message: 'is more than 24 months after from',
  });

const Night = z
  .strictObject({
    date: replyDate,
    state: z.enum(['open', 'held', 'booked', 'closed', 'past', 'too-far-ahead']).openapi({
      description: '`held`: a booking that is not paid or not accepted yet has this night, for now.',
    }),
    price: z
      .int()
      .nullable()
      .openapi({ description: 'In the minor unit of the currency, before discounts; null while there is none.' }),
    minNights: z.int().openapi({ description: 'Of a stay that begins with this night.' }),
    maxNights: z.int(),
  })
  .openapi('Night', { example: { date: '2027-06-12', state: 'open', price: 18_000, minNights: 2, maxNights: 30 } });

const calendarFields = { listingId: z.string(), currency: currencyField, nights: z.array(Night) };

export const Calendar = z.strictObject(calendarFields).openapi('Calendar', {
  example: {
    listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
    currency: 'USD',
    nights: [{ date: '2027-06-12', state: 'open', price: 18_000, minNights: 2, maxNights: 30 }],
  },
});

const Block = z
  .strictObject({
    start: replyDate,
    end: replyDate,
    kind: z.enum(['closed', 'held', 'booked']),
    id: z.string().openapi({ description: 'Of the closure, or of the booking that has these nights.' }),
  })
  .openapi('Block', {
    example: { start: '2027-06-12', end: '2027-06-15', kind: 'booked', id: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3' },
  });

export const HostCalendar = z
  .strictObject({
    ...calendarFields,
    blocks: z.array(Block).openapi({ description: 'All that takes some of these nights.' }),
  })
  .openapi('HostCalendar', {
    example: {
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      currency: 'USD',
      nights: [{ date: '2027-06-12', state: 'booked', price: 18_000, minNights: 2, maxNights: 30 }],
      blocks: [{ start: '2027-06-12', end: '2027-06-15', kind: 'booked', id: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3' }],
    },
  });
