import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { enterCard, savedCard } from '../cards/scene.ts';
import { AFTER_WORK } from '../harness/after-work.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, lettersTo, type Person } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINES_CHARGES, GOOD_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { ahead, cast, DAY, HOUR, ledgerOf, transferredTo, until } from '../payouts/scene.ts';
import { bookWith, end, move, pay, quoteFor, see } from './scene.ts';
import { bookedInParts, holdInParts, lookAtRest, restOf, takenFor } from './split-scene.ts';

let h: Harness;
let admin: Person;
let support: Person;
beforeAll(async () => {
  h = await startHarness();
  admin = await createPerson(h, { roles: ['admin'] });
  support = await createPerson(h, { roles: ['support'] });
  await ask(h, admin, 'PUT', '/v1/admin/issuer', { name: 'Stays', address: '1 Road', vatId: 'DE1', vatBps: 1_900 });
});
afterEach(() => {
  h.stripe.webhooks.resume();
  h.qstash.disturb({});
  h.faults.stripe.reset();
  h.faults.db.reset();
});
afterAll(() => end(h));

async function printed(person: Person, bookingId: string, kind: 'receipt' | 'invoice'): Promise<string> {
  const { body } = await ask(h, person, 'GET', `/v1/bookings/${bookingId}/${kind}`);
  return String(body)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

/** Has the guest's bank take back what was paid for a booking last, as far as it goes until it is decided. */
async function openDispute(bookingId: string): Promise<string> {
  const charge = h.stripe.api.state().charges.findLast(({ metadata }) => metadata.subject === bookingId);
  h.stripe.openDispute(charge?.id ?? '');
  await h.drainJobs();
  const [dispute] = await h.sql<{ id: string }>(
    'select d.id from disputes d join payments p on p.id = d.payment_id where p.subject = $1',
    [bookingId],
  );
  return dispute?.id ?? '';
}

/** Lets Stripe tell, and the queue bring, what there is, once each: what fails is not tried again. */
async function turn(): Promise<void> {
  await h.stripe.drain();
  await h.worker.runCron(AFTER_WORK);
  await h.qstash.deliverDue();
}

/** Has a bank take back what was captured of a payment, or a part of it, for good; the dispute, as Stripe names it. */
function loseTo(paymentId: string, part: { amount?: number } = {}): string {
  const charge = h.stripe.api
    .state()
    .charges.find(({ captured, metadata }) => captured && metadata.paymentId === paymentId);
  const id = h.stripe.openDispute(charge?.id ?? '', part);
  h.stripe.closeDispute(id, 'lost');
  return id;
}

/** Support gives in: it is the bank's for good. */
async function acceptDispute(disputeId: string): Promise<void> {
  expect(await ask(h, support, 'POST', `/v1/admin/disputes/${disputeId}/accept`)).toMatchObject({ status: 200 });
  await h.drainJobs();
}

/** What was posted for a booking but Stripe's fees, in order. */
async function postingsOf(bookingId: string) {
  const rows = await h.sql<{ effect: string; account: string; amount: number }>(
    `select split_part(effect, ':', 1) as effect, account, amount::int from ledger_entries
     where subject = $1 and effect not like 'stripe-fee%' order by id`,
    [bookingId],
  );
  return rows.map(({ effect, account, amount }) => `${effect} ${account} ${amount}`);
}

test('half is paid when a stay is booked and half three days before free cancellation ends, with the saved card, to the cent', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h, { cleaning_fee: 40_01 });
  const { id, quote, answer, held, freeUntil, restDue, due } = await bookedInParts(h, guest, listingId);
  const { totals, split } = quote;
  expect(totals).toEqual({ guestPays: 274_09, hostReceives: 232_81, platformKeeps: 41_28, taxes: 0 });
  expect(split).toEqual({
    first: 137_05,
    rest: 137_04,
    restDueAt: new Date(freeUntil - 3 * DAY).toISOString(),
    restPayBy: new Date(freeUntil - DAY).toISOString(),
  });
  expect(answer.trips).toBe(2);
  const scheduled = {
    state: 'scheduled',
    amount: 137_04,
    paymentId: null,
    dueAt: split.restDueAt,
    payBy: split.restPayBy,
  };
  expect(held).toMatchObject({ payment: { amount: 137_05 }, rest: scheduled, totals });
  const before = await see(h, host, id);
  expect(before).toMatchObject({ state: 'confirmed', payment: { amount: 137_05 }, rest: scheduled, totals });
  expect(before.cancellation).toEqual(held.cancellation);
  expect(before.cancellation.terms.slice(0, 2)).toEqual([
    { until: split.restDueAt, refund: 137_05 },
    { until: new Date(freeUntil).toISOString(), refund: 274_09 },
  ]);
  expect(h.mailbox.lastTo(guest.email)?.text).toContain('The rest, $137.04, is charged to your saved card on');
  expect(h.mailbox.lastTo(host.email)?.text).toContain('The rest is due on');
  await until(h, restDue - 4 * DAY);
  expect(lettersTo(h, guest)).toEqual(['Your stay at Loft by the river is confirmed']);
  await until(h, restDue - 1000);
  expect(lettersTo(h, guest).slice(1)).toEqual(['The rest for Loft by the river is charged soon']);
  expect(h.mailbox.lastTo(guest.email)?.text).toContain('we charge $137.04, the rest of the price of your stay');
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'scheduled', paymentId: null });
  await until(h, restDue);
  expect(await see(h, guest, id)).toMatchObject({
    state: 'confirmed',
    payment: { amount: 137_05, refunded: 0 },
    rest: { state: 'paid', amount: 137_04, error: null, paymentId: expect.stringMatching(/^pay_/) },
  });
  expect(takenFor(h, id)).toEqual([
    [137_05, 0],
    [137_04, 0],
  ]);
  expect(await postingsOf(id)).toEqual([
    'capture stripe 13705',
    'capture host -11641',
    'capture platform -2064',
    'capture stripe 13704',
    'capture host -11640',
    'capture platform -2064',
  ]);
  expect(await ledgerOf(h, id)).toMatchObject({ host: -232_81, platform: -41_28 });
  const paidOn = new Date(h.clock.now()).toISOString().slice(0, 10);
  await until(h, due + 8 * DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 232_81 });
  await ask(h, admin, 'POST', '/v1/admin/reconciliations', { day: paidOn });
  await h.drainJobs();
  expect(await h.sql('select reference, ledger, balance, object from differences')).toEqual([]);
  expect(await printed(guest, id, 'receipt')).toContain('Service fee for guests $34.08 Total $274.09');
  expect(await printed(host, id, 'invoice')).toContain('Service fee for hosts $7.20 Total $7.20');
});

