import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { guardBalance, hostShareChanged, of, post } from '../payments/index.ts';
import { guardBooking, type Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { guardTime, inRealTime } from '../platform/test-clock.ts';
import {
  type Carried,
  decideSettlement,
  type NewPayout,
  type NewReversal,
  partToCome,
  type Settlement,
  type StayFunds,
} from './decide-settlement.ts';
import { makeReversal, makeTransfer, settleHost } from './jobs.ts';
import { paidWhileNew } from './new-host.ts';
import { postCarried } from './post-carried.ts';
import {
  type Host,
  insertFunds,
  insertPayout,
  insertPlan,
  insertReversal,
  moveFunds,
  planNext,
  STAYS_AT_ONCE,
  type StayRow,
  selectFunds,
  selectPlan,
  selectStays,
} from './queries/settlement.ts';
import { paidStayOf } from './releases.ts';
import { payoutTerms } from './terms.ts';

/** After so long the stays are looked at that stand behind a full batch of which nothing could be paid. */
const LATER_MS = HOUR_MS;

/**
 * Job: what the host has of a booking has changed, or what the host owes, or it is time to pay for it, or a transfer of it
 * was made. The first time, its payouts are planned.
 */
export async function onHostShareChanged(ctx: Ctx, { subject }: { subject: string }): Promise<readonly Write[]> {
  const [, , [plan]] = await ctx.db.batch([
    insertPlan(subject, ctx.realNow),
    insertFunds(subject),
    selectPlan(subject),
  ]);
  return plan === undefined ? [] : settle(ctx, { hostId: plan.host_id, currency: plan.currency }, plan.booking_id);
}

/** Job: something has happened that paying a host has waited for, or there are more stays than were looked at. */
export function onSettleHost(ctx: Ctx, host: Host): Promise<readonly Write[]> {
  return settle(ctx, host, null);
}

// A host's stays are settled together: each by the time of its own booking, their host by the real time.
async function settle(given: Ctx, host: Host, also: BookingId | null): Promise<Write[]> {
  const ctx = inRealTime(given);
  const { hostId, currency } = host;
  const [[funds], rows] = await ctx.db.batch([selectFunds(hostId, currency), selectStays(ctx, host, also)]);
  if (funds === undefined || rows.length === 0) return [];
  const { stripe_account_id: destination, owed } = funds;
  const isReady = destination !== null && funds.transfers_active === true && funds.payouts_enabled === true;
  const canBePaid = isReady && !funds.is_suspended;
  const stays = rows.map((row) => stayOf(row, currency, ctx.now));
  const state = { currency, owed, canBePaid, heldUntil: funds.held_until, staysPaid: funds.stays_paid };
  const decided = decideSettlement(state, stays, ctx.now);
  const moves = [
    ...decided.payouts.flatMap((payout) => payoutWrites(ctx, host, payout, destination)),
    ...decided.reversals.flatMap((reversal) => reversalWrites(ctx, host, reversal)),
    ...decided.carried.flatMap((carried) => carriedWrites(ctx, host, carried)),
    ...guardsOf(host, owed, rows, decided),
  ];
  const plans = rows.flatMap((row, index) => {
    const stay = stays[index];
    const toCome = stay && partToCome(stay, state, row.next_at);
    return planWrites(ctx, row, { next: decided.nextAt.get(row.booking_id) ?? null, toCome });
  });
  const isFull = rows.length === STAYS_AT_ONCE && canBePaid;
  const isLess = moves.length > 0 || rows.some((row) => !isDueStill(row, decided, ctx.now));
  const goOn = new Date(ctx.now.getTime() + (isLess ? 0 : LATER_MS));
  if (moves.length + plans.length === 0) return [];
  // One of which all is kept is paid at once, and may be the last by which the host is new.
  const isOneLess = funds.stays_paid < payoutTerms.newHost.stays && decided.payouts.some(({ amount }) => amount === 0);
  return [
    moveFunds(hostId, currency, funds.version),
    ...moves,
    ...plans,
    ...(isFull ? [enqueue(ctx, settleHost, host, goOn)] : []),
    ...(isOneLess ? paidWhileNew(ctx, hostId, funds.currencies) : []),
  ];
}

// Where all are, going on at once would read the same ones again.
function isDueStill(row: StayRow, { nextAt }: Settlement, now: Date): boolean {
  const next = nextAt.get(row.booking_id) ?? null;
  return next !== null && next <= ownTime(row, now);
}

function stayOf(row: StayRow, currency: Currency, now: Date): StayFunds {
  return {
    bookingId: row.booking_id,
    now: ownTime(row, now),
    ...paidStayOf(row, currency),
    isSecure: row.confirmed_at !== null && row.disputed === 0,
    balance: row.balance,
    payouts: row.payouts,
    returned: row.returned,
    returning: row.returning,
  };
}

function payoutWrites(ctx: Ctx, { hostId, currency }: Host, payout: NewPayout, destination: string | null): Write[] {
  if (destination === null) throw new Error(`${hostId} has no account to be paid to`);
  const id = newId('payout');
  const { bookingId, gross, withheld, amount } = payout;
  const data = { bookingId, currency, gross, withheld, amount };
  return [
    insertPayout(
      { id, host_id: hostId, booking_id: bookingId, currency, gross, withheld, amount, destination },
      ctx.now,
    ),
    ...post(ctx, `payout:${id}`, bookingId, currency, {
      host: of(hostId, gross),
      transfers: of(hostId, 0 - amount),
      receivables: of(hostId, 0 - withheld),
    }),
    emit(ctx, { type: 'payout.created', subject: id, hostId, data }),
    amount > 0
      ? enqueue(ctx, makeTransfer, { payoutId: id })
      : emit(ctx, { type: 'payout.paid', subject: id, hostId, data }),
  ];
}

// Posted once Stripe has done it: until then the host's account says what is to be given back.
function reversalWrites(ctx: Ctx, { hostId, currency }: Host, { bookingId, payoutId, amount }: NewReversal): Write[] {
  const id = newId('payoutReversal');
  const reversal = { id, host_id: hostId, booking_id: bookingId, payout_id: payoutId, currency, amount };
  return [insertReversal({ ...reversal, state: 'pending' }, ctx.now), enqueue(ctx, makeReversal, { reversalId: id })];
}

function carriedWrites(ctx: Ctx, { hostId, currency }: Host, { bookingId, amount }: Carried): Write[] {
  const id = newId('payoutReversal');
  const reversal = { id, host_id: hostId, booking_id: bookingId, payout_id: null, currency, amount };
  return [insertReversal({ ...reversal, state: 'carried' }, ctx.now), ...postCarried(ctx, reversal)];
}

// After the postings, whose locks they need: what was decided on has not moved.
function guardsOf({ hostId, currency }: Host, owed: number, rows: readonly StayRow[], decided: Settlement): Write[] {
  const { payouts, reversals, carried } = decided;
  const ofStay = (bookingId: BookingId) => {
    const paid = sum(payouts.filter((payout) => payout.bookingId === bookingId).map(({ gross }) => gross));
    return paid - sum(carried.filter((debt) => debt.bookingId === bookingId).map(({ amount }) => amount));
  };
  const moved = new Set([...payouts, ...reversals, ...carried].map(({ bookingId }) => bookingId));
  const owes = sum(carried.map(({ amount }) => amount)) - sum(payouts.map(({ withheld }) => withheld));
  return [
    ...rows
      .filter(({ booking_id: id }) => moved.has(id))
      .flatMap(({ booking_id: id, version, balance, disputed }) => [
        guardBooking({ id, version }),
        guardBalance(id, 'host', currency, balance + ofStay(id)),
        guardBalance(id, 'disputes', currency, disputed),
      ]),
    ...(moved.size > 0 ? [guardBalance(hostId, 'receivables', currency, owed + owes)] : []),
  ];
}

// What waits without a time is put behind the others; a time that is to come gets a job of its own, once.
function planWrites(
  ctx: Ctx,
  row: StayRow,
  { next, toCome }: { next: Date | null; toCome: Date | undefined },
): Write[] {
  const { booking_id: bookingId, next_at: before, ahead } = row;
  const now = ownTime(row, ctx.now);
  const waits = next !== null && next <= now;
  const after = waits ? now : next;
  const isSame = after?.getTime() === before?.getTime();
  const planned = isSame || after === null ? undefined : after;
  const lookAt = waits ? toCome : planned;
  return [
    ...(isSame ? [] : [planNext(bookingId, after)]),
    ...(lookAt === undefined
      ? []
      : [
          enqueue({ now, realNow: ctx.realNow }, hostShareChanged, { subject: bookingId }, lookAt),
          ...(ctx.config.sandbox ? guardTime({ things: [bookingId], ahead }) : []),
        ]),
  ];
}

function ownTime({ ahead }: StayRow, now: Date): Date {
  return new Date(now.getTime() + ahead);
}
