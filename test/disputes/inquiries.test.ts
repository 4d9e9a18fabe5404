import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { booked, cast, end } from '../bookings/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { lettersTo, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDesk } from './scene.ts';

const PAID = 228_40;

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterEach(() => {
  h.faults.stripe.reset();
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
});
afterAll(() => end(h));

/** A paid stay of which the guest's bank asks, or which it takes back. */
async function asked(isInquiry = true) {
  const { guest, host, listingId } = await cast(h);
  const { id: bookingId } = await booked(h, guest, listingId);
  const intent = h.stripe.api.state().paymentIntents.find(({ metadata }) => metadata.subject === bookingId);
  const disputeId = h.stripe.openDispute(String(intent?.latest_charge), { isInquiry });
  await h.drainJobs();
  return { host, bookingId: String(bookingId), disputeId };
}

const { asSupport, disputeOf, booksOf } = createDesk(() => ({ h, support }));

const contest = (id: string) => asSupport('POST', `/${id}/contest`, { statement: 'The guest was here.' });

test('an inquiry that is closed and raised to a chargeback later is open again, and what it loses is booked', async () => {
  h.stripe.webhooks.duplicates = 1;
  h.stripe.webhooks.shuffle = true;
  const { bookingId, disputeId } = await asked();
  const before = await booksOf(bookingId);
  expect(before).not.toHaveProperty('disputes');
  h.stripe.endInquiry(disputeId, 'closed');
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'won' });
  expect(await booksOf(bookingId)).toEqual(before);
  h.stripe.endInquiry(disputeId, 'raised');
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'open', answer: null });
  expect(await booksOf(bookingId)).toMatchObject({ disputes: PAID });
  h.stripe.closeDispute(disputeId, 'lost');
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost' });
  const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(bookingId);
  expect(rest).toEqual({});
  expect(stripe).toBe(0 - Number(fees));
});

test('an inquiry that was answered and is raised to a chargeback is answered once more', async () => {
  const { bookingId, disputeId } = await asked();
  const { id } = await disputeOf(bookingId);
  expect(await contest(id)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered' });
  h.stripe.endInquiry(disputeId, 'raised');
  await h.drainJobs();
  const due = h.stripe.api.state().disputes.find((dispute) => dispute.id === disputeId)?.evidence_details.due_by;
  expect(await disputeOf(bookingId)).toMatchObject({
    state: 'open',
    answer: null,
    evidenceDueBy: new Date(Number(due) * 1000).toISOString(),
  });
  expect(await contest(id)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered', answer: 'evidence' });
  expect(h.stripe.api.state().disputes.find((dispute) => dispute.id === disputeId)?.status).toBe('under_review');
  h.stripe.closeDispute(disputeId, 'won');
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'won' });
  expect(await booksOf(bookingId)).not.toHaveProperty('disputes');
});

test('an answer to an inquiry, whose own is lost and which is raised meanwhile, is sent to the chargeback as well', async () => {
  const { bookingId, disputeId } = await asked();
  const { id } = await disputeOf(bookingId);
  h.faults.stripe.use((_, { method, path }) =>
    method === 'POST' && path.startsWith('/v1/disputes/') ? 'reset-after' : undefined,
  );
  await contest(id);
  await h.worker.runCron('* * * * *', h.clock.now());
  await h.qstash.drain();
  h.faults.stripe.reset();
  const atStripe = () => h.stripe.api.state().disputes.find((dispute) => dispute.id === disputeId);
  expect(atStripe()?.status).toBe('warning_under_review');
  h.stripe.endInquiry(disputeId, 'raised');
  await h.drainJobs();
  h.clock.advance(3_600_000);
  await h.drainJobs();
  expect(atStripe()?.status).toBe('under_review');
  expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered', answer: 'evidence' });
  h.stripe.closeDispute(disputeId, 'won');
  await h.drainJobs();
});

test('a bank that moves the time to answer is heard, though nothing else has changed', async () => {
  const { bookingId, disputeId } = await asked(false);
  const due = Math.floor(h.clock.now() / 1000) + 3 * 86_400;
  h.stripe.moveDeadline(disputeId, due);
  await h.drainJobs();
  expect(await disputeOf(bookingId)).toMatchObject({
    state: 'open',
    evidenceDueBy: new Date(due * 1000).toISOString(),
  });
});

test('the host hears that a bank only asks, and of its taking the money when it does', async () => {
  const { host, disputeId } = await asked();
  expect(h.mailbox.lastTo(host.email)?.text).toContain(
    'It has taken nothing back, and you are paid for the stay as before',
  );
  h.stripe.endInquiry(disputeId, 'raised');
  await h.drainJobs();
  expect(h.mailbox.lastTo(host.email)?.text).toContain('nothing more is paid out for this stay');
  expect(lettersTo(h, host).slice(-2)).toEqual([
    expect.stringMatching(/^The bank of Person \d+ asks about a payment$/),
    expect.stringMatching(/^A payment by Person \d+ is disputed$/),
  ]);
  h.stripe.closeDispute(disputeId, 'won');
  await h.drainJobs();
});

test('the host hears of the taking also where the bank has been answered by the time that we hear of it', async () => {
  const { host, disputeId } = await asked();
  h.stripe.webhooks.pause();
  h.stripe.endInquiry(disputeId, 'raised');
  // Somebody answers in Stripe's Dashboard.
  await clientOf(h.stripe).disputes.update(disputeId, { evidence: { uncategorized_text: 'Was here.' }, submit: true });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(h.mailbox.lastTo(host.email)?.text).toContain('nothing more is paid out for this stay');
  const events = await h.sql("select type from events where host_id = $1 and type like 'dispute.%' order by seq", [
    host.id,
  ]);
  expect(events.map(({ type }) => type)).toEqual(['dispute.opened', 'dispute.opened', 'dispute.answered']);
  h.stripe.closeDispute(disputeId, 'won');
  await h.drainJobs();
});
