import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, instantAt, todayIn } from '../../src/kernel/dates.ts';
import { booked, cast, move, pay } from '../bookings/scene.ts';
import { begunWithDeposit, claim } from '../deposits/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, lastTextTo, lettersTo, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { bookedAhead, cast as castPayable, DAY, HOUR, until } from '../payouts/scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
// What could not be paid back is no world at rest.
afterAll(() => h.close());

async function post(person: Person, path: string, body: object = {}) {
  const answer = await ask(h, person, 'POST', path, body);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body;
}

const typesOf = (subject: unknown) =>
  h.sql<{ type: string }>('select type from events where subject = $1 order by id', [subject]);

test('a host of whose payout all is kept for what they owed is told that, and it is told as paid', async () => {
  const { host, guest, listingId } = await castPayable(h);
  for (const days of [30, 40, 50, 60]) {
    const { id } = await bookedAhead(h, guest, listingId, days);
    await move(h, host, id, 'cancel');
  }
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  expect(lettersTo(h, host)).toContain('$194.00 that you earned was kept for what you owed');
  expect(lettersTo(h, host).some((subject) => subject.includes('on its way'))).toBe(false);
  const { data } = (await ask(h, host, 'GET', '/v1/payouts')).body;
  expect(data).toMatchObject([{ gross: 194_00, withheld: 194_00, amount: 0, state: 'paid' }]);
  expect(await typesOf(data[0].id)).toEqual([{ type: 'payout.created' }, { type: 'payout.paid' }]);
});

test('a host hears that their bank has sent a payout back, and what has to be done', async () => {
  const { host, guest, listingId, stripeAccountId } = await castPayable(h);
  const { held } = await bookedAhead(h, guest, listingId);
  h.stripe.closeBank(stripeAccountId);
  await until(h, held);
  await until(h, held + 4 * DAY);
  expect(lettersTo(h, host).at(-1)).toBe('Your bank has sent $194.00 back');
  expect(lastTextTo(h, host)).toContain('another bank account');
  expect(lettersTo(h, host).filter((subject) => subject.includes('sent $194.00 back'))).toHaveLength(1);
});

test('a guest hears of a refund that fails that it is owed to them still, unless it is paid once more by then', async () => {
  const { guest, host, listingId } = await cast(h);
  for (const isPaidAgain of [false, true]) {
    const { id } = await booked(h, guest, listingId);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    const before = lettersTo(h, guest).length;
    expect(lastTextTo(h, guest)).toContain('The refund goes back to where the payment came from.');
    if (isPaidAgain) h.faults.mail.use(() => 'http-429');
    h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
    await h.drainJobs();
    if (isPaidAgain) {
      await post(support, `/v1/admin/bookings/${id}/returned-refunds`, { reason: 'The card was replaced' });
      h.faults.mail.reset();
      h.clock.advance(HOUR);
      await h.drainJobs();
    }
    const told = isPaidAgain ? [] : ['Your refund of $228.40 could not be paid'];
    expect(lettersTo(h, guest).slice(before)).toEqual(told);
    if (!isPaidAgain) expect(lastTextTo(h, guest)).toContain('You are owed it still');
  }
  expect(lettersTo(h, host).filter((subject) => subject.includes('refund'))).toEqual([]);
});

test('a guest hears the same of what was captured by mistake, and could not be paid back', async () => {
  const { guest, listingId } = await cast(h, { instant_booking: false });
  const { payment } = await booked(h, guest, listingId);
  const [row] = await h.sql<{ intent_id: string }>('select intent_id from payments where id = $1', [payment.id]);
  await clientOf(h.stripe).paymentIntents.capture(row?.intent_id ?? '', { amount_to_capture: 50_00 });
  await h.drainJobs();
  expect(lastTextTo(h, guest)).toContain('$50.00 of what was set aside on your card was charged by mistake');
  h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
  await h.drainJobs();
  expect(lettersTo(h, guest).at(-1)).toBe('Your refund of $50.00 could not be paid');
});

test('a guest hears the same of what was given back of a damage deposit', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  await claim(h, host, id);
  await h.drainJobs();
  await post(support, `/v1/admin/bookings/${id}/damage-deposit/refunds`, { reason: 'Cold water', amount: 25_00 });
  await h.drainJobs();
  h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
  await h.drainJobs();
  expect(lettersTo(h, guest).at(-1)).toBe('Your refund of $25.00 could not be paid');
});

test('a host hears that a proposal ended which they need not answer any more, and of one that they let pass nothing', async () => {
  const { guest, host, listingId } = await cast(h);
  for (const ends of ['cancelled at Stripe', 'unanswered'] as const) {
    const zone = 'America/New_York';
    const checkIn = addDays(todayIn(zone, new Date(h.clock.now())), 30);
    const { id } = await booked(h, guest, listingId, { checkIn, checkOut: addDays(checkIn, 2) });
    const longer = { checkIn, checkOut: addDays(checkIn, 3), party: { adults: 2 } };
    const proposal = await post(guest, `/v1/bookings/${id}/alterations`, longer);
    await pay(h, proposal);
    await h.drainJobs();
    const before = lettersTo(h, host).length;
    if (ends === 'unanswered') h.clock.advance(72 * HOUR);
    else await clientOf(h.stripe).paymentIntents.cancel(proposal.payment.clientSecret.split('_secret_')[0]);
    await h.drainJobs();
    expect(lettersTo(h, guest).at(-1)).toBe('Your stay at Loft by the river remains as it is');
    const told = lettersTo(h, host).slice(before);
    expect(told).toEqual(
      ends === 'unanswered' ? [] : [expect.stringMatching(/^The stay of Person \d+ at Loft by the river remains/)],
    );
    if (ends !== 'unanswered') expect(lastTextTo(h, host)).toMatch(/The payment of Person \d+ .* came to nothing/);
    await move(h, guest, id, 'cancel');
  }
});

test('of a request for tonight its host is not told that the night is free once it has ended with the day', async () => {
  const { guest, host, listingId } = await cast(h, { instant_booking: false });
  const zone = 'America/New_York';
  const checkIn = addDays(todayIn(zone, new Date(h.clock.now())), 1);
  h.clock.set(instantAt(checkIn, '12:00', zone).toISOString());
  await booked(h, guest, listingId, { checkIn, checkOut: addDays(checkIn, 1) });
  expect(lastTextTo(h, host)).toContain('Please answer by');
  expect(lastTextTo(h, host)).not.toContain('free again');
  await booked(h, guest, listingId, { checkIn: addDays(checkIn, 2), checkOut: addDays(checkIn, 3) });
  expect(lastTextTo(h, host)).toContain('the nights are free again');
});

test('a host whose bank does not give what Stripe takes from it is not told that it has sent money back', async () => {
  const { host, guest, listingId, stripeAccountId } = await castPayable(h);
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  await until(h, held + 3 * DAY);
  const before = lettersTo(h, host);
  h.stripe.debitBank(stripeAccountId, 50_00);
  h.stripe.closeBank(stripeAccountId);
  await until(h, held + 6 * DAY);
  expect((await ask(h, host, 'GET', '/v1/bank-payouts')).body.data).toMatchObject([
    { amount: -50_00, state: 'failed' },
    { amount: 194_00, state: 'paid' },
  ]);
  expect(lettersTo(h, host)).toEqual(before);
});
