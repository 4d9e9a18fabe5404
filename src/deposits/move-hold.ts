import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { DepositHoldId, DepositId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { cancelIntent, captureIntent, factsOf, readIntent, syncCustomer } from '../payments/index.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import {
  createdSince,
  declinedIntentOf,
  doneOnce,
  findMarked,
  isCustomerGone,
  openNextAttempt,
  stripeFailureOf,
} from '../platform/stripe/index.ts';
import { applyHold, endHold } from './apply-hold.ts';
import { isHeldFor, isWanted } from './deposit.ts';
import { captureDeposit } from './jobs.ts';
import { askGuest, type Deposit, type DepositRow, type Hold, loadDeposit } from './queries.ts';

type OfHold = { holdId: DepositHoldId };

/**
 * Job: authorises a deposit with the guest's saved card, without the guest, once. Where that card cannot be charged, or
 * is gone, the intent is left for the guest to pay. Where nobody wants it any more, none is made: one that was is given free
 * by what follows.
 */
export async function onAuthoriseDeposit(ctx: Ctx, { holdId }: OfHold): Promise<readonly Write[]> {
  const loaded = await loadHold(ctx, holdId);
  if (loaded?.hold.state !== 'opening') return [];
  const { deposit, hold } = loaded;
  const made = await (isWanted(deposit, ctx.now) ? intentOf(ctx, deposit, hold) : findIntent(ctx, hold)).catch(
    async (error: unknown) => {
      const { customer_id: customerId } = deposit;
      // Nobody has told of it: this job comes back once whoever keeps the cards has left it.
      if (customerId !== null && isCustomerGone(error)) {
        await commitOrThrow(ctx, [enqueue(ctx, syncCustomer, { customerId })]);
      }
      throw error;
    },
  );
  if (made === undefined) return endHold(ctx, deposit, hold, null);
  const intent = await readIntent(ctx, made.id);
  if (factsOf(intent).status === 'processing') throw new Problem('payment-unavailable');
  return applyHold(ctx, loaded, hold, intent);
}

/** Job: gives an authorisation free. One that the guest has made at the last moment is kept, if it is still waited for. */
export async function onReleaseDeposit(ctx: Ctx, { holdId }: OfHold): Promise<readonly Write[]> {
  const loaded = await loadHold(ctx, holdId);
  if (loaded === undefined || loaded.hold.intent_id === null || loaded.hold.state === 'captured') return [];
  const { deposit, hold } = loaded;
  const { intent_id: intentId } = loaded.hold;
  if (deposit.hold_id === hold.id && isHeldFor(deposit, hold, ctx.now)) return [];
  if (hold.state === 'declined' && deposit.state !== 'authorised' && isWanted(deposit, ctx.now)) {
    const heard = await hearDeclined(ctx, loaded, loaded.hold);
    if (heard.length > 0) return heard;
  }
  const intent = await cancelIntent(ctx, intentId);
  if (factsOf(intent).status === 'processing') throw new Problem('payment-unavailable');
  return applyHold(ctx, loaded, hold, intent);
}

/** The writes that bring a deposit in line with Stripe where the guest has authorised it after its card was refused. */
export async function hearDeclined(ctx: Ctx, deposit: Deposit, hold: Hold): Promise<readonly Write[]> {
  if (hold.intent_id === null) return [];
  const intent = await readIntent(ctx, hold.intent_id);
  return factsOf(intent).status === 'authorised' ? applyHold(ctx, deposit, hold, intent) : [];
}

/**
 * Job: takes what the host has claimed, once: Stripe captures an intent once only, and gives the rest free. Another that is
 * being given free goes first: somebody may have captured it in the Dashboard.
 */
export async function onCaptureDeposit(ctx: Ctx, { depositId }: { depositId: DepositId }): Promise<readonly Write[]> {
  const loaded = await loadDeposit(ctx, { depositId });
  const hold = loaded?.holds.find(({ id }) => id === loaded.deposit.hold_id);
  if (loaded?.deposit.state !== 'authorised' || hold === undefined || hold.intent_id === null) return [];
  const { claim_amount: amount } = loaded.deposit;
  if (amount === null) return [];
  const other = loaded.holds.find(({ id, state }) => id !== hold.id && state === 'authorised');
  if (other !== undefined) {
    return [...(await onReleaseDeposit(ctx, { holdId: other.id })), enqueue(ctx, captureDeposit, { depositId })];
  }
  return applyHold(ctx, loaded, hold, await captureIntent(ctx, hold.intent_id, amount));
}