test('two parts are offered two weeks before free cancellation ends, where it ends before the stay, and nowhere else', async () => {
  const { guest, host, listingId } = await cast(h);
  const strict = await cast(h, { cancellation_policy: 'strict' });
  const firm = await cast(h, { cancellation_policy: 'firm', non_refundable_bps: 1_000, base_nightly: 23 });
  const splitFor = async (listing: string, days: number, nights = 2) => {
    const { checkIn, checkOut } = ahead(h, days, nights);
    const { body } = await quoteFor(h, guest, listing, { checkIn, checkOut });
    expect(body.nonRefundable ?? {}).not.toHaveProperty('split');
    return body;
  };
  const card = await savedCard(h, guest);
  const early = await splitFor(listingId, 16);
  expect(early.split).toMatchObject({ first: 114_20, rest: 114_20 });
  const late = await splitFor(listingId, 14);
  for (const { split } of [late, await splitFor(listingId, 100, 28), await splitFor(strict.listingId, 100)]) {
    expect(split).toBeNull();
  }
  expect((await splitFor(firm.listingId, 45, 4)).split).toMatchObject({ first: 53, rest: 52 });
  expect((await splitFor(firm.listingId, 45, 3)).split).toBeNull();
  const book = (quote: string, body: object) => bookWith(h, guest, quote, { body: { quote, ...body } });
  expect(await book(late.token, { card: card.id, split: true })).toMatchObject({
    status: 422,
    body: { code: 'split-unavailable' },
  });
  expect(await book(early.token, { split: true })).toMatchObject({ status: 422, body: { code: 'card-required' } });
  const whole = await book(early.token, { card: card.id });
  expect(whole.body).toMatchObject({ payment: { amount: 228_40 }, rest: null });
  await move(h, guest, whole.body.id, 'release');
  expect(lettersTo(h, host)).toEqual([]);
});

test('a card that is removed while the rest could not be charged yet is not charged afterwards, and its guest is told', async () => {
  const { guest, listingId } = await cast(h);
  const { id, cardId, restDue } = await bookedInParts(h, guest, listingId, { days: 20 });
  h.faults.stripe.use(() => 'http-500');
  h.clock.set(new Date(restDue).toISOString());
  await h.drainJobs().catch(() => undefined);
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'due', error: null });
  expect(await ask(h, guest, 'DELETE', `/v1/me/cards/${cardId}`)).toMatchObject({ status: 204 });
  // The charge is tried again before Stripe has forgotten the card.
  h.faults.stripe.use((_, { path }) => (path.endsWith('/detach') ? 'http-500' : undefined));
  h.clock.advance(2 * HOUR);
  await h.drainJobs().catch(() => undefined);
  expect(takenFor(h, id)).toEqual([
    [114_20, 0],
    [0, 0],
  ]);
  h.faults.stripe.reset();
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'failed', error: 'card_removed' });
  expect(lettersTo(h, guest).at(-1)).toBe('Please pay the rest for Loft by the river');
  const { body } = await lookAtRest(h, guest, id);
  expect(body).toMatchObject({ nextAction: 'pay', error: 'card_removed' });
  await pay(h, { payment: body });
  await h.drainJobs();
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
});

