import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, end, hold, move, pay } from '../bookings/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDashboard } from '../payments/outside-scene.ts';
import { createDesk } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterAll(() => end(h));

const { asSupport, dispute, disputeOf } = createDesk(() => ({ h, support }));
const { giveOutside, nextDay, paid } = createDashboard(() => ({ h, operator: support }));

/** What speaks for the payment of a booking, now that its guest disputes it. */
async function evidenceOf(bookingId: string) {
  await dispute(bookingId);
  return (await asSupport('GET', `/${(await disputeOf(bookingId)).id}`)).body.evidence;
}

async function confirmed() {
  const scene = await cast(h);
  return { ...scene, id: String((await booked(h, scene.guest, scene.listingId)).id) };
}

test('a bank is told which terms were shown before the stay was paid, and which are of what it was altered to', async () => {
  const { guest, host, id } = await confirmed();
  const shorter = { checkIn: '2027-06-03', checkOut: '2027-06-04', party: { adults: 2 } };
  const options = { token: await tokenFor(h, guest), body: shorter };
  const { body: proposal } = await h.api('POST', `/v1/bookings/${id}/alterations`, options);
  await h.api('POST', `/v1/alterations/${proposal.id}/accept`, { token: await tokenFor(h, host) });
  await h.drainJobs();
  const { terms } = await evidenceOf(id);
  expect(terms).toMatch(/the amounts are of the stay as guest and host altered it on \d{4}-\S+Z\. Policy "flexible"\./);
  expect(terms).toContain('114.20 USD back');
});

test('a bank is told as refunded what was paid, and nothing that is promised and waits for its decision', async () => {
  const [before, meanwhile] = [await confirmed(), await confirmed()];
  const cancel = async ({ guest, id }: typeof before) => {
    expect((await move(h, guest, id, 'cancel')).status).toBe(200);
    await h.drainJobs();
  };
  const told = async ({ id }: typeof before) =>
    (await asSupport('GET', `/${(await disputeOf(id)).id}`)).body.evidence.refunds;
  await cancel(before);
  await dispute(before.id, 228_40);
  expect(await told(before)).toBe('Of 228.40 USD paid, 228.40 USD were refunded.');
  await dispute(meanwhile.id);
  await cancel(meanwhile);
  expect(await told(meanwhile)).toBe('Of 228.40 USD paid, 0.00 USD were refunded.');
});

test('a bank is told as refunded also what was given back in the Dashboard, once, whether or not it counted for a refund of ours', async () => {
  const [alone, counted] = [await paid(), await paid()];
  for (const { intent } of [alone, counted]) await giveOutside(intent, 50_00);
  await move(h, counted.guest, counted.id, 'cancel');
  await h.drainJobs();
  await nextDay();
  expect((await evidenceOf(alone.id)).refunds).toBe('Of 228.40 USD paid, 50.00 USD were refunded.');
  await dispute(counted.id, 1_00);
  const { evidence } = (await asSupport('GET', `/${(await disputeOf(counted.id)).id}`)).body;
  expect(evidence.refunds).toBe('Of 228.40 USD paid, 228.40 USD were refunded.');
});

test('a bank is told as paid for the stay nothing that was captured for a proposal which came to nothing, and of such a payment what it was', async () => {
  const { guest, id } = await confirmed();
  const longer = { checkIn: '2027-06-03', checkOut: '2027-06-06', party: { adults: 2 } };
  const { body } = await ask(h, guest, 'POST', `/v1/bookings/${id}/alterations`, longer);
  await pay(h, body);
  await h.drainJobs();
  const { paymentIntents, charges } = h.stripe.api.state();
  const intent = paymentIntents.find(({ metadata }) => metadata.paymentId === body.payment.id);
  await clientOf(h.stripe).paymentIntents.capture(String(intent?.id));
  await h.drainJobs();
  const { product } = await evidenceOf(id);
  expect(product).toContain('Paid: 228.40 USD.');
  const charge = charges.find(({ payment_intent: of }) => of === intent?.id);
  h.stripe.openDispute(String(charge?.id), { amount: 114_20 });
  await h.drainJobs();
  const { data } = (await asSupport('GET', '?limit=100')).body;
  const dispute = data.find(({ paymentId }: { paymentId: string }) => paymentId === body.payment.id);
  const { evidence } = (await asSupport('GET', `/${dispute.id}`)).body;
  expect(evidence.product).toContain(
    'Paid: 228.40 USD, and 114.20 USD by this payment for a change of the stay that never came about.',
  );
  expect(evidence.refunds).toBe('Of 114.20 USD paid, 114.20 USD were refunded.');
});

test('a bank is told of a stay that was paid too late that none of its days took place', async () => {
  const { guest, listingId } = await cast(h);
  h.qstash.pause();
  const late = await hold(h, guest, listingId);
  h.clock.advance(15 * 60_000);
  await hold(h, await createPerson(h), listingId);
  await pay(h, late);
  h.qstash.resume();
  const { product, serviceDate } = await evidenceOf(late.id);
  expect(product).toContain('It never came about, as the booking is expired.');
  expect(serviceDate).toBe('');
});

test('a bank is told of a stay that was cancelled when, by whom, and which of its days took place', async () => {
  const [before, during, absent] = [await confirmed(), await confirmed(), await confirmed()];
  h.clock.set('2027-06-03T12:00:00.000Z');
  expect((await move(h, before.guest, before.id, 'cancel')).status).toBe(200);
  h.clock.set('2027-06-04T12:00:00.000Z');
  expect((await move(h, during.guest, during.id, 'cancel')).status).toBe(200);
  expect((await move(h, absent.host, absent.id, 'report-no-show')).status).toBe(200);
  await h.drainJobs();
  const early = await evidenceOf(before.id);
  expect(early.product).toContain('It was cancelled by the guest on 2027-06-03T12:00:00.000Z.');
  expect(early.serviceDate).toBe('');
  expect((await evidenceOf(during.id)).serviceDate).toBe('2027-06-03 to 2027-06-04');
  const without = await evidenceOf(absent.id);
  expect(without.product).toContain('The host reported on 2027-06-04T12:00:00.000Z that the guest had not come.');
  expect(without.serviceDate).toBe('');
  // Stripe takes an answer without the days of a stay that never took place.
  const contested = await asSupport('POST', `/${(await disputeOf(absent.id)).id}/contest`, { statement: '' });
  expect(contested.status).toBe(200);
  await h.drainJobs();
  expect(await disputeOf(absent.id)).toMatchObject({ state: 'answered' });
});