/** Job: asks Stripe what an intent of a deposit is now. One that the authorisation does not go by must not be payable. */
export async function onSyncDeposit(ctx: Ctx, given: OfHold & { intentId: string }): Promise<readonly Write[]> {
  const loaded = await loadHold(ctx, given.holdId);
  if (loaded === undefined) return [];
  const intent = await readIntent(ctx, given.intentId);
  const { intent_id: recorded, state } = loaded.hold;
  if (state === 'opening' || recorded === intent.id) return applyHold(ctx, loaded, loaded.hold, intent);
  await cancelIntent(ctx, intent.id);
  return [];
}

async function loadHold(ctx: Ctx, holdId: DepositHoldId): Promise<(Deposit & { hold: Hold }) | undefined> {
  const loaded = await loadDeposit(ctx, { holdId });
  const hold = loaded?.holds.find(({ id }) => id === holdId);
  return loaded === undefined || hold === undefined ? undefined : { ...loaded, hold };
}

async function intentOf(ctx: Ctx, deposit: DepositRow, hold: Hold): Promise<Stripe.PaymentIntent> {
  if (hold.on_session) return madeOnce(ctx, deposit, hold);
  if (deposit.payment_method_id === null) return askedFor(ctx, deposit, hold);
  try {
    return await madeOnce(ctx, deposit, hold);
  } catch (error) {
    // The card is none any more at Stripe, and no intent was made.
    if (stripeFailureOf(error) !== 'refused') throw error;
    ctx.log.warn('deposit.refused', { depositId: deposit.id });
    return askedFor(ctx, deposit, hold);
  }
}

// Where the card cannot be charged: unless it was all the same, the guest is asked for one.
async function askedFor(ctx: Ctx, deposit: DepositRow, hold: Hold): Promise<Stripe.PaymentIntent> {
  const found = await findIntent(ctx, hold);
  if (found !== undefined) return found;
  await commitOrThrow(ctx, [openNextAttempt('deposit_holds', hold, ctx.realNow), askGuest(hold.id)]);
  return madeOnce(ctx, deposit, { ...hold, on_session: true, attempt: hold.attempt + 1, attempted_at: ctx.realNow });
}

function madeOnce(ctx: Ctx, deposit: DepositRow, hold: Hold): Promise<Stripe.PaymentIntent> {
  return doneOnce(ctx, 'deposit_holds', hold, {
    make: (idempotencyKey) => makeIntent(ctx, deposit, hold, idempotencyKey),
    find: () => findIntent(ctx, hold),
  });
}

// A declined card leaves its intent, which the guest can pay.
async function makeIntent(
  ctx: Ctx,
  { amount, currency, customer_id: customer, payment_method_id, booking_id }: DepositRow,
  { id, on_session: isForGuest }: Hold,
  idempotencyKey: string,
): Promise<Stripe.PaymentIntent> {
  try {
    return await ctx.stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        capture_method: 'manual',
        allowed_payment_method_types: ['card'],
        ...(customer === null ? {} : { customer }),
        ...(isForGuest || payment_method_id === null
          ? {}
          : { payment_method: payment_method_id, off_session: true, confirm: true }),
        metadata: { depositHoldId: id, subject: booking_id },
      },
      { idempotencyKey },
    );
  } catch (error) {
    const intentId = declinedIntentOf(error);
    if (intentId === undefined) throw error;
    return readIntent(ctx, intentId);
  }
}

// Of whichever customer: the guest may be another one since.
function findIntent({ stripe }: Ctx, { id, created_at }: Hold): Promise<Stripe.PaymentIntent | undefined> {
  return findMarked(stripe.paymentIntents.list({ ...createdSince(created_at), limit: 100 }), 'depositHoldId', id);
}