test('a card that is refused, wants its holder or is gone leaves the rest to the guest, who is told, to pay with any card', async () => {
  const { guest, host, listingId } = await cast(h);
  const refused = await bookedInParts(h, guest, listingId, { days: 20, card: DECLINES_CHARGES });
  const challenged = await bookedInParts(h, guest, listingId, { days: 24, card: CHALLENGED_CARD });
  const gone = await bookedInParts(h, guest, listingId, { days: 28 });
  await ask(h, guest, 'DELETE', `/v1/me/cards/${gone.cardId}`);
  const errors: Record<string, string> = {
    [refused.id]: 'generic_decline',
    [challenged.id]: 'authentication_required',
    [gone.id]: 'card_removed',
  };
  for (const { id, restDue, payBy } of [refused, challenged, gone]) {
    await until(h, restDue);
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'failed', error: errors[id] });
    expect(await restOf(h, host, id)).toMatchObject({ state: 'failed', error: null });
    expect(lettersTo(h, guest).at(-1)).toBe('Please pay the rest for Loft by the river');
    expect(h.mailbox.lastTo(guest.email)?.text).toContain('$114.20');
    const { paymentId } = await restOf(h, guest, id);
    const told = await h.sql('select guest_id, host_id, data from events where type = $1 and subject = $2', [
      'payment.failed',
      paymentId,
    ]);
    const data = { subject: id, amount: 114_20, currency: 'USD', error: errors[id] };
    expect(told).toEqual([{ guest_id: guest.id, host_id: null, data }]);
    expect(await ask(h, host, 'GET', `/v1/payments/${paymentId}`)).toMatchObject({ status: 404 });
    const { body } = await lookAtRest(h, guest, id);
    expect(body).toMatchObject({ nextAction: 'pay', error: errors[id], payableUntil: new Date(payBy).toISOString() });
    await until(h, payBy - HOUR);
    await enterCard(h, body.clientSecret, DECLINES_CHARGES);
    await h.drainJobs();
    await enterCard(h, body.clientSecret, id === challenged.id ? CHALLENGED_CARD : GOOD_CARD);
    if (id === challenged.id) {
      expect((await lookAtRest(h, guest, id)).body).toMatchObject({ nextAction: 'authenticate' });
      h.stripe.completeChallenge(body.clientSecret.split('_secret_')[0], true);
    }
    await h.drainJobs();
    expect((await lookAtRest(h, guest, id)).body).toMatchObject({ state: 'captured', clientSecret: null });
    expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed', rest: { state: 'paid', error: null } });
    await until(h, payBy);
    expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed' });
  }
  expect(lettersTo(h, guest).filter((subject) => subject.startsWith('Please pay the rest'))).toHaveLength(3);
});

test('who begins to pay a rest and leaves 3-D Secure half done is told before the time for it ends', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, restDue, payBy } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, restDue);
  await enterCard(h, (await lookAtRest(h, guest, id)).body.clientSecret, CHALLENGED_CARD);
  await until(h, payBy - 13 * HOUR);
  expect(lettersTo(h, guest).at(-1)).toBe('Please pay the rest for Loft by the river');
  await until(h, payBy - 12 * HOUR);
  expect(lettersTo(h, guest).at(-1)).toBe('The rest for Loft by the river is still unpaid');
  expect(h.mailbox.lastTo(guest.email)?.text).toContain('your bank may still wait for you to confirm it');
  expect((await lookAtRest(h, guest, id)).body).toMatchObject({ nextAction: 'authenticate' });
  await until(h, payBy);
  expect(await see(h, guest, id)).toMatchObject({ state: 'cancelled', endedBy: 'system' });
  expect(lettersTo(h, host).some((subject) => subject.includes('rest'))).toBe(false);
});

test.each([
  ['before', -6 * HOUR],
  ['after', 6 * HOUR],
])('the same where nothing was done until hours %s that time, by the time that there is then', async (_, late) => {
  const { guest, listingId } = await cast(h);
  const { id, payBy } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  h.clock.set(new Date(payBy + late).toISOString());
  await h.drainJobs();
  const given = Date.parse((await restOf(h, guest, id)).payBy);
  expect(given).toBe(payBy + late + DAY);
  const letters = () => lettersTo(h, guest).filter((subject) => subject.includes('still unpaid'));
  await until(h, given - 13 * HOUR);
  expect(letters()).toEqual([]);
  await until(h, given - 12 * HOUR);
  expect(letters()).toEqual(['The rest for Loft by the river is still unpaid']);
  await until(h, given);
  expect(letters()).toHaveLength(1);
  expect(await see(h, guest, id)).toMatchObject({ state: 'cancelled' });
});

test('a rest that nobody pays ends the stay a day before free cancellation does: the first part goes back once, the nights are free, both are told', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, restDue, payBy, checkIn, checkOut } = await bookedInParts(h, guest, listingId, {
    card: DECLINES_CHARGES,
  });
  await until(h, restDue);
  const { body } = await lookAtRest(h, guest, id);
  await until(h, payBy - 1000);
  expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed' });
  await until(h, payBy);
  expect(await see(h, guest, id)).toMatchObject({
    state: 'cancelled',
    endedBy: 'system',
    refund: { refund: 114_20, kept: { guestPays: 0 } },
    payment: { refunded: 114_20, refundState: 'succeeded' },
    rest: { state: 'cancelled' },
  });
  expect(await enterCard(h, body.clientSecret, GOOD_CARD)).toMatchObject({ ok: false });
  expect((await lookAtRest(h, guest, id)).body).toMatchObject({ state: 'cancelled', clientSecret: null });
  expect(takenFor(h, id)).toEqual([
    [114_20, 114_20],
    [0, 0],
  ]);
  expect(lettersTo(h, guest).at(-1)).toBe('Your stay at Loft by the river is cancelled');
  for (const person of [guest, host]) {
    expect(h.mailbox.lastTo(person.email)?.text).toContain('The rest of the price was not paid in time');
  }
  const told = await h.sql(
    `select data ->> 'endedBy' as by from events where type = 'booking.cancelled' and subject = $1`,
    [id],
  );
  expect(told).toEqual([{ by: 'system' }]);
  expect((await quoteFor(h, guest, listingId, { checkIn, checkOut })).status).toBe(201);
  expect(await printed(guest, id, 'receipt')).toContain('Not charged -$114.20 Given back -$114.20 Total $0.00');
});

