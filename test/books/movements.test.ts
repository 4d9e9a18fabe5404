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
