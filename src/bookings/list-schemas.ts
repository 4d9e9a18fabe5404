import { z } from '../kernel/zod.ts';
import { dateField, idField, instantField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';
import { bookingFields, bookingState, ownExample, ownFields } from './schemas.ts';
import { supportExample } from './support-schemas.ts';

export const BookingSummary = z
  .strictObject({
    ...ownFields,
    reviewableUntil: instantField.nullable().openapi({
      description: 'Until when the caller can still review the stay; null: not yet, no more, or it is done.',
    }),
  })
  .openapi('BookingSummary', {
    description: 'A booking without house rules and cancellation terms.',
    example: { ...ownExample, reviewableUntil: null },
  });

export const BookingQuery = z
  .strictObject({
    ...pageQuery,
    as: z
      .enum(['guest', 'host'])
      .default('guest')
      .openapi({ description: 'Stays as a guest, or those at the own listings.' }),
    state: bookingState.optional(),
    listingId: idField('listing').optional().openapi({ description: 'Only those at this listing.' }),
    when: z
      .enum(['upcoming', 'current', 'past'])
      .optional()
      .openapi({
        description:
          'Only stays that are confirmed or completed, by the clocks where each is: `upcoming` until the check-in opens, ' +
          '`current` from then till check-out, `past` from then on.',
      }),
    only: z
      .enum(['reviewable'])
      .optional()
      .openapi({ description: '`reviewable`: only those that this side can review now, also after a cancellation.' }),
    from: dateField.optional().openapi({ description: 'The earliest check-in.', example: '2027-06-01' }),
    to: dateField.optional().openapi({ description: 'The day after the latest check-in.', example: '2027-07-01' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    message: 'is not after from',
  });
export const BookingPage = pageOf(BookingSummary, 'BookingPage');

export const SupportBookingSummary = z.strictObject(bookingFields).openapi('SupportBookingSummary', {
  description: 'A booking in a list as support sees it, without the exact place.',
  example: supportExample,
});
export const SupportBookingPage = pageOf(SupportBookingSummary, 'SupportBookingPage');

/** The sort key of the last one of a page. */
export const BookingCursor = z.tuple([idField('booking')]).transform(([id]) => ({ id }));
/** The same where they are in the order of their check-ins. */
export const BookingCursorByDate = z
  .tuple([dateField, idField('booking')])
  .transform(([checkIn, id]) => ({ checkIn, id }));