test('a rest for which Stripe makes no intent ends the stay as one that nobody pays', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id, restDue, payBy } = await bookedInParts(h, guest, listingId);
  h.stripe.disrupt(({ method, path }) =>
    method === 'POST' && path === '/v1/payment_intents' ? 'saved-400' : undefined,
  );
  await until(h, restDue);
  await until(h, payBy);
  h.stripe.disrupt(undefined);
  expect(await see(h, guest, id)).toMatchObject({
    state: 'cancelled',
    endedBy: 'system',
    payment: { refunded: 114_20 },
    rest: { state: 'cancelled' },
  });
  for (const person of [guest, host]) {
    expect(h.mailbox.lastTo(person.email)?.text).toContain('The rest of the price was not paid in time');
  }
});

test('who has the first part taken back by the bank is not charged the rest, and gets nothing back twice', async () => {
  const { guest, listingId } = await cast(h);
  for (const isLost of [true, false]) {
    const { id, restDue, payBy } = await bookedInParts(h, guest, listingId);
    await until(h, restDue - HOUR);
    const disputeId = await openDispute(id);
    // The bank is told the terms as they were shown.
    const { evidence } = (await ask(h, support, 'GET', `/v1/admin/disputes/${disputeId}`)).body;
    expect(evidence.terms).toContain(`Cancelled by ${new Date(restDue).toISOString()}: 114.20 USD back. Cancelled by`);
    if (isLost) await acceptDispute(disputeId);
    await until(h, restDue);
    expect(await see(h, guest, id)).toMatchObject({
      isDisputed: !isLost,
      rest: { state: 'failed', error: 'payment_disputed' },
    });
    await until(h, payBy);
    expect(await see(h, guest, id)).toMatchObject({
      state: 'cancelled',
      refund: { refund: isLost ? 0 : 114_20 },
      rest: { state: 'cancelled' },
    });
    if (!isLost) await acceptDispute(disputeId);
    expect(takenFor(h, id)).toEqual([
      [114_20, 0],
      [0, 0],
    ]);
    expect(await ledgerOf(h, id)).not.toHaveProperty('disputes');
  }
});

test('who has the first part taken back by the bank while Stripe cannot charge the rest is not charged it later', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue, payBy } = await bookedInParts(h, guest, listingId);
  h.faults.stripe.use((_, { path }) => (path.endsWith('/confirm') ? 'http-500' : undefined));
  await until(h, restDue);
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'due' });
  const disputeId = await openDispute(id);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, restDue + 2 * HOUR);
  expect(takenFor(h, id)).toEqual([
    [114_20, 0],
    [0, 0],
  ]);
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'failed', error: 'payment_disputed' });
  const { body } = await lookAtRest(h, guest, id);
  expect(body).toMatchObject({ nextAction: 'pay', error: 'payment_disputed' });
  await until(h, payBy);
  expect(await see(h, guest, id)).toMatchObject({ state: 'cancelled', rest: { state: 'cancelled' } });
  await acceptDispute(disputeId);
});

test('what a bank has taken back of the rest is not given back again, and what is left of the first part can be', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId);
  await until(h, restDue);
  await acceptDispute(await openDispute(id));
  const bySupport = (path: string, body: object) =>
    ask(h, support, 'POST', `/v1/admin/bookings/${id}/${path}`, { reason: 'The heating failed', ...body });
  const given = { from: { hostReceives: 10_00, platformKeeps: 0, taxes: 0 } };
  expect(await bySupport('refunds', given)).toMatchObject({ status: 201, body: { refund: 10_00 } });
  expect(await move(h, guest, id, 'cancel')).toMatchObject({ status: 409, body: { code: 'payment-disputed' } });
  const kept = { hostReceives: 97_00, platformKeeps: 17_20, taxes: 0 };
  expect(await bySupport('cancel', { kept })).toMatchObject({ status: 200, body: { refund: 104_20 } });
  await h.drainJobs();
  expect(takenFor(h, id)).toEqual([
    [114_20, 114_20],
    [114_20, 0],
  ]);
});

test('who booked with a version that told of no rest is told of it by this one, and of everything once', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue, due } = await bookedInParts(h, guest, listingId);
  // As that version left it: for the arrival alone.
  await h.sql(
    `update jobs set run_at = $2, published_at = null
     where kind = 'announce-arrival' and done_at is null and payload ->> 'bookingId' = $1`,
    [id, new Date(due - 3 * DAY)],
  );
  await h.sql(await readFile('migrations/0059-rests-told-of.sql', 'utf8'));
  await until(h, h.clock.now() + HOUR);
  expect(lettersTo(h, guest)).toHaveLength(1);
  await until(h, restDue - 1000);
  expect(lettersTo(h, guest).slice(1)).toEqual(['The rest for Loft by the river is charged soon']);
  await until(h, restDue);
  await until(h, due - 2 * DAY);
  expect(lettersTo(h, guest).slice(2)).toEqual(['Your stay at Loft by the river is about to begin']);
});

test('who pays at the last moment has the stay, though nobody has heard of it yet', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue, payBy } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, restDue);
  const { body } = await lookAtRest(h, guest, id);
  await until(h, payBy - 1000);
  h.stripe.webhooks.pause();
  await enterCard(h, body.clientSecret, GOOD_CARD);
  await until(h, payBy);
  expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed', rest: { state: 'paid' } });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(takenFor(h, id).flat()).toEqual([114_20, 0, 114_20, 0]);
});

test('a rest that was paid, of which nobody told, is heard of by the comparison of the day', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, restDue);
  const { body } = await lookAtRest(h, guest, id);
  h.stripe.webhooks.pause();
  await enterCard(h, body.clientSecret, GOOD_CARD);
  await h.drainJobs();
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'failed' });
  const day = new Date(h.clock.now()).toISOString().slice(0, 10);
  h.clock.set(new Date(Date.parse(day) + DAY + 7 * HOUR).toISOString());
  expect(await ask(h, admin, 'POST', '/v1/admin/reconciliations', { day })).toMatchObject({ status: 202 });
  await h.drainJobs();
  expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(takenFor(h, id).flat()).toEqual([114_20, 0, 114_20, 0]);
});

