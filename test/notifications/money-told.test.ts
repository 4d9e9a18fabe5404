import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end, move, pay } from '../bookings/scene.ts';
import { bookedInParts, holdInParts } from '../bookings/split-scene.ts';
import { createDesk } from '../disputes/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, lastTextTo, lettersTo, type Person } from '../harness/people.ts';
import { DAY, HOUR, until } from '../payouts/scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const { dispute, lose } = createDesk(() => ({ h, support }));

async function post(person: Person, path: string, body: object = {}) {
  const answer = await ask(h, person, 'POST', path, body);
  if (answer.status >= 300) throw new Error(answer.text);
  await h.drainJobs();
  return answer.body;
}

const giveBack = (id: string, from: object) =>
  post(support, `/v1/admin/bookings/${id}/refunds`, {
    reason: 'Cold water',
    from: { hostReceives: 0, platformKeeps: 0, taxes: 0, ...from },
  });

test('nobody is told that a card is charged the rest where it is not: it was removed, or the bank has the first part', async () => {
  const { guest, listingId } = await cast(h);
  for (const why of ['removed', 'disputed', 'lost'] as const) {
    const { id, cardId, restDue, payBy } = await bookedInParts(h, guest, listingId);
    if (why === 'removed') await ask(h, guest, 'DELETE', `/v1/me/cards/${cardId}`);
    else {
      await until(h, restDue - 4 * DAY);
      const disputeId = await dispute(id);
      if (why === 'lost') await lose(disputeId);
    }
    await until(h, restDue - HOUR);
    expect(lettersTo(h, guest).at(-1)).toBe('The rest for Loft by the river is due soon');
    expect(lastTextTo(h, guest)).toContain('$114.20, the rest of the price of your stay, is due.');
    expect(lastTextTo(h, guest).includes('Your saved card is not charged')).toBe(why !== 'disputed');
    expect(lastTextTo(h, guest)).not.toContain('we charge $');
    await until(h, restDue);
    expect(lettersTo(h, guest).at(-1)).toBe('Please pay the rest for Loft by the river');
    // What a bank has taken back for good does not go back a second time.
    expect(lastTextTo(h, guest).includes('goes back by the cancellation terms')).toBe(why !== 'lost');
    await until(h, payBy);
  }
});

test('a guest who has removed the card by the time that the host accepts is not told that it is charged the rest', async () => {
  const { guest, host, listingId } = await cast(h, { instant_booking: false });
  for (const isRemoved of [false, true]) {
    const { id, held, cardId } = await holdInParts(h, guest, listingId);
    await pay(h, held);
    await h.drainJobs();
    if (isRemoved) await ask(h, guest, 'DELETE', `/v1/me/cards/${cardId}`);
    await move(h, host, id, 'accept');
    await h.drainJobs();
    expect(lettersTo(h, guest).at(-1)).toBe('Your stay at Loft by the river is confirmed');
    expect(lastTextTo(h, guest)).toContain('The first part is paid');
    expect(lastTextTo(h, guest).includes('The rest, $114.20, is charged to your saved card on')).toBe(!isRemoved);
    expect(lastTextTo(h, guest).includes('Your saved card is not charged for it any more')).toBe(isRemoved);
    await move(h, guest, id, 'cancel');
  }
});

test('of a proposal that costs less no more is told to go back than does, where support has given something back before', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  await giveBack(id, { hostReceives: 180_00 });
  const shorter = { checkIn: '2027-06-03', checkOut: '2027-06-04', party: { adults: 2 } };
  const proposed = await post(host, `/v1/bookings/${id}/alterations`, shorter);
  expect(lastTextTo(h, guest)).toContain('Difference: -$31.20');
  await post(host, `/v1/alterations/${proposed.id}/withdraw`);
  const { id: proposal } = await post(guest, `/v1/bookings/${id}/alterations`, shorter);
  expect(lastTextTo(h, host)).toContain('Difference: -$14.00');
  expect(lastTextTo(h, host)).toContain('You receive: $0.00');
  await post(host, `/v1/alterations/${proposal}/accept`);
  expect(lastTextTo(h, guest)).toContain('Refund: $31.20');
  expect(lastTextTo(h, host)).toContain('You receive: $0.00');
  expect(await hostShare(id)).toBe('0.00');
});

test('a refund that waits for the bank is not told of as on its way', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const disputeId = await dispute(id);
  await giveBack(id, { hostReceives: 10_00 });
  expect(lastTextTo(h, guest)).toContain('Your bank has yet to decide');
  await move(h, host, id, 'cancel');
  await h.drainJobs();
  expect(lettersTo(h, guest).at(-1)).toBe('Your stay at Loft by the river is cancelled');
  expect(lastTextTo(h, guest)).toContain('Refund: $218.40');
  expect(lastTextTo(h, guest)).toContain('Your bank has yet to decide');
  expect(lastTextTo(h, guest)).not.toContain('ten days');
  await lose(disputeId);
});

