import { type RawBuilder, sql } from 'kysely';
import type { Ctx, World } from '../context.ts';
import { idPrefixes } from '../kernel/ids.ts';
import { guard, type Query, statement, type Write } from './db/index.ts';

/** The kinds of things that are of a booking, as `booking_of` in the database knows them. */
const ofBookings = [
  'booking',
  'alteration',
  'payment',
  'refund',
  'dispute',
  'deposit',
  'depositHold',
  'payout',
  'payoutReversal',
  'review',
  'notification',
] as const;
const prefixes: readonly string[] = ofBookings.map((kind) => `${idPrefixes[kind]}_`);

/**
 * The context in the time of the booking that this is about, told by the ids in it, of the booking or of something of
 * it. The one place where a booking's own time comes from: its test clock, in a sandbox. Everywhere else, and for what is
 * about no booking, it is the context as it was, without a look at the database.
 */
export async function inItsTime(ctx: Ctx, about: unknown): Promise<Ctx> {
  if (!ctx.config.sandbox) return ctx;
  const ids = idsIn(about);
  if (ids.length === 0) return ctx;
  const [world] = await ctx.db.all(selectWorld(ids));
  return world === undefined ? ctx : { ...ctx, now: new Date(ctx.realNow.getTime() + world.ahead), world };
}

/** The context in the real time, for what goes by it though it was about a booking. */
export function inRealTime({ world: _, ...ctx }: Ctx): Ctx {
  return { ...ctx, now: ctx.realNow };
}

/**
 * For a batch that was decided in a booking's time: stale, if that was moved since. The booking is locked first, so that jobs
 * which the batch enqueues are there when its clock is moved, or are decided anew.
 */
export function guardTime({ bookingId, ahead }: World): Write[] {
  return [
    statement(sql`select from bookings where id = ${bookingId} for share`),
    guard(sql`${aheadOf(sql`${bookingId}`)} = ${ahead}::bigint`, 'stale'),
  ];
}

/** How far a booking's time is ahead of the real one, in milliseconds, as SQL. Nothing where the service is live. */
export function aheadIn(ctx: Pick<Ctx, 'config'>, bookingId: RawBuilder<unknown>): RawBuilder<number> {
  return ctx.config.sandbox ? aheadOf(bookingId) : sql<number>`0::bigint`;
}

function selectWorld(ids: readonly string[]): Query<World> {
  return statement(sql<World>`
    select booking_id as "bookingId", ${aheadOf(sql`named.booking_id`)} as ahead
    from (select booking_of(id) as booking_id from unnest(${ids}::text[]) as id) as named
    where booking_id is not null limit 1`);
}

function aheadOf(bookingId: RawBuilder<unknown>): RawBuilder<number> {
  return sql`coalesce((select ahead from test_clocks where test_clocks.booking_id = ${bookingId}), 0)`;
}

function idsIn(about: unknown): string[] {
  if (typeof about !== 'object' || about === null) return [];
  return Object.values(about).filter(
    (value): value is string => typeof value === 'string' && prefixes.some((prefix) => value.startsWith(prefix)),
  );
}
