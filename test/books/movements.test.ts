import { afterAll, expect, test } from 'vitest';
import { movementsOfObject, movementsOfTransaction } from '../../src/books/movements.ts';
import { openPlatform } from '../local/stripe/connect.ts';

const { server, stripe, charge } = await openPlatform();
afterAll(() => server.close());

test('a dispute of a charge in another currency than the balance has moved what was taken of the balance', async () => {
  const dispute = await stripe.disputes.retrieve(server.openDispute(await charge()));
  const [taken] = dispute.balance_transactions;
  if (taken === undefined) throw new Error('nothing was taken');
  const converted = { ...dispute, amount: 9_300, currency: 'eur' };
  const moved = { reference: dispute.id, currency: 'USD', amount: taken.net };
  expect(movementsOfObject(converted, new Map())).toMatchObject([{ ...moved, saidBy: 'object' }]);
  expect(movementsOfTransaction({ ...taken, source: converted }, new Map())).toMatchObject([
    { ...moved, saidBy: 'balance' },
    { ...moved, saidBy: 'object' },
  ]);
});

test('a converted refund that is under way may be booked or not, and what Stripe has converted for it is', async () => {
  server.convertTo({ currency: 'eur', rate: 0.9 });
  const source = await stripe.refunds.create({ charge: await charge('pm_card_pendingRefund'), amount: 6_000 });
  const moved = await stripe.balanceTransactions.retrieve(String(source.balance_transaction));
  const { id } = moved;
  expect(movementsOfTransaction({ ...moved, source }, new Map())).toMatchObject([
    { objectId: id, reference: source.id, currency: 'USD', amount: -6_000, isOpen: true },
    { objectId: `${id}:rest`, reference: id, currency: 'EUR', amount: -5_400, isOpen: false },
    { objectId: `${id}:gone`, reference: id, currency: 'USD', amount: 6_000, isOpen: false },
    { objectId: source.id, reference: source.id, currency: 'USD', amount: -6_000, isOpen: true, saidBy: 'object' },
  ]);
});
