import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end, hold, move, pay, see } from '../bookings/scene.ts';
import { begunWithDeposit, claim, intentsOf } from '../deposits/scene.ts';
import { createDesk } from '../disputes/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, createPerson, lastTextTo, lettersTo, type Person } from '../harness/people.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const { asSupport, dispute, disputeOf, lose } = createDesk(() => ({ h, support }));

async function giveBack(path: string, body: object) {
  const answer = await ask(h, support, 'POST', `/v1/admin/bookings/${path}`, { reason: 'Cold water', ...body });
  expect(answer.status).toBe(201);
  await h.drainJobs();
}

test('a bank that only asks is not said to dispute a payment, nor its asking to have been won', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId);
  const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === id);
  const inquiry = h.stripe.openDispute(charge?.id ?? '', { isInquiry: true });
  await h.drainJobs();
  expect(lettersTo(h, host).at(-1)).toMatch(/^The bank of Person \d+ asks about a payment$/);
  h.stripe.endInquiry(inquiry, 'closed');
  await h.drainJobs();
  expect(lettersTo(h, host).at(-1)).toMatch(/^A payment by Person \d+ stands$/);
  expect(lastTextTo(h, host)).toContain('asks no more about $228.40');
  expect(lastTextTo(h, host)).not.toContain('is won');
});

test('a bank that only asked, and that support gives in to, is not said to have taken anything back', async () => {
  const { guest, host, listingId } = await cast(h);
  const { id } = await booked(h, guest, listingId, { checkIn: '2027-08-03', checkOut: '2027-08-05' });
  const charge = h.stripe.api.state().charges.find(({ metadata }) => metadata.subject === id);
  h.stripe.openDispute(charge?.id ?? '', { isInquiry: true });
  await h.drainJobs();
  await asSupport('POST', `/${(await disputeOf(id)).id}/accept`);
  await h.drainJobs();
  expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
  expect(lettersTo(h, host).at(-1)).toMatch(/^A payment by Person \d+ stands$/);
  expect(lastTextTo(h, host)).toContain('It has taken nothing back');
  expect(lastTextTo(h, host)).not.toContain('share');
  // Stripe still refunds what nobody has taken.
  expect((await move(h, guest, id, 'cancel')).status).toBe(200);
  await h.drainJobs();
  expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 228_40, refundState: 'succeeded' });
});

test('a host who bears nothing of a lost dispute is told just that, and who does only what was disputed', async () => {
  const { guest, host, listingId } = await cast(h);
  const whole = await booked(h, guest, listingId, { checkIn: '2027-09-03', checkOut: '2027-09-05' });
  await giveBack(`${whole.id}/refunds`, { from: { hostReceives: 194_00, platformKeeps: 34_40, taxes: 0 } });
  expect(lastTextTo(h, guest)).toContain('It comes out of what you have paid');
  await lose(await dispute(whole.id, 228_40));
  expect(lastTextTo(h, host)).toContain('Nothing of it is taken from your share.');
  const part = await booked(h, guest, listingId, { checkIn: '2027-09-13', checkOut: '2027-09-15' });
  await lose(await dispute(part.id, 50_00));
  expect(lettersTo(h, host).at(-1)).toMatch(/^\$50\.00 paid by Person \d+ was taken back$/);
  expect(lastTextTo(h, host)).toMatch(/Your share .*is not paid out/);
  expect(lastTextTo(h, host)).not.toContain('Nothing of it');
});

test('nobody is told of a dispute about a stay that never came about but the operators', async () => {
  const { guest, host, listingId } = await cast(h);
  h.qstash.pause();
  const late = await hold(h, guest, listingId);
  h.clock.advance(15 * 60_000);
  await hold(h, await createPerson(h), listingId);
  await pay(h, late);
  h.qstash.resume();
  await h.drainJobs();
  await lose(await dispute(late.id, 228_40));
  expect(lettersTo(h, host)).toEqual([]);
});

test('a dispute about a damage deposit is told as one about that, and what support gives back of it waits', async () => {
  const { guest, host, id } = await begunWithDeposit(h);
  await claim(h, host, id);
  await h.drainJobs();
  const intents = intentsOf(h, id).map((intent) => intent.id);
  const charge = h.stripe.api.state().charges.find(({ payment_intent: of }) => intents.includes(String(of)));
  const disputeId = h.stripe.openDispute(charge?.id ?? '', {});
  await h.drainJobs();
  expect(lettersTo(h, host).at(-1)).toMatch(/^A payment by Person \d+ is disputed$/);
  expect(lastTextTo(h, host)).toContain('It was taken of the damage deposit for Loft by the river.');
  await giveBack(`${id}/damage-deposit/refunds`, { amount: 25_00 });
  expect(lastTextTo(h, guest)).toContain('Your bank has yet to decide');
  expect(lastTextTo(h, guest)).not.toContain('ten days');
  await lose(disputeId);
  expect(lettersTo(h, host).at(-1)).toMatch(/^\$80\.00 paid by Person \d+ was taken back$/);
});
