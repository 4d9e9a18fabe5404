import type { Side } from '../kernel/actor.ts';
import type { EventType } from '../kernel/events.ts';

/** What people can choose not to be told. */
export const optionalKinds = [
  'booking-requested',
  'booking-reminder',
  'booking-expired',
  'booking-accepted',
  'booking-declined',
  'booking-confirmed',
  'booking-altered',
  'booking-cancelled',
  'refunded',
  'refund-failed',
  'alteration-proposed',
  'alteration-answered',
  'alteration-failed',
  'arriving',
  'review-open',
  'review-removed',
  'message',
  'payout',
  'payout-returned',
  'payment-failed',
  'payment-late',
  'rest-due',
  'rest-failed',
  'rest-unpaid',
  'deposit-failed',
  'deposit-missing',
  'deposit-unrenewed',
  'deposit-claimed',
  'deposit-ended',
  'dispute-opened',
  'dispute-closed',
  'feed-stale',
  'calendar-conflict',
  'webhook-disabled',
] as const;

/** What carries a link that somebody, or support for them, has just asked for: always sent. */
export const linkKinds = [
  'verify-email',
  'already-registered',
  'reset-password',
  'account-restored',
  'change-email',
] as const;

/** What is told at the address that an account is leaving, or has left: always sent. */
export const leavingKinds = [
  'email-change-requested',
  'email-changed',
  'account-given-back',
  'account-closed',
] as const;

export type OptionalKind = (typeof optionalKinds)[number];
export type AlterationKind = Extract<OptionalKind, `alteration-${string}`>;
export type DepositKind = Extract<OptionalKind, `deposit-${string}`>;
export type DisputeKind = Extract<OptionalKind, `dispute-${string}`>;
export type LinkKind = (typeof linkKinds)[number];
export type LeavingKind = (typeof leavingKinds)[number];
export type Kind = OptionalKind | LinkKind | LeavingKind;

export const isOptionalKind = (text: string): text is OptionalKind => optionalKinds.some((kind) => kind === text);
export const isLinkKind = (text: string): text is LinkKind => linkKinds.some((kind) => kind === text);
export const isLeavingKind = (text: string): text is LeavingKind => leavingKinds.some((kind) => kind === text);
export const isAlterationKind = (kind: OptionalKind): kind is AlterationKind => kind.startsWith('alteration-');
export const isDepositKind = (kind: OptionalKind): kind is DepositKind => kind.startsWith('deposit-');
export const isDisputeKind = (kind: OptionalKind): kind is DisputeKind => kind.startsWith('dispute-');

interface Telling {
  kind: OptionalKind;
  to: readonly Side[];
  /** Told of each occasion; otherwise once of each subject. */
  repeats?: true;
}

/** Whom each event is told to. One that isn't here is told to nobody. */
export const tellings: { readonly [type in EventType]?: readonly Telling[] } = {
  'booking.requested': [{ kind: 'booking-requested', to: ['host'] }],
  'booking.reminder': [{ kind: 'booking-reminder', to: ['host'] }],
  // Of what was never more than held, nobody is told.
  'booking.expired': [{ kind: 'booking-expired', to: ['guest', 'host'] }],
  'booking.accepted': [{ kind: 'booking-accepted', to: ['guest'] }],
  'booking.declined': [{ kind: 'booking-declined', to: ['guest'] }],
  'booking.confirmed': [{ kind: 'booking-confirmed', to: ['guest', 'host'] }],
  'booking.altered': [{ kind: 'booking-altered', to: ['guest', 'host'], repeats: true }],
  // A stay that was cancelled late enough can be reviewed; of any other the second letter is dropped.
  'booking.cancelled': [
    { kind: 'booking-cancelled', to: ['guest', 'host'] },
    { kind: 'review-open', to: ['guest', 'host'] },
  ],
  'booking.refunded': [{ kind: 'refunded', to: ['guest', 'host'], repeats: true }],
  'deposit.refunded': [{ kind: 'refunded', to: ['guest', 'host'], repeats: true }],
  // Of what came too late to be of use; of any other refund the letter is dropped.
  'refund.created': [{ kind: 'payment-late', to: ['guest'] }],
  // Of what support has had paid once more by then the letter is dropped.
  'refund.failed': [{ kind: 'refund-failed', to: ['guest'], repeats: true }],
  'booking.completed': [{ kind: 'review-open', to: ['guest', 'host'] }],
  // Of a proposal the other side is told, of its end who made it, who had accepted it, and a host who could still have answered.
  'alteration.proposed': [{ kind: 'alteration-proposed', to: ['guest', 'host'] }],
  'alteration.declined': [{ kind: 'alteration-answered', to: ['guest', 'host'] }],
  'alteration.expired': [{ kind: 'alteration-answered', to: ['guest', 'host'] }],
  'alteration.withdrawn': [{ kind: 'alteration-answered', to: ['guest'] }],
  // By then the stay is altered: what it costs more could not be taken.
  'alteration.failed': [{ kind: 'alteration-failed', to: ['guest', 'host'] }],
  // Of a removed review, its author.
  'review.removed': [{ kind: 'review-removed', to: ['guest', 'host'] }],
  // Of a message, who has not written it.
  'message.sent': [{ kind: 'message', to: ['guest', 'host'] }],
  // Where it could not be set aside, or, during the stay, is so no more; the other letter is dropped.
  'deposit.failed': [
    { kind: 'deposit-failed', to: ['guest'], repeats: true },
    { kind: 'deposit-ended', to: ['guest', 'host'], repeats: true },
  ],
  'deposit.missing': [{ kind: 'deposit-missing', to: ['host'] }],
  'deposit.unrenewed': [{ kind: 'deposit-unrenewed', to: ['guest', 'host'], repeats: true }],
  'deposit.claimed': [{ kind: 'deposit-claimed', to: ['guest'], repeats: true }],
  'dispute.opened': [{ kind: 'dispute-opened', to: ['host'], repeats: true }],
  'dispute.won': [{ kind: 'dispute-closed', to: ['host'], repeats: true }],
  'dispute.lost': [{ kind: 'dispute-closed', to: ['host'], repeats: true }],
  'payout.paid': [{ kind: 'payout', to: ['host'] }],
  'bank-payout.failed': [{ kind: 'payout-returned', to: ['host'] }],
  // Whichever it was that failed; the other letter is dropped.
  'payment.failed': [
    { kind: 'payment-failed', to: ['guest'] },
    { kind: 'rest-failed', to: ['guest'] },
  ],
  'feed.stale': [{ kind: 'feed-stale', to: ['host'], repeats: true }],
  // Of nights that a channel only closes the letter is dropped.
  'calendar.conflict': [{ kind: 'calendar-conflict', to: ['host'], repeats: true }],
  // Of all that a reset of the password has disabled, one letter.
  'webhook.disabled': [{ kind: 'webhook-disabled', to: ['host'], repeats: true }],
};
