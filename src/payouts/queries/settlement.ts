import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import type { Currency } from '../../kernel/currencies.ts';
import type { BookingId, PersonId } from '../../kernel/ids.ts';
import { reversedOutside } from '../../payments/index.ts';
import { guarded, q, statement, type Write } from '../../platform/db/index.ts';
import type { PayoutTables } from '../../platform/db/tables/payouts.ts';
import { aheadIn } from '../../platform/test-clock.ts';
import type { MadePayout } from '../decide-settlement.ts';
import type { BookedStay } from '../releases.ts';
import { payoutTerms } from '../terms.ts';

type Payout = Selectable<PayoutTables['payouts']>;
type Reversal = Selectable<PayoutTables['payout_reversals']>;

/**
 * A stay with what is decided on about its money. `version` is its booking's, `disputed` what Stripe holds back for
 * disputes, `ahead` how many milliseconds its booking's time was moved.
 */
export type StayRow = {
  booking_id: BookingId;
  version: number;
  ahead: number;
  next_at: Date | null;
  confirmed_at: Date | null;
  balance: number;
  disputed: number;
  payouts: MadePayout[];
  returned: number;
  returning: number;
} & BookedStay;

/** A host, paid in one currency apart from others. */
export type Host = { hostId: PersonId; currency: Currency };

/** Stays that are settled at a time; the next settlement goes on. */
export const STAYS_AT_ONCE = 25;

/** Plans the payouts of a booking, unless they are. */
export function insertPlan(bookingId: string, now: Date): Write {
  return statement(sql`
    insert into payout_plans (booking_id, host_id, currency, next_at)
    select id, host_id, price ->> 'currency', ${now} from bookings where id = ${bookingId}
    on conflict (booking_id) do nothing`);
}

/** Opens the host's funds in the currency of a booking that is planned. */
export function insertFunds(bookingId: string): Write {
  return statement(sql`
    insert into payout_funds (host_id, currency)
    select host_id, currency from payout_plans where booking_id = ${bookingId}
    on conflict (host_id, currency) do nothing`);
}

/** The plan of a booking. */
export function selectPlan(bookingId: string) {
  return q
    .selectFrom('payout_plans')
    .select(['booking_id', 'host_id', 'currency'])
    .where(sql<boolean>`booking_id = ${bookingId}`);
}

/** What is decided on about a host's money in one currency. */
export function selectFunds(hostId: PersonId, currency: Currency) {
  return q
    .selectFrom('payout_funds as f')
    .leftJoin('payout_accounts as a', 'a.host_id', 'f.host_id')
    .select(['f.version', 'f.held_until', 'a.stripe_account_id', 'a.transfers_active', 'a.payouts_enabled'])
    .select([
      sql<number>`coalesce((
        select balance from ledger_balances
        where holder = f.host_id and account = 'receivables' and currency = f.currency), 0)`.as('owed'),
      staysPaid(sql.ref('f.host_id')).as('stays_paid'),
      currenciesOf(sql.ref('f.host_id')).as('currencies'),
      // Who has left is owed all the same what comes to them later.
      sql<boolean>`(
        select suspended_at is not null and left_at is null from people where id = f.host_id)`.as('is_suspended'),
    ])
    .where('f.host_id', '=', hostId)
    .where('f.currency', '=', currency);
}

/** The stays that have to be looked at now: first this one, whose job is its only one, then the longest waiting. */
export function selectStays(ctx: Ctx, { hostId, currency }: Host, also: BookingId | null) {
  const ahead = aheadIn(ctx, sql`p.booking_id`);
  const isDue = sql<boolean>`p.next_at <= ${ctx.realNow}::timestamptz + ${ahead} * interval '1 ms'`;
  return q
    .selectFrom('payout_plans as p')
    .innerJoin('bookings as b', 'b.id', 'p.booking_id')
    .select(['p.booking_id', 'p.next_at', 'b.version'])
    .select(['b.check_in', 'b.check_in_from', 'b.time_zone', 'b.confirmed_at', 'b.price'])
    .select(ahead.as('ahead'))
    .select(balanceOf('host').as('balance'))
    .select(balanceOf('disputes').as('disputed'))
    .select([
      sql<MadePayout[]>`(
        select coalesce(json_agg(json_build_object(
          'id', id, 'state', state, 'gross', gross, 'amount', amount,
          'reversed', ${reversedOf(sql`payout_reversals.state <> 'carried'`)}) order by id), '[]')
        from payouts where booking_id = p.booking_id and state <> 'failed')`.as('payouts'),
      givenBackOf(sql.ref('p.booking_id')).as('returned'),
      sql<number>`(
        select coalesce(sum(amount), 0)::bigint from payout_reversals
        where booking_id = p.booking_id and state = 'pending')`.as('returning'),
    ])
    .where('p.host_id', '=', hostId)
    .where('p.currency', '=', currency)
    .where((is) => is.or([isDue, is('p.booking_id', '=', also)]))
    .orderBy(sql`p.booking_id = ${also}`, 'desc')
    .orderBy('p.next_at')
    .orderBy('p.booking_id')
    .limit(STAYS_AT_ONCE);
}

