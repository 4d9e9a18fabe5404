import { type RawBuilder, sql } from 'kysely';
import type { Config } from '../config.ts';
import type { Ctx, World } from '../context.ts';
import { idPrefixes } from '../kernel/ids.ts';
import { DatabaseError, guard, type Query, statement, type Write } from './db/index.ts';

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
  'thread',
  'message',
  'notification',
] as const;
/** What the guard of the real time is refused with; nobody is told. */
const MOVED = 'time-moved';
const prefixes: readonly string[] = ofBookings.map((kind) => `${idPrefixes[kind]}_`);

/**
 * Does what a request asks in the time of the booking that it is about, told by the ids in it: of the booking or of
 * something of it. It is tried in the real time first, each batch guarded by that being the booking's too, so that it costs
 * no round trip where no time was moved; a refusal of the guard has written nothing, and it is done in the booking's time.
 * @param contextWith makes its context, with these statements before each batch
 */
export async function inItsTime<T>(
  { sandbox }: Config,
  contextWith: (preamble: readonly Query[]) => Ctx,
  about: unknown,
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const things = sandbox ? thingsIn(about) : [];
  if (things.length === 0) return work(contextWith([]));
  try {
    const world = { things, ahead: 0 };
    return await work({ ...contextWith([guard(isAhead(world), MOVED)]), world });
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.constraint !== MOVED) throw error;
    return work(await inTimeOf(contextWith([]), about));
  }
}

/** The context in the time of the booking that this is about. Where the service is live, as it was, without a look. */
export async function inTimeOf(ctx: Ctx, about: unknown): Promise<Ctx> {
  const things = ctx.config.sandbox ? thingsIn(about) : [];
  if (things.length === 0) return ctx;
  const [found] = await ctx.db.all(selectAhead(things));
  return inTime(ctx, about, found?.ahead ?? 0);
}

/** The same, where it is known how far that is ahead. */
export function inTime(ctx: Ctx, about: unknown, ahead: number): Ctx {
  const things = ctx.config.sandbox ? thingsIn(about) : [];
  if (things.length === 0) return ctx;
  return { ...ctx, now: new Date(ctx.realNow.getTime() + ahead), world: { things, ahead } };
}

/** How far the time of the booking that a row of `jobs` is about is ahead of the real one, in milliseconds, as SQL. */
export function aheadOfJob(ctx: Pick<Ctx, 'config'>): RawBuilder<number> {
  if (!ctx.config.sandbox) return sql`0::bigint`;
  return sql`coalesce((
    select max(ahead) from test_clocks
    where booking_id in (select booking_of(part.value) from jsonb_each_text(jobs.payload) as part)), 0)`;
}

/** The context in the real time, for what goes by it though it was about a booking. */
export function inRealTime({ world: _, ...ctx }: Ctx): Ctx {
  return { ...ctx, now: ctx.realNow };
}

/**
 * For a batch that was decided in a booking's time: stale, if that was moved since. The booking is locked first, so that jobs
 * which the batch enqueues are there when its clock is moved, or are decided anew.
 */
export function guardTime(world: World): Write[] {
  return [
    statement(sql`select from bookings where id = any (array(${bookingsOf(world.things)})) for share`),
    guard(isAhead(world), 'stale'),
  ];
}

/** How far a booking's time is ahead of the real one, in milliseconds, as SQL. Nothing where the service is live. */
export function aheadIn(ctx: Pick<Ctx, 'config'>, bookingId: RawBuilder<unknown>): RawBuilder<number> {
  if (!ctx.config.sandbox) return sql`0::bigint`;
  return sql`coalesce((select ahead from test_clocks where test_clocks.booking_id = ${bookingId}), 0)`;
}

function isAhead({ things, ahead }: World): RawBuilder<boolean> {
  return sql`coalesce((select max(ahead) from test_clocks where booking_id in (${bookingsOf(things)})), 0) = ${ahead}::bigint`;
}

function selectAhead(things: readonly string[]): Query<{ ahead: number }> {
  return statement(sql<{ ahead: number }>`
    select ahead from test_clocks where booking_id in (${bookingsOf(things)}) order by ahead desc limit 1`);
}

function bookingsOf(things: readonly string[]): RawBuilder<unknown> {
  return sql`select booking_of(thing) from unnest(${things}::text[]) as thing`;
}

function thingsIn(about: unknown): string[] {
  if (typeof about !== 'object' || about === null) return [];
  return Object.values(about).filter(
    (value): value is string => typeof value === 'string' && prefixes.some((prefix) => value.startsWith(prefix)),
  );
}