test('a refund before, while and after the rest is paid is what was foretold, out of both payments, and none twice', async () => {
  const { guest, host, listingId } = await cast(h);
  const foretold = async (person: Person, id: string, at: number) =>
    (await ask(h, person, 'GET', `/v1/bookings/${id}/refund-preview?at=${new Date(at).toISOString()}`)).body.refund;
  const cancelled = async (person: Person, id: string) => {
    const answer = await move(h, person, id, 'cancel');
    expect(answer).toMatchObject({ status: 200, trips: 2 });
    await h.drainJobs();
    return answer.body.refund.refund;
  };

  const early = await bookedInParts(h, guest, listingId, { days: 20 });
  expect(await foretold(guest, early.id, early.restDue)).toBe(114_20);
  expect(await foretold(guest, early.id, early.freeUntil)).toBe(228_40);
  expect(await cancelled(guest, early.id)).toBe(114_20);
  await until(h, early.restDue);
  expect(takenFor(h, early.id)).toEqual([[114_20, 114_20]]);
  expect((await see(h, guest, early.id)).cancellation.terms).toEqual([{ until: null, refund: 0 }]);
  expect(await restOf(h, guest, early.id)).toMatchObject({ state: 'cancelled', paymentId: null });

  const failed = await bookedInParts(h, guest, listingId, { days: 20, card: DECLINES_CHARGES });
  await until(h, failed.restDue);
  expect(await foretold(guest, failed.id, h.clock.now())).toBe(114_20);
  expect(await cancelled(host, failed.id)).toBe(114_20);
  expect((await see(h, guest, failed.id)).cancellation.terms).toEqual([{ until: null, refund: 0 }]);
  expect(takenFor(h, failed.id)).toEqual([
    [114_20, 114_20],
    [0, 0],
  ]);

  const paid = await bookedInParts(h, guest, listingId, { days: 24 });
  await until(h, paid.restDue);
  expect(await cancelled(guest, paid.id)).toBe(228_40);
  expect(takenFor(h, paid.id)).toEqual([
    [114_20, 114_20],
    [114_20, 114_20],
  ]);

  const late = await bookedInParts(h, guest, listingId, { days: 28 });
  const halfDay = late.freeUntil + 12 * HOUR;
  const given = { reason: 'The heating failed', from: { hostReceives: 10_00, platformKeeps: 0, taxes: 0 } };
  expect(await ask(h, support, 'POST', `/v1/admin/bookings/${late.id}/refunds`, given)).toMatchObject({
    status: 201,
    body: { refund: 10_00, kept: { guestPays: 104_20 } },
  });
  expect(await foretold(guest, late.id, h.clock.now())).toBe(104_20);
  const expected = await foretold(guest, late.id, halfDay);
  // One night is kept, its fees with it; what the host gave back before does not go back again.
  expect(expected).toBe(228_40 - 10_00 - 114_20);
  await until(h, late.restDue);
  await until(h, halfDay);
  expect(await cancelled(guest, late.id)).toBe(expected);
  expect(takenFor(h, late.id)).toEqual([
    [114_20, 10_00],
    [114_20, expected],
  ]);
  expect(await ledgerOf(h, late.id)).toMatchObject({ host: -97_00, platform: -17_20 });
});

test.each([
  { given: 60_00, last: 10_00 },
  { given: 50_00, last: 0 },
  { given: 30_00, last: 0 },
])(
  'of $given that support gives back of two parts so much counts as was given back of the first outside',
  async ({ given, last }) => {
    const { guest, listingId } = await cast(h);
    const { id, restDue } = await bookedInParts(h, guest, listingId);
    await until(h, restDue);
    const [first] = h.stripe.api.state().paymentIntents.filter(({ metadata }) => metadata.subject === id);
    const outside = await clientOf(h.stripe).refunds.create({ payment_intent: first?.id ?? '', amount: 50_00 });
    const body = { reason: 'Flood', from: { hostReceives: given, platformKeeps: 0, taxes: 0 } };
    expect(await ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, body)).toMatchObject({ status: 201 });
    await h.drainJobs();
    expect(takenFor(h, id)).toEqual([
      [114_20, 50_00],
      [114_20, last],
    ]);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: given, refundState: 'succeeded' });
    expect(await ledgerOf(h, id)).toMatchObject({ host: given - 194_00, platform: -34_40 });
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    h.stripe.settleRefund(outside.id, 'failed');
    await h.drainJobs();
    const counted = Math.min(given, 50_00);
    expect((await ledgerOf(h, id)).guest).toBe(0 - counted);
    const again = await ask(h, support, 'POST', `/v1/admin/bookings/${id}/returned-refunds`, {
      reason: 'It came back.',
    });
    expect(again).toMatchObject({ status: 201, body: { refund: counted } });
    await h.drainJobs();
    expect(takenFor(h, id)).toEqual([
      [114_20, counted],
      [114_20, last],
    ]);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  },
);

