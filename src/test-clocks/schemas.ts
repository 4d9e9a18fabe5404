import { z } from '../kernel/zod.ts';
import { instantField } from '../platform/http/fields.ts';

const TestClockStop = z
  .strictObject({
    job: z.string().openapi({ description: 'What was to be done.' }),
    error: z.string().nullable().openapi({ description: 'How it failed the last time.' }),
  })
  .openapi('TestClockStop', { example: { job: 'cancel-payment', error: 'StripeAPIError' } });

export const TestClock = z
  .strictObject({
    bookingId: z.string(),
    now: instantField.openapi({ description: "The booking's time; it goes on from there." }),
    advancingTo: instantField.nullable().openapi({
      description: 'Up to where it is being moved; null once all is done that was due by then, or it was stopped.',
    }),
    stoppedBy: TestClockStop.nullable().openapi({
      description:
        'What of the booking fails however often it is tried: its time was moved no further. Moved once more, that is ' +
        'tried anew.',
    }),
  })
  .openapi('TestClock', {
    example: {
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      now: '2027-06-01T12:00:00.000Z',
      advancingTo: '2027-06-15T12:00:00.000Z',
      stoppedBy: null,
    },
  });

export const AdvanceTestClock = z
  .strictObject({
    advanceTo: instantField.openapi({ description: "After the booking's time, and at most 1,825 days from now." }),
  })
  .openapi('AdvanceTestClock', { example: { advanceTo: '2027-06-15T12:00:00.000Z' } });