test('the terms are named as the reason that nothing goes back only where they are', async () => {
  const { guest, host, listingId } = await cast(h);
  const kept = { hostReceives: 194_00, platformKeeps: 34_40, taxes: 0 };
  const first = await booked(h, guest, listingId);
  await post(support, `/v1/admin/bookings/${first.id}/cancel`, { reason: 'As both wish', kept });
  expect(lastTextTo(h, guest)).toContain('With this cancellation nothing is refunded.');
  // All that the guest has paid has gone back before.
  const second = await booked(h, guest, listingId);
  await giveBack(second.id, kept);
  await move(h, host, second.id, 'cancel');
  await h.drainJobs();
  expect(lastTextTo(h, guest)).toContain('We are sorry.');
  expect(lastTextTo(h, guest)).toContain('With this cancellation nothing is refunded.');
});

test('a host is told what is left to them of a stay: without what was given back, or what a bank has taken', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  await giveBack(id, { hostReceives: 30_00 });
  expect(lastTextTo(h, host)).toContain('You receive: $164.00');
  const longer = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 1 }, nightly: 90_00 };
  const { id: proposal } = await post(guest, `/v1/bookings/${id}/alterations`, longer);
  expect(lastTextTo(h, host)).toContain('Difference: -$19.40');
  expect(lastTextTo(h, host)).toContain('You receive: $144.60');
  await post(host, `/v1/alterations/${proposal}/accept`);
  expect(lettersTo(h, host).at(-1)).toMatch(/has changed$/);
  // Of which the guest has what it costs less.
  expect(lettersTo(h, guest).at(-1)).toBe('Your stay at Loft by the river has changed');
  expect(lastTextTo(h, guest)).toContain('Refund: $22.84');
  expect(lastTextTo(h, guest)).toContain('Banks can take up to ten days.');
  expect(lastTextTo(h, host)).toContain('You receive: $144.60');
  await lose(await dispute(id, 100_00));
  await giveBack(id, { hostReceives: 10_00 });
  const left = await hostShare(id);
  expect(lastTextTo(h, host)).toContain(`You receive: $${left}`);
  h.clock.set('2027-06-05T14:00:00.000Z');
  await move(h, guest, id, 'cancel');
  await h.drainJobs();
  const mails = h.mailbox.mails().filter(({ to }) => to.includes(host.email));
  expect(mails.find(({ subject }) => subject.endsWith('is cancelled'))?.text).toContain(`You receive: $${left}`);
});

test('while what an alteration costs more is being taken, what is left without it is not told as all that a host receives', async () => {
  const { guest, host, listingId } = await cast(h);
  const checkIn = '2027-08-03';
  const { id } = await booked(h, guest, listingId, { checkIn, checkOut: '2027-08-05' });
  const longer = { checkIn, checkOut: '2027-08-06', party: { adults: 2 } };
  const proposal = await post(guest, `/v1/bookings/${id}/alterations`, longer);
  await pay(h, proposal);
  await h.drainJobs();
  h.faults.stripe.use((_, { path }) => (path.endsWith('/capture') ? 'http-500' : undefined));
  await ask(h, host, 'POST', `/v1/alterations/${proposal.id}/accept`);
  await h.drainJobs().catch(() => undefined);
  expect(lastTextTo(h, host)).toContain('You receive: $291.00');
  const from = { hostReceives: 10_00, platformKeeps: 0, taxes: 0 };
  await ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, { reason: 'Cold water', from });
  await h.drainJobs().catch(() => undefined);
  expect(lastTextTo(h, host)).toContain('Your share of it is not paid out');
  expect(lastTextTo(h, host)).not.toContain('You receive: $184.00');
  h.faults.stripe.reset();
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  expect(await hostShare(id)).toBe('281.00');
});

test('a host is told that a lost dispute takes their share only where it does, and not of money that had gone back', async () => {
  const { guest, host, listingId } = await cast(h);
  const stay = { checkIn: '2027-09-03', checkOut: '2027-09-05' };
  const first = await booked(h, guest, listingId, stay);
  await lose(await dispute(first.id));
  expect(lettersTo(h, host).at(-1)).toMatch(/was taken back$/);
  expect(lastTextTo(h, host)).toMatch(/Your share .*is not paid out/);
  const second = await booked(h, guest, listingId, { checkIn: '2027-09-13', checkOut: '2027-09-15' });
  await giveBack(second.id, { hostReceives: 194_00, platformKeeps: 34_40 });
  await lose(await dispute(second.id, 228_40));
  expect(lettersTo(h, host).at(-1)).toMatch(/was taken back$/);
  expect(lastTextTo(h, host)).not.toContain('Your share');
});

/** What the books say that the host has of a stay, in dollars. */
async function hostShare(bookingId: string): Promise<string> {
  const [{ balance = 0 } = {}] = await h.sql<{ balance: number }>(
    "select balance::int from ledger_balances where holder = $1 and account = 'host'",
    [bookingId],
  );
  return (balance / -100).toFixed(2);
}