test('what was given back outside for a refund that came back counts for that one, and not for one of the other part', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId);
  const path = `/v1/admin/bookings/${id}`;
  const give = (hostReceives: number) =>
    ask(h, support, 'POST', `${path}/refunds`, { reason: 'Flood', from: { hostReceives, platformKeeps: 0, taxes: 0 } });
  expect(await give(40_00)).toMatchObject({ status: 201 });
  await h.drainJobs();
  const [made] = h.stripe.api.state().refunds.slice(-1);
  h.stripe.settleRefund(made?.id ?? '', 'failed');
  await until(h, restDue);
  await clientOf(h.stripe).refunds.create({ payment_intent: String(made?.payment_intent), amount: 40_00 });
  expect(await give(30_00)).toMatchObject({ status: 201 });
  await h.drainJobs();
  const both = [
    [114_20, 40_00],
    [114_20, 30_00],
  ];
  expect(takenFor(h, id)).toEqual(both);
  expect((await ledgerOf(h, id)).guest).toBe(-40_00);
  expect(await ask(h, support, 'POST', `${path}/returned-refunds`, { reason: 'It came back.' })).toMatchObject({
    status: 201,
    body: { refund: 40_00 },
  });
  await h.drainJobs();
  expect(takenFor(h, id)).toEqual(both);
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
});

test.each([{ pieces: [50_00] }, { pieces: [25_00, 25_00] }, { pieces: [10_00, 40_00] }])(
  'what was given back of the first of two parts outside, in pieces of $pieces, counts for the last once what is owed of the first is paid',
  async ({ pieces }) => {
    const { guest, listingId } = await cast(h);
    const { id, restDue } = await bookedInParts(h, guest, listingId);
    await until(h, restDue);
    const [first] = h.stripe.api.state().paymentIntents.filter(({ metadata }) => metadata.subject === id);
    for (const amount of pieces) await clientOf(h.stripe).refunds.create({ payment_intent: first?.id ?? '', amount });
    // Of which 114.20 are promised of the last.
    const body = { reason: 'Flood', from: { hostReceives: 144_20, platformKeeps: 0, taxes: 0 } };
    expect(await ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, body)).toMatchObject({ status: 201 });
    await h.drainJobs();
    expect(takenFor(h, id)).toEqual([
      [114_20, 50_00],
      [114_20, 94_20],
    ]);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 144_20, refundState: 'succeeded' });
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  },
);

test('of a refund out of two payments is said that it failed, whichever of the two came back, until that is paid once more', async () => {
  const { guest, listingId } = await cast(h);
  const stateOf = async (id: string) => (await see(h, guest, id)).payment.refundState;
  for (const which of [0, 1]) {
    const { id, restDue } = await bookedInParts(h, guest, listingId, { days: 30 + 4 * which });
    await until(h, restDue);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(await stateOf(id)).toBe('succeeded');
    const made = await h.sql<{ stripe_refund_id: string }>(
      `select stripe_refund_id from refunds join payments on payments.id = payment_id where subject = $1 order by refunds.id`,
      [id],
    );
    h.stripe.settleRefund(made[which]?.stripe_refund_id ?? '', 'failed');
    await h.drainJobs();
    expect([which, await stateOf(id)]).toEqual([which, 'failed']);
    const again = { reason: 'The guest has a new card' };
    const path = `/v1/admin/bookings/${id}/returned-refunds`;
    expect(await ask(h, support, 'POST', path, again)).toMatchObject({ status: 201, body: { refund: 114_20 } });
    await h.drainJobs();
    expect(await stateOf(id)).toBe('succeeded');
  }
});

test('a rest that is captured while its stay is being cancelled goes back whole, whichever of the two is counted first', async () => {
  const { guest, listingId } = await cast(h);
  for (const isCounted of [false, true]) {
    const { id, restDue } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
    await until(h, restDue);
    const { body } = await lookAtRest(h, guest, id);
    await enterCard(h, body.clientSecret, GOOD_CARD);
    if (isCounted) {
      await turn();
    }
    const captured = await h.sql('select state from payments where id = $1', [body.id]);
    expect(captured).toEqual([{ state: isCounted ? 'captured' : 'pending' }]);
    expect(await move(h, guest, id, 'cancel')).toMatchObject({ status: 200 });
    await h.drainJobs();
    expect(takenFor(h, id)).toEqual([
      [114_20, 114_20],
      [114_20, 114_20],
    ]);
  }
});

test('of a rest that is captured but not counted nothing is given back for a first part that the bank has taken', async () => {
  const { guest, listingId } = await cast(h);
  const half = { hostReceives: 48_50, platformKeeps: 8_60, taxes: 0 };
  const first = { hostReceives: 97_00, platformKeeps: 17_20, taxes: 0 };
  for (const kept of [undefined, half, first]) {
    const { id, restDue } = await bookedInParts(h, guest, listingId);
    await acceptDispute(await openDispute(id));
    await until(h, restDue);
    const { body } = await lookAtRest(h, guest, id);
    await enterCard(h, body.clientSecret, GOOD_CARD);
    await turn();
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'due' });
    const answer = kept
      ? await ask(h, support, 'POST', `/v1/admin/bookings/${id}/cancel`, { reason: 'The heating failed', kept })
      : await move(h, guest, id, 'cancel');
    const isOver = kept === first;
    expect(answer).toMatchObject(isOver ? { status: 200 } : { status: 409, body: { code: 'payment-disputed' } });
    await h.drainJobs();
    expect(await see(h, guest, id)).toMatchObject({
      state: isOver ? 'cancelled' : 'confirmed',
      rest: { state: 'paid' },
    });
    expect(takenFor(h, id)).toEqual([
      [114_20, 0],
      [114_20, isOver ? 114_20 : 0],
    ]);
    expect(await h.sql(`select last_error from jobs where done_at is null and kind = 'payment-changed'`)).toEqual([]);
  }
});

