import type Stripe from 'stripe';
import { z } from 'zod';
import { findAccount } from './accounts.ts';
import { availabilityOf, book } from './balance-transactions.ts';
import { findCharge } from './charges.ts';
import { checkCurrency } from './currencies.ts';
import { insufficientBalance, invalidRequest, noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { emptyableMetadata, type Fields, metadata, page, positiveInteger, text } from './params.ts';
import { schedulePayouts } from './payouts.ts';
import { type Route, route } from './route.ts';
import { idOf, newId, type World } from './world.ts';

const create = z.strictObject({
  amount: positiveInteger,
  currency: text,
  description: text.optional(),
  destination: text,
  metadata: metadata.optional(),
  source_transaction: text.optional(),
  source_type: z.enum(['card']).optional(),
  transfer_group: text.optional(),
} satisfies Fields<Stripe.TransferCreateParams>);

const update = z.strictObject({
  description: text.optional(),
  metadata: emptyableMetadata.optional(),
} satisfies Fields<Stripe.TransferUpdateParams>);

const list = z.strictObject({
  ...page,
  destination: text.optional(),
  transfer_group: text.optional(),
} satisfies Fields<Stripe.TransferListParams>);

export const transferRoutes: readonly Route[] = [
  route('POST', '/v1/transfers', create, createTransfer),
  route('GET', '/v1/transfers', list, (world, params) => {
    const { destination, transfer_group: group } = params;
    const matching = [...world.transfers.values()].filter(
      (transfer) =>
        (destination === undefined || transfer.destination === destination) &&
        (group === undefined || transfer.transfer_group === group),
    );
    return listPage('/v1/transfers', matching, params);
  }),
  route('GET', '/v1/transfers/:id', z.strictObject({}), (world, _params, id) => findTransfer(world, id)),
  route('POST', '/v1/transfers/:id', update, (world, params, id) => {
    const transfer = findTransfer(world, id);
    transfer.metadata = mergeMetadata(transfer.metadata, params.metadata);
    transfer.description = params.description ?? transfer.description;
    world.emit('transfer.updated', transfer);
    return transfer;
  }),
];

/** The transfer of an id. */
export function findTransfer(world: World, id: string): Stripe.Transfer {
  const transfer = world.transfers.get(id);
  if (transfer === undefined) throw noSuch('transfer', id, 'id');
  return transfer;
}

function createTransfer(world: World, params: z.output<typeof create>): Stripe.Transfer {
  const { amount, currency } = params;
  checkCurrency(currency);
  const destination = findAccount(world, params.destination, 'destination');
  if (destination.capabilities?.transfers !== 'active') {
    throw invalidRequest(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer' },
    );
  }
  const source =
    params.source_transaction === undefined ? undefined : sourceOf(world, params, params.source_transaction);
  if (source === undefined && amount > world.balance.available(currency)) throw insufficientBalance();

  const availableOn = source === undefined ? world.now() : availabilityOf(world, source);
  const id = newId('tr');
  const payment = newId('py');
  const transfer: Stripe.Transfer = {
    id,
    object: 'transfer',
    amount,
    amount_reversed: 0,
    balance_transaction: null,
    created: world.now(),
    currency,
    description: params.description ?? null,
    destination: destination.id,
    destination_payment: payment,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: source?.id ?? null,
    source_type: 'card',
    transfer_group: source?.transfer_group ?? params.transfer_group ?? null,
  };
  const moved = { currency, fee: 0, availableOn, description: transfer.description };
  transfer.balance_transaction = book(world, null, {
    ...moved,
    amount: -amount,
    source: id,
    type: 'transfer',
    category: 'transfer',
  }).id;
  book(world, destination.id, {
    ...moved,
    amount,
    source: payment,
    type: 'payment',
    category: 'charge',
  });
  world.transfers.set(id, transfer);
  world.emit('transfer.created', transfer);
  world.schedule(availableOn, () => schedulePayouts(world, destination.id));
  return transfer;
}

/** The charge that a transfer draws on, which waits for its money; refuses one that doesn't cover it. */
function sourceOf(world: World, params: z.output<typeof create>, id: string): Stripe.Charge {
  const { amount, currency, transfer_group: group } = params;
  const param = 'source_transaction';
  const charge = findCharge(world, id, param);
  if (charge.status !== 'succeeded' || !charge.captured) {
    throw invalidRequest(`The source_transaction ${id} has not been captured.`, { param });
  }
  const booked = world.balance.transactions.get(idOf(charge.balance_transaction) ?? '')?.currency ?? charge.currency;
  if (booked !== currency) {
    throw invalidRequest(
      `The currency of source_transaction's balance transaction (${booked}) must be the same as the transfer currency (${currency})`,
      { param },
    );
  }
  const before = [...world.transfers.values()]
    .filter((transfer) => idOf(transfer.source_transaction) === id)
    .reduce((sum, transfer) => sum + transfer.amount, 0);
  if (before + amount > charge.amount_captured) {
    throw invalidRequest(
      `Transfers using this transaction as a source must not exceed the source amount of ${charge.amount_captured}. (There are already transfers of ${before} using this source.)`,
      { param },
    );
  }
  charge.transfer_group ??= group ?? `group_${idOf(charge.payment_intent)}`;
  if (group !== undefined && group !== charge.transfer_group) {
    throw invalidRequest('The transfer_group of the transfer must be the one of its source_transaction.', {
      param: 'transfer_group',
    });
  }
  return charge;
}
