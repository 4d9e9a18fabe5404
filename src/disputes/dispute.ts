import type { Currency } from '../kernel/currencies.ts';
import type { PersonId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { partOf, type Shares, totalOf } from '../kernel/shares.ts';
import { givenUp, type OpenRefund, type Owed, of, type Parties, type Postings } from '../payments/index.ts';
import type { DisputeState } from '../platform/db/tables/disputes.ts';

/** What matters of a dispute at Stripe. Minor units; `taken` says whether its money was taken, `returned` how much came back. */
export type DisputeFacts = {
  stripeDisputeId: string;
  state: DisputeState;
  amount: number;
  currency: Currency;
  reason: string;
  evidenceDueBy: Date | null;
  taken: boolean;
  returned: number;
};

/** What is known of a dispute already. */
type Known = { state: DisputeState; taken: boolean; returned: boolean; evidence_due_by: Date | null };

/**
 * What the facts mean: whether anything has changed, whether it can be answered anew, which movements of money are new,
 * how it ended if it did just now, whether what was booked as lost has come back since, whole or in part, and what of it is
 * told, in this order.
 */
export type DisputeDecision = Known & {
  changed: boolean;
  isReopened: boolean;
  isTaken: boolean;
  isReturned: boolean;
  isLost: boolean;
  isOverturned: boolean;
  tells: readonly DisputeState[];
};

const order: Readonly<Record<DisputeState, number>> = { open: 0, answered: 1, won: 2, lost: 2 };

/**
 * Decides what Stripe's facts do to a dispute, none if it was not heard of before. They may be late, repeated or out of
 * order: a dispute only moves forward, and each movement of its money counts once. An inquiry takes no money: where Stripe
 * has taken some since, the bank has raised it to a chargeback, which begins anew whatever became of the inquiry.
 */
export function decideDispute(known: Known | undefined, facts: DisputeFacts): DisputeDecision {
  const before = known ?? { state: 'open', taken: false, returned: false, evidence_due_by: facts.evidenceDueBy };
  const isRaised = facts.taken && !before.taken;
  const returned = before.returned || facts.returned > 0;
  const isWonAfterAll = before.state === 'lost' && facts.state === 'won' && returned;
  const isOnward = isRaised || isWonAfterAll || order[facts.state] > order[before.state];
  const state = isOnward ? facts.state : before.state;
  const dueBy = state === facts.state ? facts.evidenceDueBy : before.evidence_due_by;
  const taken = before.taken || facts.taken;
  const isNew = known === undefined;
  const isTaken = taken && !before.taken;
  const moved = state !== before.state;
  const isReturned = returned && !before.returned;
  return {
    state,
    taken,
    returned,
    evidence_due_by: dueBy,
    isReopened: state === 'open' && before.state !== 'open',
    isTaken,
    isReturned,
    isLost: state === 'lost' && taken && (moved || isTaken),
    isOverturned: isReturned && before.state === 'lost' && before.taken,
    changed: isNew || moved || isTaken || isReturned || dueBy?.getTime() !== before.evidence_due_by?.getTime(),
    tells: toldOf(state, isNew || moved, isTaken),
  };
}

// The money of an inquiry may be taken only now, which is told as well, and first: with it payouts stop, answered or not.
function toldOf(state: DisputeState, hasMoved: boolean, isTaken: boolean): DisputeState[] {
  const isOpened = isTaken && order[state] < order.won;
  return [...(isOpened ? ['open' as const] : []), ...(hasMoved && !(isOpened && state === 'open') ? [state] : [])];
}

/** Stripe has taken the disputed amount; it is nobody's until the dispute has ended. */
export function takenPostings(guest: PersonId, amount: number): Postings {
  return { stripe: of(guest, 0 - amount), disputes: of(guest, amount) };
}

/** Stripe has given it back. */
export function returnedPostings(guest: PersonId, amount: number): Postings {
  return { stripe: of(guest, amount), disputes: of(guest, 0 - amount) };
}

/**
 * Who bears a lost dispute: refunds that were promised and never paid are paid by it, the rest is taken from the shares. Of
 * what is left of neither the guest has had twice, from us and from the bank: the marketplace bears that excess.
 */
export type Loss = { refunds: number; from: Shares; excess: number };

/**
 * Divides a lost dispute.
 * @param left what host, platform and tax authorities still have of all that was paid, in minor units, and the `room` in
 *   the payment: what of it neither went back nor was lost
 * @param owed what of promised refunds nobody pays yet: Stripe has not, or no more
 * Throws RangeError when the shares have less than the payment: such books must not be written on.
 */
export function divideLoss(amount: number, currency: Currency, left: Shares & { room: number }, owed: number): Loss {
  const refunds = Math.min(Math.max(0, owed), amount);
  const { room, ...shares } = left;
  const whole = totalOf(shares);
  if (whole < room) throw new RangeError(`${room} are left of a payment, and ${whole} of the shares of all`);
  const borne = Math.min(amount - refunds, room);
  const excess = amount - refunds - borne;
  return { refunds, from: partOf(shares, borne, currency), excess };
}

/**
 * Decides which open refunds end because a lost dispute has paid them, the first ones first, and what of the last one of
 * these is still to be paid.
 * @param paid what of all that is owed it has paid; what no open refund is for comes first
 */
export function endRefunds(
  { open, owed }: Owed,
  paid: number,
): { ended: readonly OpenRefund[]; rest: Omit<OpenRefund, 'id'> | undefined } {
  let left = paid - (owed - sum(open.map(({ amount }) => amount)));
  const ended = open.filter(({ amount }) => {
    const isPaid = left > 0;
    if (isPaid) left -= amount;
    return isPaid;
  });
  const last = ended.at(-1);
  return { ended, rest: last === undefined || left >= 0 ? undefined : { amount: 0 - left, reason: last.reason } };
}

/** A dispute is lost: the refunds that it has paid are owed no more, and each gives up their share of the rest. */
export function lostPostings({ guest, host }: Parties, { refunds, from }: Loss): Postings {
  return {
    disputes: of(guest, 0 - refunds - totalOf(from)),
    guest: of(guest, refunds),
    ...givenUp(host, from),
  };
}

/** Posted apart from what is lost of the payment, which cannot lose more than it has. */
export function excessPostings(guest: PersonId, excess: number): Postings {
  return { disputes: of(guest, 0 - excess), platform: excess };
}

/** What is given back of a loss, to whom: as `Loss`, and of the excess what the guest is `owed` once more. */
type Reversal = Loss & { owed: number };

/**
 * Divides what has come back of a lost dispute: what nobody had to bear comes back first, the refunds that it has paid last.
 * @param lost what was booked as lost
 * @param borne what of the excess the marketplace still bears: a refund that came back since was paid by the rest of it
 */
export function reverseLoss(amount: number, currency: Currency, lost: Loss, borne: number): Reversal {
  const excess = Math.min(amount, lost.excess);
  const shares = Math.min(amount - excess, totalOf(lost.from));
  const from = partOf(lost.from, shares, currency);
  return { refunds: amount - excess - shares, from, excess, owed: excess - Math.min(excess, borne) };
}

/** The contrary of `lostPostings`. */
export function lossReturnedPostings(parties: Parties, { refunds, from }: Reversal): Postings {
  const contrary = { host: 0 - from.host, platform: 0 - from.platform, tax: 0 - from.tax };
  return lostPostings(parties, { refunds: 0 - refunds, from: contrary, excess: 0 });
}

/** The contrary of `excessPostings`, for what of it the guest is not owed once more. */
export function excessReturnedPostings(guest: PersonId, { excess, owed }: Reversal): Postings {
  return { disputes: of(guest, excess), platform: owed - excess, guest: of(guest, 0 - owed) };
}
