import type Stripe from 'stripe';
import { z } from 'zod';
import { book } from './balance-transactions.ts';
import { insufficientBalance, invalidRequest, noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { boolean, emptyableMetadata, type Fields, page, positiveInteger, text } from './params.ts';
import { type Route, route } from './route.ts';
import { findTransfer } from './transfers.ts';
import { idOf, newId, type World } from './world.ts';

const create = z.strictObject({
  amount: positiveInteger.optional(),
  description: text.optional(),
  metadata: emptyableMetadata.optional(),
  refund_application_fee: boolean.optional(),
} satisfies Fields<Stripe.TransferCreateReversalParams>);

const update = z.strictObject({
  metadata: emptyableMetadata.optional(),
} satisfies Fields<Stripe.TransferUpdateReversalParams>);

const { created: _created, ...paging } = page;
const list = z.strictObject(paging satisfies Fields<Stripe.TransferListReversalsParams>);
const kind = { object: 'transfer_reversal' };

export const reversalRoutes: readonly Route[] = [
  route('POST', '/v1/transfers/:id/reversals', create, reverse, kind),
  route(
    'GET',
    '/v1/transfers/:id/reversals',
    list,
    (world, params, id) =>
      listPage(`/v1/transfers/${id}/reversals`, reversalsOf(world, findTransfer(world, id)), params),
    kind,
  ),
  route(
    'GET',
    '/v1/transfers/:id/reversals/:child',
    z.strictObject({}),
    (world, _params, id, _caller, { child }) => findReversal(world, id, child),
    kind,
  ),
  route(
    'POST',
    '/v1/transfers/:id/reversals/:child',
    update,
    (world, params, id, _caller, { child }) => {
      const reversal = findReversal(world, id, child);
      reversal.metadata = mergeMetadata(reversal.metadata ?? {}, params.metadata);
      return reversal;
    },
    kind,
  ),
];

/** Takes a transfer back, whole or in part: only what the connected account still has. */
function reverse(world: World, params: z.output<typeof create>, id: string): Stripe.TransferReversal {
  const transfer = findTransfer(world, id);
  const left = transfer.amount - transfer.amount_reversed;
  const amount = params.amount ?? left;
  if (left === 0)
    throw invalidRequest(`Transfer ${id} is already fully reversed.`, { code: 'transfer_already_reversed' });
  if (amount > left) {
    throw invalidRequest(`Reversal amount (${amount}) is greater than unreversed amount on transfer (${left})`, {
      param: 'amount',
    });
  }
  const destination = idOf(transfer.destination) ?? '';
  const account = world.balanceOf(destination);
  if (amount > account.total(transfer.currency)) throw insufficientBalance();

  const availableOn = Math.max(availabilityOfTransfer(world, transfer), world.now());
  const reversal: Stripe.TransferReversal = {
    id: newId('trr'),
    object: 'transfer_reversal',
    amount,
    balance_transaction: null,
    created: world.now(),
    currency: transfer.currency,
    destination_payment_refund: newId('pyr'),
    metadata: mergeMetadata({}, params.metadata),
    source_refund: null,
    transfer: id,
  };
  const moved = { currency: transfer.currency, fee: 0, availableOn, description: params.description ?? null };
  reversal.balance_transaction = book(world, null, {
    ...moved,
    amount,
    source: reversal.id,
    type: 'transfer_refund',
    category: 'transfer_reversal',
  }).id;
  book(world, destination, {
    ...moved,
    amount: -amount,
    source: idOf(reversal.destination_payment_refund) ?? reversal.id,
    type: 'payment_refund',
    category: 'refund',
  });
  world.reversals.set(reversal.id, reversal);
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  transfer.reversals.data = reversalsOf(world, transfer).reverse().slice(0, 10);
  transfer.reversals.has_more = reversalsOf(world, transfer).length > 10;
  world.emit('transfer.reversed', transfer, { amount_reversed: transfer.amount_reversed - amount });
  return reversal;
}

function reversalsOf(world: World, transfer: Stripe.Transfer): Stripe.TransferReversal[] {
  return [...world.reversals.values()].filter((reversal) => reversal.transfer === transfer.id);
}

function findReversal(world: World, transfer: string, id: string): Stripe.TransferReversal {
  const reversal = world.reversals.get(id);
  if (reversal === undefined || reversal.transfer !== transfer) throw noSuch('transfer reversal', id, 'id');
  return reversal;
}

function availabilityOfTransfer(world: World, transfer: Stripe.Transfer): number {
  return world.balance.transactions.get(idOf(transfer.balance_transaction) ?? '')?.available_on ?? 0;
}
