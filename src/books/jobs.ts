import type { PlainDate } from '../kernel/dates.ts';
import { z } from '../kernel/zod.ts';
import { type StripeList, stripeLists } from '../platform/db/tables/books.ts';
import { dateField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Reads the next page of what Stripe has of a day. */
export const readStripePage: JobKind<{ day: PlainDate; list: StripeList; cursor: string | null }> = {
  name: 'read-stripe-page',
  payload: z.strictObject({ day: dateField, list: z.enum(stripeLists), cursor: z.string().nullable() }),
};

/** Compares the books of a day with what was read. */
export const compareBooks: JobKind<{ day: PlainDate }> = {
  name: 'compare-books',
  payload: z.strictObject({ day: dateField }),
};