test('a rest that a bank takes back between its capture and its count is lost once it is counted, and overturned it is whose it was', async () => {
  const { guest, listingId } = await cast(h);
  for (const isCancelled of [false, true]) {
    const { id, restDue } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
    await until(h, restDue);
    const { body } = await lookAtRest(h, guest, id);
    await enterCard(h, body.clientSecret, GOOD_CARD);
    h.faults.db.use((_, { body: sent }) => (/\\"bookings\\"\.\\"payment_id\\" = \$/.test(sent) ? 'refuse' : undefined));
    await turn();
    const dispute = loseTo(body.id);
    await turn();
    expect(await restOf(h, guest, id)).not.toMatchObject({ state: 'paid' });
    if (isCancelled) expect(await move(h, guest, id, 'cancel')).toMatchObject({ status: 200 });
    h.faults.db.reset();
    h.clock.advance(60_000);
    await h.drainJobs();
    expect(await restOf(h, guest, id)).toMatchObject({ state: 'paid' });
    expect(takenFor(h, id)).toEqual([
      [114_20, isCancelled ? 114_20 : 0],
      [114_20, 0],
    ]);
    const kept = await h.sql(`select (kept ->> 'guestPays')::int as kept from bookings where id = $1`, [id]);
    expect(kept).toEqual([{ kept: isCancelled ? 0 : 228_40 }]);
    const sharesOf = async () => {
      const { host = 0, platform = 0, guest: owed = 0 } = await ledgerOf(h, id);
      return [host + platform, owed];
    };
    expect(await sharesOf()).toEqual([isCancelled ? 0 : -114_20, 0]);
    h.stripe.overturnDispute(dispute);
    await h.drainJobs();
    expect(takenFor(h, id)).toEqual([
      [114_20, isCancelled ? 114_20 : 0],
      [114_20, isCancelled ? 114_20 : 0],
    ]);
    expect(await sharesOf()).toEqual([isCancelled ? 0 : -228_40, 0]);
  }
});

test('of a rest of which a bank has taken a part, in a currency that is paid in hundreds, each gives back all that is left of it', async () => {
  const { guest, listingId } = await cast(h, { currency: 'ISK', base_nightly: 20_000_00 });
  const { id, restDue } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, restDue);
  const { body } = await lookAtRest(h, guest, id);
  await enterCard(h, body.clientSecret, GOOD_CARD);
  h.faults.db.use((_, { body: sent }) => (/\\"bookings\\"\.\\"payment_id\\" = \$/.test(sent) ? 'refuse' : undefined));
  await turn();
  expect(await move(h, guest, id, 'cancel')).toMatchObject({ status: 200 });
  await turn();
  loseTo(body.id, { amount: 10_001_00 });
  await turn();
  h.faults.db.reset();
  h.clock.advance(60_000);
  await h.drainJobs();
  const { host = 0, platform = 0, guest: owed = 0 } = await ledgerOf(h, id);
  expect([host, platform, owed]).toEqual([0, 0, 0]);
});

test('no card is charged for a rest once the time to pay it is over: the stay is cancelled instead', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue, payBy } = await bookedInParts(h, guest, listingId);
  let unanswered = /\/(confirm|cancel)$/;
  h.faults.stripe.use((_, { path }) => (unanswered.test(path) ? 'refuse' : undefined));
  h.clock.hasten(10);
  await until(h, restDue);
  await until(h, payBy + HOUR);
  unanswered = /\/cancel$/;
  await until(h, payBy + 2 * HOUR);
  expect(takenFor(h, id)).toEqual([
    [114_20, 0],
    [0, 0],
  ]);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, payBy + 4 * HOUR);
  expect(await see(h, guest, id)).toMatchObject({
    state: 'cancelled',
    endedBy: 'system',
    refund: { refund: 114_20 },
    rest: { state: 'cancelled' },
  });
});

test('cancelled at the moment at which the rest is due, nothing is kept and nothing is charged for good', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId);
  h.clock.advance(restDue - h.clock.now());
  await Promise.all([move(h, guest, id, 'cancel'), h.drainJobs()]);
  await h.drainJobs();
  expect(await see(h, guest, id)).toMatchObject({ state: 'cancelled' });
  for (const [captured, refunded] of takenFor(h, id)) expect(refunded).toBe(captured);
});

test('a card that Stripe could not be asked to charge before the stay was cancelled is not charged after that', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue } = await bookedInParts(h, guest, listingId);
  let unanswered = /\/(confirm|cancel)$/;
  h.faults.stripe.use((_, { path }) => (unanswered.test(path) ? 'refuse' : undefined));
  h.clock.hasten(10);
  await until(h, restDue);
  expect(await move(h, guest, id, 'cancel')).toMatchObject({ status: 200, body: { refund: { refund: 114_20 } } });
  await h.drainJobs();
  unanswered = /\/cancel$/;
  await until(h, h.clock.now() + HOUR);
  h.faults.stripe.reset();
  h.clock.hasten(1);
  await until(h, h.clock.now() + 2 * HOUR);
  expect(takenFor(h, id)).toEqual([
    [114_20, 114_20],
    [0, 0],
  ]);
});

