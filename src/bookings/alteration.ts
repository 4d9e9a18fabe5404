import type { Side } from '../kernel/actor.ts';
import { type Stay, todayIn } from '../kernel/dates.ts';
import type { AlterationEventType } from '../kernel/events.ts';
import { sum } from '../kernel/money.ts';
import { minus, type Portions, type Totals } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import { portionsOf, sharesIn } from '../kernel/shares.ts';
import type { AlterationState } from '../platform/db/tables/bookings.ts';
import { checkInOf, checkOutOf } from './booking.ts';
import { leftOf, refuseTaken } from './left.ts';
import type { AlterationRow } from './queries/alterations.ts';
import type { BookingRow, BookingWithShares } from './queries/bookings.ts';

/** Who moves a proposal: the one who made it, the other side, the payment of the difference, or the clock. */
type Mover = 'proposer' | 'other' | 'payment' | 'clock';

type Move = { to: AlterationState; by: readonly Mover[]; tells: AlterationEventType };

type MoveName = 'authorise' | 'accept' | 'pay' | 'decline' | 'withdraw' | 'expire' | 'fail';

const timeUp: Move = { to: 'expired', by: ['clock'], tells: 'alteration.expired' };
const lost: Move = { to: 'expired', by: ['payment'], tells: 'alteration.expired' };
const withdrawn: Move = { to: 'withdrawn', by: ['proposer'], tells: 'alteration.withdrawn' };
const declined: Move = { to: 'declined', by: ['other'], tells: 'alteration.declined' };

/**
 * The whole life of a proposal. A guest who proposes to pay more has it authorised first (`unpaid`); where the host
 * proposes it the guest does so to accept (`accepting`). `failed` was accepted, but the amount could not be captured.
 */
export const alterationLife: Readonly<Record<AlterationState, { readonly [name in MoveName]?: Move }>> = {
  unpaid: {
    authorise: { to: 'proposed', by: ['payment'], tells: 'alteration.proposed' },
    fail: lost,
    withdraw: withdrawn,
    expire: timeUp,
  },
  proposed: {
    accept: { to: 'accepted', by: ['other'], tells: 'alteration.accepted' },
    pay: { to: 'accepting', by: ['other'], tells: 'alteration.accepting' },
    fail: lost,
    decline: declined,
    withdraw: withdrawn,
    expire: timeUp,
  },
  accepting: {
    authorise: { to: 'accepted', by: ['payment'], tells: 'alteration.accepted' },
    fail: lost,
    decline: declined,
    withdraw: withdrawn,
    expire: { ...timeUp, by: ['clock', 'payment'] },
  },
  accepted: { fail: { to: 'failed', by: ['payment'], tells: 'alteration.failed' } },
  declined: {},
  withdrawn: {},
  expired: {},
  failed: {},
};

/** The one way to move a proposal. Throws `invalid-transition` for a move that this mover cannot make from here. */
export function nextAlteration({ state }: Pick<AlterationRow, 'state'>, name: MoveName, by: Mover): Move {
  const move = alterationLife[state][name];
  if (move?.by.includes(by)) return move;
  throw new Problem('invalid-transition', { detail: whyNot(state, name, move) });
}

function whyNot(state: AlterationState, name: MoveName, move: Move | undefined): string {
  if (move?.by.includes('other')) return 'The other side answers a proposal; who made it can withdraw it.';
  if (move?.by.includes('proposer')) return 'Who made a proposal withdraws it; the other side can decline it.';
  return `A proposal that is ${state} cannot do this: ${name === 'pay' ? 'accept' : name}.`;
}

/** Whether this side has made the proposal or is to answer it. */
export function moverOf({ proposed_by }: Pick<AlterationRow, 'proposed_by'>, side: Side): Mover {
  return proposed_by === side ? 'proposer' : 'other';
}

/**
 * The price that was paid, whatever of it was given back since: without a difference that could not be captured. What a
 * further alteration costs more or less is reckoned from it.
 */
export function paidPriceOf({ price, payments }: Pick<BookingRow, 'price' | 'payments'>): Totals {
  const unpaid = payments.find(({ difference }) => difference === 'unpaid');
  return unpaid === undefined ? price.totals : minus(price.totals, portionsOf(sharesIn(unpaid)));
}

/** Whether a proposal costs as much more, or less, as when it was made: a difference that was to be paid may have failed since. */
export function costsWhatItSays({ difference, price }: AlterationRow, booking: BookingRow): boolean {
  return difference === price.totals.guestPays - paidPriceOf(booking).guestPays;
}

/** Why a stay cannot become this one now, whoever agrees to it; undefined where nothing of the kind stands in the way. */
export function obstacleTo(booking: BookingRow, { checkIn, checkOut }: Stay, now: Date): string | undefined {
  if (booking.state !== 'confirmed') return 'Only a confirmed booking can be altered.';
  if (checkOutOf(booking) <= now) return 'The stay is over.';
  if (checkOutOf({ ...booking, check_out: checkOut }) <= now) return 'The stay would be over already.';
  if (checkIn === booking.check_in) return undefined;
  if (checkInOf(booking) <= now) return 'The stay has begun: only its end can be altered.';
  return checkIn < todayIn(booking.time_zone, now) ? 'The stay would have begun already.' : undefined;
}

/**
 * What each gives back when the price becomes this one, and has then. Throws `payment-disputed` where a bank has taken of a
 * share what it would give.
 */
export function settlementOf(booking: BookingWithShares, totals: Totals): { from: Portions; kept: Totals } {
  const left = leftOf(booking);
  const from = givenBack(left, paidPriceOf(booking), totals);
  refuseTaken(booking, from);
  return { from, kept: minus(left, from) };
}

/**
 * What each gives back of what is `left` to them when the price that was paid becomes this one: nobody more than is left.
 * Where more is to be paid nothing changes until it is: what is left is what was paid.
 */
export function givenBack(left: Totals, paid: Totals, totals: Totals): Portions {
  const less = minus(paid, totals);
  const from = {
    hostReceives: Math.min(left.hostReceives, less.hostReceives),
    platformKeeps: Math.min(left.platformKeeps, less.platformKeeps),
    taxes: Math.min(left.taxes, less.taxes),
  };
  const isLess = less.guestPays >= 0 && sum(Object.values(from)) >= 0;
  return isLess ? from : nothing;
}

const nothing: Portions = { hostReceives: 0, platformKeeps: 0, taxes: 0 };
