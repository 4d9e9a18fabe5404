import { afterAll, expect, test } from 'vitest';
import { DAY, MINUTE } from './account.ts';
import { openPlatform } from './connect.ts';

const { server, stripe, clock, pay, charge, funds, eventsOf } = await openPlatform();

afterAll(() => server.close());

test('a dispute takes the money and a fee at once, and says till when it can be answered', async () => {
  const before = await funds();
  const intent = await pay('pm_card_createDispute');
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  expect(dispute).toMatchObject({
    amount: 10_000,
    charge: intent.latest_charge,
    reason: 'fraudulent',
    status: 'needs_response',
    is_charge_refundable: false,
    evidence_details: { due_by: (clock.now + 9 * DAY) / 1000, submission_count: 0, has_evidence: false },
    balance_transactions: [{ type: 'adjustment', reporting_category: 'dispute', amount: -10_000, fee: 1_500 }],
  });
  expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({ disputed: true });
  const after = await funds();
  expect(after.available + after.pending - before.available - before.pending).toBe(9_680 - 11_500);
  expect(eventsOf(String(dispute?.id))).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
});

test('a disputed charge is not refunded until the dispute is won', async () => {
  const source = await charge();
  const id = server.openDispute(source);
  await expect(stripe.refunds.create({ charge: source })).rejects.toMatchObject({ code: 'charge_disputed' });
  server.closeDispute(id, 'won');
  expect(await stripe.refunds.create({ charge: source })).toMatchObject({ amount: 10_000 });
});

test('of a charge of which a part is lost to a bank the rest is refunded once that is decided, and no more', async () => {
  const source = await charge();
  const id = server.openDispute(source, { amount: 6_000 });
  await expect(stripe.refunds.create({ charge: source })).rejects.toMatchObject({ code: 'charge_disputed' });
  server.closeDispute(id, 'lost');
  await expect(stripe.refunds.create({ charge: source, amount: 4_001 })).rejects.toMatchObject({ statusCode: 400 });
  expect(await stripe.refunds.create({ charge: source })).toMatchObject({ amount: 4_000 });
  await expect(stripe.refunds.create({ charge: source, amount: 1 })).rejects.toMatchObject({ code: 'charge_disputed' });
});

test('evidence can be prepared, is sent once, and wins or loses by the words that say so', async () => {
  const id = server.openDispute(await charge(), { amount: 4_000, reason: 'product_not_received' });
  await stripe.disputes.update(id, { evidence: { customer_name: 'Ada' }, submit: false });
  expect(await stripe.disputes.retrieve(id)).toMatchObject({
    status: 'needs_response',
    evidence: { customer_name: 'Ada' },
    evidence_details: { has_evidence: true, submission_count: 0 },
  });
  await stripe.disputes.update(id, { evidence: { uncategorized_text: 'winning_evidence' } });
  expect(await stripe.disputes.retrieve(id)).toMatchObject({
    status: 'under_review',
    evidence: { customer_name: 'Ada' },
    evidence_details: { submission_count: 1 },
  });
  await expect(stripe.disputes.update(id, { evidence: { customer_name: 'Eve' } })).rejects.toMatchObject({
    statusCode: 400,
  });
  const before = await funds();
  clock.now += MINUTE;
  expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'won', is_charge_refundable: true });
  expect((await funds()).available - before.available).toBe(4_000);
  expect(eventsOf(id)).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
    'charge.dispute.updated',
    'charge.dispute.closed',
    'charge.dispute.funds_reinstated',
  ]);
  const { data } = await stripe.balanceTransactions.list({ source: id });
  expect(data.map(({ net, reporting_category: category }) => [category, net])).toEqual([
    ['dispute_reversal', 4_000],
    ['dispute', -5_500],
  ]);
});

test('a dispute that is accepted, or not answered in time, is lost, which moves nothing more', async () => {
  const accepted = server.openDispute(await charge());
  const before = await funds();
  expect(await stripe.disputes.close(accepted)).toMatchObject({ status: 'lost' });
  await expect(stripe.disputes.close(accepted)).rejects.toMatchObject({ statusCode: 400 });
  expect(await funds()).toEqual(before);

  const forgotten = server.openDispute(await charge());
  clock.now += 9 * DAY;
  expect(await stripe.disputes.retrieve(forgotten)).toMatchObject({
    status: 'lost',
    evidence_details: { past_due: true },
  });
  expect(eventsOf(forgotten).at(-1)).toBe('charge.dispute.closed');
});

test('what a lost dispute took comes back whole, and it is won after all, or in part, and it stays lost', async () => {
  const [first, second] = [await charge(), await charge()];
  const [whole, part] = [server.openDispute(first), server.openDispute(second)];
  for (const id of [whole, part]) server.closeDispute(id, 'lost');
  const before = await funds();
  server.overturnDispute(whole);
  server.overturnDispute(part, 4_000);
  const after = await funds();
  expect(after.available + after.pending - before.available - before.pending).toBe(14_000);
  expect(await stripe.disputes.retrieve(whole)).toMatchObject({ status: 'won', is_charge_refundable: true });
  expect(await stripe.disputes.retrieve(part)).toMatchObject({
    status: 'lost',
    balance_transactions: [{ amount: -10_000 }, { reporting_category: 'dispute_reversal', amount: 4_000 }],
  });
  expect(await stripe.charges.retrieve(first)).toMatchObject({ disputed: false });
  expect(await stripe.refunds.create({ charge: second })).toMatchObject({ amount: 4_000 });
  expect(eventsOf(whole)).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.closed',
    'charge.dispute.closed',
    'charge.dispute.funds_reinstated',
  ]);
  expect(() => server.overturnDispute(whole)).toThrow('cannot be overturned');
});
