import { afterAll, expect, test } from 'vitest';
import { DAY } from './account.ts';
import { openPlatform } from './connect.ts';

const { server, stripe, clock, host, charge, funds, eventsOf } = await openPlatform();

afterAll(() => server.close());

const usd = { currency: 'usd' } as const;

test('a transfer moves what is available, and no more', async () => {
  const { id: destination } = await host();
  await charge();
  expect(await funds()).toEqual({ available: 0, pending: 9_680 });
  await expect(stripe.transfers.create({ ...usd, amount: 1, destination })).rejects.toMatchObject({
    statusCode: 400,
    code: 'balance_insufficient',
  });
  clock.now += 2 * DAY;
  const transfer = await stripe.transfers.create({
    ...usd,
    amount: 9_680,
    destination,
    transfer_group: 'bkg_1',
    metadata: { payout: 'pay_1' },
  });
  expect(transfer).toMatchObject({ amount: 9_680, destination, source_transaction: null, transfer_group: 'bkg_1' });
  expect(await funds()).toEqual({ available: 0, pending: 0 });
  expect(await funds(destination)).toEqual({ available: 9_680, pending: 0 });
  const { data } = await stripe.balanceTransactions.list({ source: transfer.id });
  expect(data).toMatchObject([{ type: 'transfer', amount: -9_680, fee: 0, status: 'available' }]);
  expect(eventsOf(transfer.id)).toEqual(['transfer.created']);
});

test('a transfer from a charge waits for its money, and charges cover no more than they took', async () => {
  const { id: destination } = await host();
  const source = await charge('pm_card_visa', { transfer_group: 'bkg_2' });
  const from = { ...usd, destination, source_transaction: source };
  const transfer = await stripe.transfers.create({ ...from, amount: 8_000 });
  expect(transfer).toMatchObject({ source_transaction: source, transfer_group: 'bkg_2' });
  expect(await funds(destination)).toEqual({ available: 0, pending: 8_000 });
  await expect(stripe.transfers.create({ ...from, amount: 2_001 })).rejects.toMatchObject({
    param: 'source_transaction',
  });
  await expect(stripe.transfers.create({ ...from, amount: 1, transfer_group: 'bkg_3' })).rejects.toMatchObject({
    param: 'transfer_group',
  });
  await expect(stripe.transfers.create({ ...from, amount: 1, currency: 'eur' })).rejects.toMatchObject({
    param: 'source_transaction',
  });
  clock.now += 2 * DAY;
  expect(await funds(destination)).toEqual({ available: 8_000, pending: 0 });
  expect((await stripe.transfers.list({ transfer_group: 'bkg_2' })).data).toMatchObject([{ id: transfer.id }]);
});

test('nothing goes to an account that may not receive, nor from a payment that is only authorised', async () => {
  const { id: destination } = await stripe.accounts.create({ type: 'express' });
  await charge('pm_card_bypassPending');
  await expect(stripe.transfers.create({ ...usd, amount: 100, destination })).rejects.toMatchObject({
    code: 'insufficient_capabilities_for_transfer',
  });
  await expect(stripe.transfers.create({ ...usd, amount: 100, destination: 'acct_none' })).rejects.toMatchObject({
    code: 'resource_missing',
    param: 'destination',
  });
  const held = await charge('pm_card_visa', { capture_method: 'manual' });
  const { id } = await host();
  await expect(
    stripe.transfers.create({ ...usd, amount: 100, destination: id, source_transaction: held }),
  ).rejects.toMatchObject({ param: 'source_transaction' });
});

test('a transfer is taken back in parts, up to its amount and to what the account still has', async () => {
  const { id: destination } = await host();
  await charge('pm_card_bypassPending');
  const before = await funds();
  const { id } = await stripe.transfers.create({ ...usd, amount: 5_000, destination });
  const reversal = await stripe.transfers.createReversal(id, { amount: 2_000, metadata: { refund: 'rfd_1' } });
  expect(reversal).toMatchObject({ amount: 2_000, transfer: id, metadata: { refund: 'rfd_1' } });
  expect(await stripe.transfers.retrieve(id)).toMatchObject({ amount_reversed: 2_000, reversed: false });
  expect(await funds(destination)).toEqual({ available: 3_000, pending: 0 });
  expect((await funds()).available).toBe(before.available - 3_000);
  await expect(stripe.transfers.createReversal(id, { amount: 3_001 })).rejects.toMatchObject({ param: 'amount' });

  await stripe.payouts.create({ ...usd, amount: 1_000 }, { stripeAccount: destination });
  await expect(stripe.transfers.createReversal(id)).rejects.toMatchObject({ code: 'balance_insufficient' });
  await stripe.transfers.createReversal(id, { amount: 2_000 });
  expect((await stripe.transfers.listReversals(id)).data.map(({ amount }) => amount)).toEqual([2_000, 2_000]);
  expect(await stripe.transfers.retrieveReversal(id, reversal.id)).toMatchObject({ id: reversal.id });
  const booked = await stripe.balanceTransactions.list({ source: reversal.id });
  expect(booked.data).toMatchObject([{ type: 'transfer_refund', amount: 2_000 }]);
  expect(eventsOf(id)).toEqual(['transfer.created', 'transfer.reversed', 'transfer.reversed']);
});

test('the lists of transfers and balance transactions page through all there is, newest first', async () => {
  const { id: destination } = await host();
  await charge('pm_card_bypassPending');
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    made.unshift((await stripe.transfers.create({ ...usd, amount: 100 + n, destination })).id);
  }
  const listed: string[] = [];
  for await (const { id } of stripe.transfers.list({ destination, limit: 2 })) listed.push(id);
  expect(listed).toEqual(made);
  const booked: number[] = [];
  for await (const { amount } of stripe.balanceTransactions.list(
    { type: 'payment', limit: 2 },
    { stripeAccount: destination },
  )) {
    booked.push(amount);
  }
  expect(booked).toEqual([104, 103, 102, 101, 100]);
});

test('an idempotency key moves money once', async () => {
  const { id: destination } = await host();
  await charge('pm_card_bypassPending');
  const send = () => stripe.transfers.create({ ...usd, amount: 700, destination }, { idempotencyKey: 'payout_7:1' });
  expect((await send()).id).toBe((await send()).id);
  expect(await funds(destination)).toEqual({ available: 700, pending: 0 });
});
