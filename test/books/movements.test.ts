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

test('a refund made in the Dashboard that has left the balance has moved, though it is under way; one that waits for money has not', async () => {
  const [paid, another] = [await charge('pm_card_pendingRefund'), await charge()];
  const source = await stripe.refunds.create({ charge: paid, amount: 6_000 });
  expect(source.status).toBe('pending');
  const moved = await stripe.balanceTransactions.retrieve(String(source.balance_transaction));
  expect(movementsOfTransaction({ ...moved, source }, new Map())).toMatchObject([
    { reference: source.id, amount: -6_000, isOpen: false, saidBy: 'balance' },
    { reference: source.id, amount: -6_000, isOpen: false, saidBy: 'object' },
  ]);
  server.runShort(true);
  const waiting = await stripe.refunds.create({ charge: another, amount: 6_000 });
  server.runShort(false);
  expect(movementsOfObject(waiting, new Map())).toMatchObject([{ reference: waiting.id, isOpen: true }]);
});

test('a converted refund that is under way may be booked or not, and what Stripe has converted for it is', async () => {
  server.convertTo({ currency: 'eur', rate: 0.9 });
  const refundId = 'ref_01kav0h2e6f8w9x3m5n7p9q1r3';
  const source = await stripe.refunds.create({
    charge: await charge('pm_card_pendingRefund'),
    amount: 6_000,
    metadata: { refundId },
  });
  const moved = await stripe.balanceTransactions.retrieve(String(source.balance_transaction));
  const { id } = moved;
  expect(movementsOfTransaction({ ...moved, source }, new Map())).toMatchObject([
    { objectId: id, reference: refundId, currency: 'USD', amount: -6_000, isOpen: true },
    { objectId: `${id}:rest`, reference: id, currency: 'EUR', amount: -5_400, isOpen: false },
    { objectId: `${id}:gone`, reference: id, currency: 'USD', amount: 6_000, isOpen: false },
    { objectId: source.id, reference: refundId, currency: 'USD', amount: -6_000, isOpen: true, saidBy: 'object' },
  ]);
});