test('jobs and webhooks that come twice, in any order and again later charge nothing twice', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue, payBy } = await bookedInParts(h, guest, listingId);
  h.qstash.disturb({ duplicates: true, shuffle: () => 0.3 });
  h.stripe.webhooks.duplicates = 2;
  h.stripe.webhooks.shuffle = true;
  await until(h, restDue);
  const again = async () => {
    const jobs = await h.sql<{ kind: string; payload: object }>(
      `select distinct kind, payload from jobs where kind in ('charge-rest', 'charge-payment', 'payment-changed')
         and payload::text like any (select '%' || of_it || '%' from booking_rests
           cross join lateral (values (booking_id), (payment_id)) as its (of_it) where booking_id = $1)`,
      [id],
    );
    const now = new Date(h.clock.now());
    for (const { kind, payload } of jobs) {
      const job = [newId('job'), kind, payload, now];
      await h.sql('insert into jobs (id, kind, payload, run_at, created_at) values ($1, $2, $3, $4, $4)', job);
    }
    h.clock.advance(5 * 60_000);
    await h.drainJobs();
    return jobs.length;
  };
  expect(await again()).toBe(3);
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
  await until(h, payBy);
  expect(takenFor(h, id).flat()).toEqual([114_20, 0, 114_20, 0]);
  expect((await postingsOf(id)).filter((line) => line.startsWith('capture stripe'))).toHaveLength(2);
  expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed', rest: { state: 'paid' } });
});

test('a request is paid in two parts once it is accepted; the stay can be altered once both are paid, and is one for the deposit', async () => {
  const { guest, host, listingId } = await cast(h, { instant_booking: false, damage_deposit: 200_00 });
  const { id, held, restDue, checkIn, checkOut } = await holdInParts(h, guest, listingId);
  await pay(h, held);
  await h.drainJobs();
  expect(await see(h, guest, id)).toMatchObject({
    state: 'requested',
    payment: { state: 'authorised', amount: 114_20 },
  });
  await move(h, host, id, 'accept');
  await h.drainJobs();
  expect(takenFor(h, id)).toEqual([[114_20, 0]]);
  const stay = { checkIn, checkOut, party: { adults: 1 } };
  const propose = () => ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, { ...stay, nightly: 90_00 });
  expect(await propose()).toMatchObject({ status: 409, body: { code: 'rest-unpaid' } });
  await until(h, restDue);
  const proposed = await propose();
  expect(proposed).toMatchObject({ status: 201 });
  await ask(h, guest, 'POST', `/v1/alterations/${proposed.body.id}/accept`);
  await h.drainJobs();
  expect(takenFor(h, id).flat()).toEqual([114_20, 0, 114_20, 22_84]);
  expect(await see(h, guest, id)).toMatchObject({
    payment: { amount: 91_36 },
    rest: { state: 'paid', amount: 114_20 },
  });
  const lower = await ask(h, host, 'POST', `/v1/bookings/${id}/alterations`, { ...stay, nightly: 20_00 });
  await ask(h, guest, 'POST', `/v1/alterations/${lower.body.id}/accept`);
  await h.drainJobs();
  expect(takenFor(h, id).flat()).toEqual([114_20, 68_52, 114_20, 114_20]);
  expect(await see(h, guest, id)).toMatchObject({ totals: { guestPays: 45_68 }, payment: { amount: 0 } });
});

test('a rest is charged however late we are, and for a stay that is over', async () => {
  const { guest, listingId } = await cast(h);
  const [paid, refused] = [
    await bookedInParts(h, guest, listingId),
    await bookedInParts(h, guest, listingId, { days: 33, card: DECLINES_CHARGES }),
  ];
  h.clock.advance(refused.due + 3 * DAY - h.clock.now());
  await h.drainJobs();
  expect(await see(h, guest, paid.id)).toMatchObject({ state: 'completed', rest: { state: 'paid' } });
  expect((await ask(h, guest, 'GET', `/v1/bookings/${refused.id}/receipt`)).body).toMatchObject({
    code: 'invalid-transition',
    detail: 'It waits until the rest of the price is paid, or is owed no more.',
  });
  await until(h, h.clock.now() + DAY);
  expect(await printed(guest, refused.id, 'receipt')).toContain('Not charged -$114.20 Total $114.20');
  expect(await see(h, guest, refused.id)).toMatchObject({ rest: { state: 'cancelled' }, payment: { refunded: 0 } });
});

test('a stay that is over by the time at which its unpaid rest ends stands, whichever job comes first', async () => {
  const { guest, listingId } = await cast(h);
  const { id, restDue, due } = await bookedInParts(h, guest, listingId, { card: DECLINES_CHARGES });
  await until(h, restDue);
  // Nothing has run since, and the job that completes it comes last.
  h.clock.set(new Date(due + 3 * DAY).toISOString());
  await h.sql(`update jobs set run_at = $2 where kind = 'complete-booking' and payload ->> 'bookingId' = $1`, [
    id,
    new Date(h.clock.now() + HOUR),
  ]);
  await h.drainJobs();
  await until(h, h.clock.now() + 2 * HOUR);
  expect(await see(h, guest, id)).toMatchObject({ state: 'completed', refund: null, rest: { state: 'cancelled' } });
  expect(takenFor(h, id)).toEqual([
    [114_20, 0],
    [0, 0],
  ]);
});

test('a declined request and a hold nobody pays leave no rest to be charged', async () => {
  const { guest, host, listingId } = await cast(h, { instant_booking: false });
  const declined = await bookedInParts(h, guest, listingId);
  await move(h, host, declined.id, 'decline');
  const { id, restDue } = await holdInParts(h, guest, listingId);
  await until(h, h.clock.now() + HOUR);
  await until(h, restDue);
  for (const ended of [declined.id, id]) {
    expect(await restOf(h, guest, ended)).toMatchObject({ state: 'cancelled', paymentId: null });
    expect(takenFor(h, ended)).toEqual([[0, 0]]);
  }
});
