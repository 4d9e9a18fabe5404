import type { Side } from '../kernel/actor.ts';
import type { BookingState } from '../kernel/booking-state.ts';
import { HOUR_MS, MINUTE_MS } from '../kernel/durations.ts';
import type { BookingEventType } from '../kernel/events.ts';
import { Problem } from '../kernel/problem.ts';

/** A booking's state, where a request that was accepted, and waits for its capture only, is one of its own. */
export type Phase = BookingState | 'accepted';

/** Who moves a booking: a person, its payment, or the clock. */
export type Mover = Side | 'support' | 'payment' | 'clock';

export type Move = { to: Phase; by: readonly Mover[]; tells: BookingEventType };

type MoveName =
  | 'authorise'
  | 'capture'
  | 'fail'
  | 'accept'
  | 'decline'
  | 'withdraw'
  | 'release'
  | 'expire'
  | 'cancel'
  | 'reportNoShow'
  | 'complete'
  | 'revive';

/** How long a booking's clocks run, in milliseconds. */
export const clocks = {
  /** A hold, for the guest to pay. */
  hold: 15 * MINUTE_MS,
  /** A request, for the host to answer, unless the day of check-in is over before. */
  answer: 24 * HOUR_MS,
  /** A proposal to alter a booking, for its answer. */
  alteration: 72 * HOUR_MS,
  /** What is left to capture an accepted payment before Stripe gives it up. */
  beforeCapture: HOUR_MS,
  /** A rest whose card was refused, for the guest to pay it, however late that was tried. */
  payRest: 24 * HOUR_MS,
} as const;

/** What the clock does to a booking beside moving it. */
type Timer = { does: 'expire' | 'complete' | 'remind'; at: 'deadline' | 'check-out' | 'half-time' };

/** The clocks that run in each phase: until its deadline, until half of the time for an answer is over, until check-out. */
export const timers: { readonly [phase in Phase]?: readonly Timer[] } = {
  held: [{ does: 'expire', at: 'deadline' }],
  requested: [
    { does: 'remind', at: 'half-time' },
    { does: 'expire', at: 'deadline' },
  ],
  confirmed: [{ does: 'complete', at: 'check-out' }],
};

const confirmed = { to: 'confirmed', by: ['payment'], tells: 'booking.confirmed' } as const;
const lost = { to: 'expired', by: ['payment'], tells: 'booking.expired' } as const;
const timeUp = { to: 'expired', by: ['clock'], tells: 'booking.expired' } as const;

/** The whole life of a booking. What isn't here does not happen. */
export const life: Readonly<Record<Phase, { readonly [name in MoveName]?: Move }>> = {
  held: {
    authorise: { to: 'requested', by: ['payment'], tells: 'booking.requested' },
    capture: confirmed,
    fail: lost,
    release: { to: 'expired', by: ['guest'], tells: 'booking.expired' },
    expire: timeUp,
  },
  requested: {
    accept: { to: 'accepted', by: ['host'], tells: 'booking.accepted' },
    decline: { to: 'declined', by: ['host'], tells: 'booking.declined' },
    withdraw: { to: 'withdrawn', by: ['guest'], tells: 'booking.withdrawn' },
    capture: confirmed,
    fail: lost,
    expire: timeUp,
  },
  accepted: { capture: confirmed, fail: lost },
  confirmed: {
    cancel: { to: 'cancelled', by: ['guest', 'host', 'support', 'clock'], tells: 'booking.cancelled' },
    reportNoShow: { to: 'cancelled', by: ['host'], tells: 'booking.cancelled' },
    complete: { to: 'completed', by: ['clock'], tells: 'booking.completed' },
  },
  expired: { revive: { to: 'confirmed', by: ['payment'], tells: 'booking.revived' } },
  declined: {},
  withdrawn: {},
  cancelled: {},
  completed: {},
};

/** The one way to move a booking. Throws `invalid-transition` for a move that this mover cannot make from here. */
export function nextState(from: Phase, name: MoveName, by: Mover): Move {
  const move = life[from][name];
  if (move?.by.includes(by)) return move;
  throw new Problem('invalid-transition', { detail: `A booking that is ${from} cannot do this: ${name}.` });
}
