import type Stripe from 'stripe';
import { type Currency, currencyOf } from '../kernel/currencies.ts';
import { isId } from '../kernel/ids.ts';
import { expanded, idOf } from '../platform/stripe/index.ts';

/** What an object of Stripe's says has moved. Amounts are in minor units, positive what comes to the marketplace. */
export type Movement = {
  /** The object that says so. */
  objectId: string;
  /** The second half of the name of the effect that the books should have: our id, or Stripe's where there is none. */
  reference: string;
  saidBy: 'balance' | 'object';
  currency: Currency;
  amount: number;
  /** Stripe has not decided yet: the books may have it or not. */
  isOpen: boolean;
  /** The booking, where Stripe was told of it. */
  subject: string | null;
  /** Of a refund the intent, of a reversal the transfer that it was taken from: where it was made in its dashboard Stripe was told of no booking. */
  takenFrom: string | null;
};

/** Of the payments that Stripe's objects name, the intents that they go by. */
export type Intents = ReadonlyMap<string, string | null>;

type Source = Exclude<Stripe.BalanceTransaction['source'], string | null>;

/**
 * What a movement of the balance says, and the refund or dispute that it is of; `source` has to be expanded. Stripe's fee
 * is a movement of its own, and so is what it has converted.
 */
export function movementsOfTransaction(transaction: Stripe.BalanceTransaction, intents: Intents): Movement[] {
  const source = expanded(transaction.source);
  const { id, amount, fee, net } = transaction;
  const said = { objectId: id, saidBy: 'balance', currency: currencyOf(transaction.currency), isOpen: false } as const;
  const subject = source === undefined ? null : subjectOf(source);
  const reference = source === undefined ? id : referenceOf(source, intents);
  const takenFrom = source === undefined ? null : takenFromBy(source);
  const whole = { ...said, reference, subject, takenFrom, isOpen: source !== undefined && isUndecided(source) };
  const converted = convertedOf(transaction);
  // What comes back of it moves later than the day under which the object itself is listed.
  const ofObject =
    source?.object === 'refund' || source?.object === 'dispute' ? movementsOfObject(source, intents) : [];
  // What a charge that the books do not know has cost is no other matter; a dispute's fee is posted with the dispute.
  const isWhole = source?.object === 'charge' ? reference === source.id : converted === null;
  if (isWhole) return [{ ...whole, amount: net }, ...ofObject];
  const part = { ...said, reference: id, subject, takenFrom };
  return [
    { ...whole, ...(converted ?? { amount }) },
    { ...part, objectId: `${id}:rest`, amount: converted === null ? 0 - fee : net },
    ...(converted === null ? [] : [{ ...part, ...converted, objectId: `${id}:gone`, amount: 0 - converted.amount }]),
    ...ofObject,
  ].filter((movement) => movement.amount !== 0 || movement.saidBy === 'object');
}

/**
 * What has moved of a charge or refund in its own currency, where Stripe has converted it; null where it has not. `source`
 * has to be expanded.
 */
export function convertedOf({
  source,
  currency,
  reporting_category: category,
}: Stripe.BalanceTransaction): Pick<Movement, 'currency' | 'amount'> | null {
  const object = expanded(source);
  if (object?.object !== 'charge' && object?.object !== 'refund') return null;
  if (object.currency === currency) return null;
  const charged = currencyOf(object.currency);
  if (object.object === 'charge') return { currency: charged, amount: object.amount_captured };
  return { currency: charged, amount: category === 'refund_failure' ? object.amount : 0 - object.amount };
}

/** What a charge (its balance transaction expanded), refund, transfer or dispute itself says; nothing where no money has moved. */
export function movementsOfObject(
  object: Stripe.Charge | Stripe.Refund | Stripe.Transfer | Stripe.Dispute,
  intents: Intents,
): Movement[] {
  const amount = movedBy(object);
  if (amount === null) return [];
  const reference = referenceOf(object, intents);
  return [
    {
      objectId: object.id,
      reference,
      saidBy: 'object',
      currency: currencyOf(moneyOf(object)),
      amount,
      ...(object.object === 'charge' && reference === object.id ? bookedOf(object) : {}),
      isOpen: isUndecided(object),
      subject: subjectOf(object),
      takenFrom: takenFromBy(object),
    },
  ];
}

/** The ids of ours that charges carry, for `Intents`. */
export function paymentIdsIn(objects: readonly { object: string }[]): string[] {
  return objects.flatMap((object) => (isCharge(object) ? (object.metadata.paymentId ?? []) : []));
}

// A dispute that was opened before a refund arrived, and the like: only Stripe's own sum says what has moved.
function movedBy(object: Stripe.Charge | Stripe.Refund | Stripe.Transfer | Stripe.Dispute): number | null {
  switch (object.object) {
    case 'charge':
      return object.paid && object.captured ? object.amount_captured : null;
    case 'refund':
      if (object.status === 'failed' || object.status === 'canceled') return 0;
      // The release of an authorisation is a refund without a movement; one that waits for money is to be one.
      return object.balance_transaction === null && !isPending(object) ? null : 0 - object.amount;
    case 'transfer':
      return 0 - object.amount;
    case 'dispute':
      return object.balance_transactions.reduce((total, { net }) => total + net, 0);
  }
}

// A charge that the books do not know is compared whole, as it came to the balance: in what that was converted from it would
// be a difference of its own.
function bookedOf({ balance_transaction: booked }: Stripe.Charge): Partial<Pick<Movement, 'currency' | 'amount'>> {
  return typeof booked === 'object' && booked !== null
    ? { currency: currencyOf(booked.currency), amount: booked.amount }
    : {};
}

// A dispute is in the currency of its charge, what is taken for it in that of the balance.
function moneyOf(object: Stripe.Charge | Stripe.Refund | Stripe.Transfer | Stripe.Dispute): string {
  const moved = object.object === 'dispute' ? object.balance_transactions[0] : undefined;
  return (moved ?? object).currency;
}

function referenceOf(source: Source, intents: Intents): string {
  switch (source.object) {
    case 'charge': {
      const { paymentId = '', depositHoldId = '' } = source.metadata;
      if (isId('depositHold', depositHoldId)) return depositHoldId;
      const intentId = idOf(source.payment_intent);
      if (!isId('payment', paymentId) || !intents.has(paymentId)) return source.id;
      // One that the payment does not go by was given back: it stands in the books under its own name.
      return intents.get(paymentId) === intentId ? paymentId : (intentId ?? source.id);
    }
    case 'refund':
      return source.metadata?.refundId ?? source.id;
    case 'transfer':
      return source.metadata.payoutId ?? source.id;
    case 'transfer_reversal':
      return source.metadata?.reversalId ?? source.id;
    default:
      return source.id;
  }
}

function subjectOf(source: Source): string | null {
  return 'metadata' in source ? (source.metadata?.subject ?? null) : null;
}

function takenFromBy(source: Source): string | null {
  if (source.object === 'transfer_reversal') return idOf(source.transfer);
  return source.object === 'refund' ? idOf(source.payment_intent) : null;
}

// Ours is booked once Stripe has decided. One that was made in the dashboard has moved once it has left the balance: to come back it
// moves once more, and that it has arrived moves nothing by which it would be looked at again.
function isUndecided(source: Source): boolean {
  if (source.object !== 'refund' || !isPending(source)) return false;
  return source.balance_transaction === null || source.metadata?.refundId !== undefined;
}

function isPending(source: Source): boolean {
  return source.object === 'refund' && (source.status === 'pending' || source.status === 'requires_action');
}

function isCharge(object: { object: string }): object is Stripe.Charge {
  return object.object === 'charge';
}
