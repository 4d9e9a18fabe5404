import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { DisputeEventType } from '../kernel/events.ts';
import { isId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { totalOf } from '../kernel/shares.ts';
import {
  addDisputed,
  columnsOf,
  effectOn,
  guardBalance,
  hasMadeRefund,
  openRefund,
  post,
  tellRefund,
} from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import type { DisputeState } from '../platform/db/tables/disputes.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { expanded, movementsOf } from '../platform/stripe/index.ts';
import {
  type DisputeDecision,
  type DisputeFacts,
  decideDispute,
  divideLoss,
  endRefunds,
  excessPostings,
  excessReturnedPostings,
  type Loss,
  lossReturnedPostings,
  lostPostings,
  returnedPostings,
  reverseLoss,
  takenPostings,
} from './dispute.ts';
import { disputeFeeWrites } from './fee-writes.ts';
import { syncDispute } from './jobs.ts';
import {
  type Disputable,
  type Dispute,
  endRefund,
  insertDispute,
  type LeftRow,
  type LossRow,
  selectDeposit,
  selectDisputeAtStripe,
  selectLeft,
  selectLeftOfDeposit,
  selectLoss,
  selectPayment,
  updateDispute,
} from './queries/disputes.ts';
import { strayDisputeWrites } from './stray-writes.ts';
import { factsOf, isAnsweredBy, readDispute } from './stripe-disputes.ts';

const told: Readonly<Record<DisputeState, DisputeEventType>> = {
  open: 'dispute.opened',
  answered: 'dispute.answered',
  won: 'dispute.won',
  lost: 'dispute.lost',
};

/** Job: asks Stripe what a dispute is now, and has dispute, books and booking follow. */
export async function onSyncDispute(ctx: Ctx, given: { stripeDisputeId: string }): Promise<readonly Write[]> {
  return applyDispute(ctx, await readDispute(ctx, given.stripeDisputeId));
}

/**
 * The writes that bring us in line with a dispute at Stripe; none for what was not paid to us. A lost one is open until its
 * payment counts: what came too late goes back, and what the bank has taken of it pays that refund. Throws
 * `payment-unavailable` until then, and while we have not heard of the payment, or of a refund: the job comes back.
 */
export async function applyDispute(ctx: Ctx, atStripe: Stripe.Dispute): Promise<Write[]> {
  const intent = expanded(atStripe.payment_intent);
  const found = intent === undefined ? undefined : await load(ctx, intent, atStripe.id);
  if (intent === undefined || found === undefined) return [];
  const { disputed, dispute, left } = found;
  if (disputed.intent_id !== intent.id && !disputed.is_open)
    return strayDisputeWrites(ctx, disputed, intent.id, atStripe);
  if (!disputed.is_captured) throw new Problem('payment-unavailable');
  const heard = factsOf(atStripe);
  const waits = heard.state === 'lost' && left.is_uncounted;
  const facts = waits ? { ...heard, state: 'open' as const } : heard;
  const decision = decideDispute(dispute, facts);
  if (waits && !decision.changed) throw new Problem('payment-unavailable');
  if (!decision.changed) return [];
  if (decision.isLost) await waitForRefunds(ctx, intent.id, left);
  const [lost] = decision.isOverturned ? await ctx.db.all(selectLoss(disputed, atStripe.id)) : [];
  const id = dispute?.id ?? newId('dispute');
  return [
    keep(ctx, { id, dispute, disputed, facts, decision, atStripe }),
    ...moneyWrites(ctx, { disputed, left, facts, decision, atStripe }),
    ...(lost === undefined ? [] : overturnedWrites(ctx, disputed, facts, lost)),
    ...decision.tells.map((state) => tell(ctx, id, disputed, facts, state)),
    ...(waits ? [enqueue(ctx, syncDispute, { stripeDisputeId: atStripe.id })] : []),
  ];
}

type Found = { disputed: Disputable; dispute: Dispute | undefined; left: LeftRow };

// By what Stripe was told when the intent was made: of a payment or of a deposit's authorisation.
async function load(ctx: Ctx, { metadata }: Stripe.PaymentIntent, stripeDisputeId: string): Promise<Found | undefined> {
  const { paymentId = '', depositHoldId = '' } = metadata;
  const known = selectDisputeAtStripe(stripeDisputeId);
  if (isId('payment', paymentId)) {
    return foundIn(await ctx.db.batch([selectPayment(paymentId), known, selectLeft(paymentId, ctx.realNow)]));
  }
  if (!isId('depositHold', depositHoldId)) return undefined;
  return foundIn(await ctx.db.batch([selectDeposit(depositHoldId), known, selectLeftOfDeposit(depositHoldId)]));
}

function foundIn([[disputed], [dispute], [left]]: [Disputable[], Dispute[], LeftRow[]]): Found | undefined {
  return disputed === undefined || left === undefined ? undefined : { disputed, dispute, left };
}

// One that Stripe has made and nobody has recorded yet is no refund that the dispute has paid.
async function waitForRefunds(ctx: Ctx, intentId: string, { open }: LeftRow): Promise<void> {
  const ids = open.map(({ id }) => id);
  if (ids.length > 0 && (await hasMadeRefund(ctx, intentId, ids))) throw new Problem('payment-unavailable');
}

type Id = Dispute['id'];

function keep(
  ctx: Ctx,
  given: {
    id: Id;
    dispute: Dispute | undefined;
    disputed: Disputable;
    facts: DisputeFacts;
    decision: DisputeDecision;
    atStripe: Stripe.Dispute;
  },
): Write {
  const { id, dispute, disputed, facts, decision, atStripe } = given;
  const { state, taken, returned, evidence_due_by, isReopened, isTaken } = decision;
  const now = { state, taken, returned, evidence_due_by };
  if (dispute !== undefined) {
    // Under a key of its own: Stripe would replay what it said of the answer to the inquiry.
    const anew = isTaken ? { attempt: dispute.attempt + 1 } : {};
    const isMoved = dispute.state === 'open' && state !== 'open';
    const isUnsent = isMoved && dispute.answer !== null && !isAnsweredBy(dispute, atStripe);
    if (isUnsent) ctx.log.warn('dispute.answer-unsent', { disputeId: id });
    return updateDispute(dispute, { ...now, ...anew, ...(isReopened || isUnsent ? { answer: null } : {}) }, ctx.now);
  }
  const { stripeDisputeId, amount, currency, reason } = facts;
  return insertDispute(
    {
      id,
      ...columnsOf(disputed),
      stripe_dispute_id: stripeDisputeId,
      amount,
      currency,
      reason,
      ...now,
    },
    ctx.now,
  );
}

type Movement = {
  disputed: Disputable;
  left: LeftRow;
  facts: DisputeFacts;
  decision: DisputeDecision;
  atStripe: Stripe.Dispute;
};

// Named by Stripe's id, under which reconciliation finds what Stripe says of the same dispute.
function moneyWrites(ctx: Ctx, { disputed, left, facts, decision, atStripe }: Movement): Write[] {
  const { subject, payer_id: guest, payee_id: host } = disputed;
  const { amount, returned, currency, stripeDisputeId: id } = facts;
  const writes: Write[] = [];
  if (decision.isTaken) {
    writes.push(
      ...post(ctx, effectOn(disputed, `dispute-opened:${id}`), subject, currency, takenPostings(guest, amount)),
      ...disputeFeeWrites(
        ctx,
        effectOn(disputed, `dispute-fee:${id}`),
        { ...disputed, amount: 0 - amount },
        movementsOf(atStripe, 'dispute'),
      ),
    );
  }
  if (decision.isReturned) {
    writes.push(
      ...post(ctx, effectOn(disputed, `dispute-won:${id}`), subject, currency, returnedPostings(guest, returned)),
      ...disputeFeeWrites(
        ctx,
        effectOn(disputed, `dispute-fee-returned:${id}`),
        { ...disputed, amount: returned },
        movementsOf(atStripe, 'dispute_reversal'),
      ),
    );
  }
  if (decision.isLost) {
    const lost = amount - returned;
    const loss = divideLoss(lost, currency, { ...left.shares, room: left.room }, left.owed);
    // A refund that fails after all is owed again, and this dispute has paid it.
    if (loss.excess > 0 && left.is_paying) throw new Problem('payment-unavailable');
    writes.push(
      addDisputed(disputed, lost - loss.refunds - loss.excess, ctx.now),
      ...refundWrites(ctx, disputed, left, loss.refunds),
      ...post(ctx, effectOn(disputed, `dispute-lost:${id}`), subject, currency, lostPostings({ guest, host }, loss)),
      ...shareGuards(disputed, left, loss),
      ...(loss.excess === 0
        ? []
        : post(ctx, effectOn(disputed, `dispute-excess:${id}`), subject, currency, excessPostings(guest, loss.excess))),
    );
  }
  return writes;
}

/**
 * The writes that give back what a lost dispute had taken and the bank has given back since: each their share, the guest
 * the refunds that it had paid, which Stripe pays now.
 */
function overturnedWrites(ctx: Ctx, disputed: Disputable, facts: DisputeFacts, { loss, borne }: LossRow): Write[] {
  const { subject, currency, payer_id: guest, payee_id: host } = disputed;
  const id = facts.stripeDisputeId;
  const lossBack = effectOn(disputed, `dispute-lost:${id}:overturned`);
  const excessBack = effectOn(disputed, `dispute-excess:${id}:overturned`);
  const back = reverseLoss(facts.returned, currency, loss, borne);
  const { from } = back;
  const owed = back.refunds + back.owed;
  return [
    addDisputed(disputed, 0 - totalOf(from), ctx.now),
    ...post(ctx, lossBack, subject, currency, lossReturnedPostings({ guest, host }, back)),
    ...post(ctx, excessBack, subject, currency, excessReturnedPostings(guest, back)),
    ...(owed === 0
      ? []
      : openRefund(ctx, disputed, {
          id: newId('refund'),
          ...columnsOf(disputed),
          ...{ currency, amount: owed, reason: disputed.kind === 'payment' ? 'support' : 'deposit' },
        })),
  ];
}

// After the postings, whose locks they need: of other payments for the same stay nobody has given back, or lost, a share
// meanwhile by which this loss was divided, and no alteration has moved it.
function shareGuards({ kind, subject, currency }: Disputable, { balances }: LeftRow, { from }: Loss): Write[] {
  if (kind === 'deposit') return [];
  return (['host', 'platform', 'tax'] as const).map((account) =>
    guardBalance(subject, account, currency, (balances[account] ?? 0) + from[account]),
  );
}

// What of the last refund that it ends a lost dispute has not paid is owed as before: a refund of its own pays it.
function refundWrites(ctx: Ctx, disputed: Disputable, left: LeftRow, paid: number): Write[] {
  const { ended, rest } = endRefunds(left, paid);
  const { currency } = disputed;
  return [
    ...ended.flatMap((refund) => [
      endRefund(refund, ctx.now),
      tellRefund(ctx, 'refund.superseded', { ...disputed, ...refund }),
    ]),
    ...(rest === undefined
      ? []
      : openRefund(ctx, disputed, { id: newId('refund'), ...columnsOf(disputed), currency, ...rest })),
  ];
}

function tell(ctx: Ctx, id: Id, disputed: Disputable, facts: DisputeFacts, state: DisputeState): Write {
  const { amount, currency, reason, evidenceDueBy } = facts;
  return emit(ctx, {
    type: told[state],
    subject: id,
    guestId: disputed.payer_id,
    hostId: disputed.payee_id,
    data: {
      subject: disputed.subject,
      amount,
      currency,
      reason,
      evidenceDueBy: evidenceDueBy?.toISOString() ?? null,
    },
  });
}