/** Takes the host's turn: whoever has decided on the same version is stale. */
export function moveFunds(hostId: PersonId, currency: Currency, version: number): Write {
  return guarded(
    q
      .updateTable('payout_funds')
      .set({ version: version + 1 })
      .where('host_id', '=', hostId)
      .where('currency', '=', currency)
      .where('version', '=', version),
  );
}

/** Takes the host's turn in every currency: what was decided meanwhile, of a host who was new, is stale. */
export function moveAllFunds(hostId: PersonId): Write {
  return q.updateTable('payout_funds').set({ version: sql`version + 1` }).where('host_id', '=', hostId);
}

/**
 * Has all stays of a host looked at again whose time is to come, once the host is new no more: they were planned a week
 * later. Comes after `moveAllFunds`, whose lock it needs, and after whatever is paid.
 */
export function wakePlans(hostId: PersonId, now: Date): Write {
  return q
    .updateTable('payout_plans')
    .set({ next_at: now })
    .where('host_id', '=', hostId)
    .where('next_at', '>', now)
    .where(sql<boolean>`${staysPaid(sql`${hostId}`)} >= ${payoutTerms.newHost.stays}::int`);
}

/** Has the stays of a host looked at again that wait until Stripe is tried again. Comes before the hold is lifted. */
export function wakeHeld(ctx: Ctx, hostId: PersonId): Write {
  return q
    .updateTable('payout_plans as p')
    .from('payout_funds as f')
    .set({ next_at: ctx.realNow })
    .where('p.host_id', '=', hostId)
    .whereRef('f.host_id', '=', 'p.host_id')
    .whereRef('f.currency', '=', 'p.currency')
    .where('p.next_at', '>', ctx.realNow)
    .where(sql<boolean>`p.next_at <= f.held_until + ${aheadIn(ctx, sql`p.booking_id`)} * interval '1 ms'`);
}

/**
 * What of a booking's payouts was given back or is carried: also what somebody has taken back of its transfers in Stripe's
 * dashboard, where an operator has decided that the host has it coming again.
 */
export function givenBackOf(bookingId: RawBuilder<unknown>) {
  return sql<number>`(
    coalesce((select sum(amount) from payout_reversals where booking_id = ${bookingId} and state <> 'pending'), 0)
    - coalesce((
      select sum(amount) from ${reversedOutside} as outside where subject = ${bookingId} and account = 'host'), 0))::bigint`;
}

/** What was taken back of a payout's transfer: by reversals of which this is so, and in Stripe's dashboard. */
export function reversedOf(isCounted: RawBuilder<unknown>) {
  return sql<number>`(
    coalesce((select sum(amount) from payout_reversals where payout_id = payouts.id and ${isCounted}), 0)
    + coalesce((
      select sum(amount) from ${reversedOutside} as outside
      where subject = payouts.booking_id and payout_id = payouts.id and account = 'stripe'
        and outside.currency = payouts.currency), 0))::bigint`;
}

/** For how many stays a host was paid, in any currency; none is counted beyond those by which a host is new. */
export function staysPaid(hostId: RawBuilder<unknown>, but: RawBuilder<unknown> = sql`''`) {
  return sql<number>`(
    select count(*) from (
      select distinct booking_id from payouts as made
      where made.host_id = ${hostId} and made.state = 'paid' and made.booking_id <> ${but}
      limit ${payoutTerms.newHost.stays}) as paid)`;
}

/** The currencies in which a host has funds. */
export function currenciesOf(hostId: RawBuilder<unknown>) {
  return sql<Currency[]>`(
    select coalesce(json_agg(currency order by currency), '[]') from payout_funds as theirs
    where theirs.host_id = ${hostId})`;
}

/** Pays the host nothing in this currency before then; what was decided meanwhile is stale. */
export function holdFunds(hostId: PersonId, currency: Currency, until: Date): Write {
  return q
    .updateTable('payout_funds')
    .set({ held_until: until, version: sql`version + 1` })
    .where('host_id', '=', hostId)
    .where('currency', '=', currency);
}

/** Says when a stay has to be looked at again; null: not by the clock. */
export function planNext(bookingId: BookingId, nextAt: Date | null): Write {
  return q.updateTable('payout_plans').set({ next_at: nextAt }).where('booking_id', '=', bookingId);
}

/** Writes a payout. One of which all is withheld is paid by that, without a transfer. */
export function insertPayout(
  payout: Pick<Payout, 'id' | 'host_id' | 'booking_id' | 'currency' | 'gross' | 'withheld' | 'amount' | 'destination'>,
  now: Date,
): Write {
  const isOver = payout.amount === 0;
  return q.insertInto('payouts').values({
    ...payout,
    state: isOver ? 'paid' : 'pending',
    paid_at: isOver ? now : null,
    attempted_at: now,
    created_at: now,
  });
}

/** Writes what a host gives back of a stay; it is `carried` at once where there is no transfer to take it from. */
export function insertReversal(
  reversal: Pick<Reversal, 'id' | 'host_id' | 'booking_id' | 'payout_id' | 'currency' | 'amount' | 'state'>,
  now: Date,
): Write {
  return q.insertInto('payout_reversals').values({ ...reversal, attempted_at: now, created_at: now, updated_at: now });
}

function balanceOf(account: 'host' | 'disputes') {
  return sql<number>`coalesce((
    select balance from ledger_balances
    where holder = p.booking_id and account = ${account} and currency = p.currency), 0)`;
}
