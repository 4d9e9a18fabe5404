import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import type { Side } from '../../kernel/actor.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { BookingId, PersonId } from '../../kernel/ids.ts';
import { MAX_STAY_NIGHTS } from '../../kernel/stay-rules.ts';
import type { z } from '../../kernel/zod.ts';
import { aheadIn } from '../../platform/test-clock.ts';
import { REVIEW_DAYS } from '../booking.ts';
import type { BookingQuery } from '../list-schemas.ts';
import { type BookingRow, selectBookingsOf } from './bookings.ts';

/** What tells the time of a stay. */
type Timed = Pick<Ctx, 'now' | 'config'>;
type Asked = Omit<z.output<typeof BookingQuery>, 'as' | 'cursor' | 'limit'>;

/** Whether they are asked for by their dates, and so come in the order of these. */
export function isByDate({ when, only, from, to }: Asked): boolean {
  return when !== undefined || only !== undefined || from !== undefined || to !== undefined;
}

/** The sort key of the last one shown: its check-in, unless they are in the order in which they were made, and its id. */
interface AfterBooking {
  checkIn?: PlainDate;
  id: BookingId;
}

/** A booking in a list: until when this side can review it, null when it cannot. */
export type ListedBooking = BookingRow & { reviewable_until: Date | null };

/** One page of this person's bookings: newest first, or by check-in, of stays that are over the last first, else the next. */
export function selectBookingPage(
  ctx: Timed,
  personId: PersonId,
  { side, after, limit, ...filter }: Asked & { side: Side; after: AfterBooking | undefined; limit: number },
) {
  const { state, listingId, when, only, from, to } = filter;
  const isOver = when === 'past' || only === 'reviewable';
  const direction = isByDate(filter) && !isOver ? 'asc' : 'desc';
  const reviewable = reviewableUntil(ctx, side);
  const found = selectBookingsOf(personId, side)
    .select(reviewable.as('reviewable_until'))
    .$if(state !== undefined, (bookings) => bookings.where(sql<boolean>`bookings.state = ${state}`))
    .$if(listingId !== undefined, (bookings) => bookings.where(sql<boolean>`bookings.listing_id = ${listingId}`))
    .$if(from !== undefined, (bookings) => bookings.where(sql<boolean>`bookings.check_in >= ${from}`))
    .$if(to !== undefined, (bookings) => bookings.where(sql<boolean>`bookings.check_in < ${to}`))
    .$if(only === 'reviewable', (bookings) =>
      bookings.where(sql<boolean>`(${isLately(ctx)} and ${reviewable} is not null)`),
    )
    .$if(isByDate(filter), (bookings) => bookings.orderBy('bookings.check_in', direction))
    .orderBy('bookings.id', direction)
    .limit(limit + 1);
  const staged = when === undefined ? found : found.where(standsAs(ctx, when));
  return after === undefined ? staged : staged.where(isBeyond(after, direction));
}

function isBeyond({ checkIn, id }: AfterBooking, direction: 'asc' | 'desc'): RawBuilder<boolean> {
  const beyond = direction === 'asc' ? sql`>` : sql`<`;
  if (checkIn === undefined) return sql`bookings.id ${beyond} ${id}`;
  return sql`(bookings.check_in, bookings.id) ${beyond} (${checkIn}::date, ${id}::text)`;
}

const checkInAt = sql`instant_at(bookings.check_in + bookings.check_in_from::time, bookings.time_zone)`;
const checkOutAt = sql`instant_at(bookings.check_out + bookings.check_out_by::time, bookings.time_zone)`;

// A stay that is over need not have been noticed by a job. The dates are what the index finds them by: no place on earth is
// further than a day from that of UTC.
function standsAs(ctx: Timed, when: NonNullable<Asked['when']>): RawBuilder<boolean> {
  const [now, today] = [timeOf(ctx), dayOf(ctx)];
  const stages = {
    upcoming: sql<boolean>`(bookings.state = 'confirmed' and bookings.check_in >= ${today} - 1 and ${checkInAt} > ${now})`,
    current: sql<boolean>`(bookings.state = 'confirmed' and ${hasBegun(ctx)} and bookings.check_out >= ${today} - 1
      and bookings.check_in >= ${today} - ${1 + MAX_STAY_NIGHTS}::int and ${checkInAt} <= ${now} and ${checkOutAt} > ${now})`,
    past: sql<boolean>`(${hasBegun(ctx)}
      and (bookings.state = 'completed' or (bookings.state = 'confirmed' and ${checkOutAt} <= ${now})))`,
  };
  return stages[when];
}

// As `reviewWindow` of the reviews decides, for whoever has not used it.
function reviewableUntil(ctx: Timed, side: Side): RawBuilder<Date | null> {
  const now = timeOf(ctx);
  return sql`(
    select closes_at
    from (
      select case
        when bookings.state in ('confirmed', 'completed') then ${checkOutAt}
        when bookings.state = 'cancelled' and (bookings.ended_at at time zone bookings.time_zone)::date >= bookings.check_in
          then bookings.ended_at end) as stay (left_at),
      lateral (
        select instant_at(
          left_at at time zone bookings.time_zone + ${REVIEW_DAYS}::int * interval '1 day', bookings.time_zone)
      ) as of_reviews (closes_at)
    where left_at <= ${now} and closes_at > ${now} and not exists (
      select from reviews where booking_id = bookings.id and (reviews.side = ${side} or reviews.state <> 'submitted')))`;
}

// Any that can be reviewed, and few that cannot.
function isLately(ctx: Timed): RawBuilder<boolean> {
  return sql`(${hasBegun(ctx)} and bookings.check_in >= ${dayOf(ctx)} - ${2 + REVIEW_DAYS + MAX_STAY_NIGHTS}::int)`;
}

// Of a stay whose time was moved on in a sandbox the real day says nothing.
function hasBegun(ctx: Timed): RawBuilder<boolean> {
  return ctx.config.sandbox ? sql`true` : sql`bookings.check_in <= ${dayOf(ctx)} + 1`;
}

function timeOf(ctx: Timed): RawBuilder<Date> {
  return sql`(${ctx.now}::timestamptz + ${aheadIn(ctx, sql.ref('bookings.id'))} * interval '1 millisecond')`;
}

function dayOf(ctx: Timed): RawBuilder<unknown> {
  return sql`(${ctx.now}::timestamptz at time zone 'UTC')::date`;
}
