import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, hold, move, pay, see, settle } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

const DISPUTED_CARD = '4000000000000259';
const PAID = 228_40;

let h: Harness;
let support: Person;
beforeAll(async () => {
  h = await startHarness();
  support = await createPerson(h, { roles: ['support'] });
});
afterEach(() => {
  h.stripe.disrupt(undefined);
  h.faults.stripe.reset();
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
});
afterAll(async () => {
  await settle(h);
  await h.close();
});

/** A confirmed booking whose guest has disputed the payment. */
async function disputed() {
  const { guest, host, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  await pay(h, held, DISPUTED_CARD);
  await h.drainJobs();
  return { guest, host, bookingId: held.id as string, dispute: await disputeOf(held.id) };
}

async function asSupport(method: 'GET' | 'POST', path: string, body?: object, person = support): Promise<Answer> {
  const token = await tokenFor(h, person);
  return h.api(method, `/v1/admin/disputes${path}`, { token, ...(body === undefined ? {} : { body }) });
}

async function disputeOf(bookingId: string): Promise<Answer['body']> {
  const { body } = await asSupport('GET', '?limit=100');
  return body.data.find((dispute: { bookingId: string }) => dispute.bookingId === bookingId);
}

/** The balances of a booking's accounts, without those that are even. */
async function booksOf(bookingId: string): Promise<Record<string, number>> {
  const rows = await h.sql<{ account: string; balance: number }>(
    'select account, balance::int as balance from ledger_balances where holder = $1 and balance <> 0 order by account',
    [bookingId],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

const atStripe = (bookingId: string) =>
  h.stripe.api
    .state()
    .disputes.find(({ payment_intent: intent }) =>
      h.stripe.api.state().paymentIntents.some(({ id, metadata }) => id === intent && metadata.subject === bookingId),
    );

const eventsOf = async (subject: string) =>
  (await h.sql<{ type: string }>('select type from events where subject = $1 order by id', [subject])).map(
    ({ type }) => type,
  );

describe('a dispute', () => {
  test('sets the money aside, and shows support till when it can be answered and what speaks for the payment', async () => {
    const { bookingId, dispute, guest } = await disputed();
    expect(dispute).toMatchObject({
      amount: PAID,
      currency: 'USD',
      reason: 'fraudulent',
      state: 'open',
      answer: null,
      evidenceDueBy: new Date(Number(atStripe(bookingId)?.evidence_details.due_by) * 1000).toISOString(),
    });
    const books = await booksOf(bookingId);
    expect(books).toMatchObject({ disputes: PAID });
    expect(books.stripe).toBe(0 - Number(books['stripe-fees']));
    expect(await eventsOf(dispute.id)).toEqual(['dispute.opened']);
    const { status, body, trips } = await asSupport('GET', `/${dispute.id}`);
    expect({ status, trips }).toEqual({ status: 200, trips: 1 });
    expect(body.evidence).toMatchObject({ customerEmail: guest.email, serviceDate: '2027-06-03 to 2027-06-05' });
    expect(body.evidence.product).toContain(bookingId);
    expect(body.evidence.activity).toMatch(/booking\.held\n.*booking\.confirmed/s);
  });

  test('that is contested and won brings the money back to whom it belonged', async () => {
    const { guest, host, listingId } = await cast(h);
    const undisputed = await booked(h, guest, listingId);
    const { bookingId, dispute } = await disputed();
    const { body, trips } = await asSupport('POST', `/${dispute.id}/contest`, { statement: 'winning_evidence' });
    expect(trips).toBe(2);
    expect(body).toMatchObject({ state: 'open', answer: 'evidence', evidence: { statement: 'winning_evidence' } });
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered' });
    expect(atStripe(bookingId)?.evidence).toMatchObject({ service_date: '2027-06-03 to 2027-06-05' });

    h.clock.advance(60_000);
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'won' });
    const { stripe: _ours, 'stripe-fees': fees, ...shares } = await booksOf(bookingId);
    const { stripe: _theirs, 'stripe-fees': chargeFee, ...usual } = await booksOf(undisputed.id);
    expect(shares).toEqual(usual);
    expect(Number(fees) - Number(chargeFee)).toBe(15_00);
    expect(await eventsOf(dispute.id)).toEqual(['dispute.opened', 'dispute.answered', 'dispute.won']);
    expect(host.id).not.toBe(guest.id);
  });

  test('that is given in to is lost: each gives back their share, and nobody is refunded the same money again', async () => {
    const { guest, bookingId, dispute } = await disputed();
    expect((await asSupport('POST', `/${dispute.id}/accept`)).body).toMatchObject({ answer: 'accept', evidence: null });
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost' });
    const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(bookingId);
    expect(rest).toEqual({});
    expect(stripe).toBe(0 - Number(fees));
    expect((await move(h, guest, bookingId, 'cancel')).body).toMatchObject({ code: 'payment-disputed' });
  });

  test('that nobody answers in time is lost, and cannot be answered any more', async () => {
    const { bookingId, dispute } = await disputed();
    h.clock.advance(9 * 86_400_000);
    expect((await asSupport('POST', `/${dispute.id}/accept`)).body).toMatchObject({ code: 'invalid-transition' });
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost', answer: null });
    h.clock.advance(-9 * 86_400_000);
  });

  test('told doubled and shuffled moves its money once', async () => {
    h.stripe.webhooks.duplicates = 2;
    h.stripe.webhooks.shuffle = true;
    const { dispute, bookingId } = await disputed();
    await asSupport('POST', `/${dispute.id}/contest`, { statement: 'losing_evidence' });
    await h.drainJobs();
    h.clock.advance(60_000);
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost' });
    expect(await eventsOf(dispute.id)).toEqual(['dispute.opened', 'dispute.answered', 'dispute.lost']);
  });

  test('is answered once: two answers at the same time are one', async () => {
    const { dispute } = await disputed();
    const answers = await Promise.all([
      asSupport('POST', `/${dispute.id}/contest`, { statement: '' }),
      asSupport('POST', `/${dispute.id}/accept`),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await h.drainJobs();
  });

  test('is nobody’s business but support’s', async () => {
    const { guest, host, dispute } = await disputed();
    for (const person of [guest, host]) {
      expect((await asSupport('GET', `/${dispute.id}`, undefined, person)).status).toBe(403);
      expect((await asSupport('POST', `/${dispute.id}/accept`, undefined, person)).status).toBe(403);
    }
  });
});

describe('a refund of a disputed payment', () => {
  async function cancelledWhileDisputed() {
    const scene = await disputed();
    await move(h, scene.guest, scene.bookingId, 'cancel');
    await h.drainJobs();
    expect(await see(h, scene.guest, scene.bookingId)).toMatchObject({
      isDisputed: true,
      payment: { refundState: 'pending' },
    });
    return scene;
  }

  test('waits for the outcome, and is paid once the dispute is won', async () => {
    const { guest, bookingId, dispute } = await cancelledWhileDisputed();
    h.stripe.closeDispute(String(atStripe(bookingId)?.id), 'won');
    await h.drainJobs();
    h.clock.advance(86_400_000);
    await h.drainJobs();
    expect(await see(h, guest, bookingId)).toMatchObject({ isDisputed: false, payment: { refundState: 'succeeded' } });
    expect(await disputeOf(bookingId)).toMatchObject({ id: dispute.id, state: 'won' });
  });

  test('is what a lost dispute has paid already: the host is charged once', async () => {
    const { guest, bookingId } = await cancelledWhileDisputed();
    h.stripe.closeDispute(String(atStripe(bookingId)?.id), 'lost');
    await h.drainJobs();
    expect((await see(h, guest, bookingId)).payment.refundState).toBe('failed');
    const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(bookingId);
    expect(rest).toEqual({});
    expect(stripe).toBe(0 - Number(fees));
  });
});

describe('an answer', () => {
  test.each(['reset-after', 'http-500', 'http-429', 'garbage', 'timeout-after'] as const)(
    'is sent once when Stripe’s own is lost by %s',
    async (fault) => {
      const { bookingId, dispute } = await disputed();
      let lost = 0;
      h.faults.stripe.use((_, { method, path }) => {
        if (method !== 'POST' || !path.startsWith('/v1/disputes/') || lost > 3) return undefined;
        lost += 1;
        return fault === 'timeout-after' && lost > 1 ? undefined : fault;
      });
      await asSupport('POST', `/${dispute.id}/contest`, { statement: 'They stayed.' });
      for (let minute = 0; minute < 12; minute += 1) {
        await h.worker.runCron('* * * * *', h.clock.now());
        await h.qstash.drain();
        h.clock.advance(5 * 60_000);
      }
      await h.drainJobs();
      expect(atStripe(bookingId)?.evidence_details.submission_count).toBe(1);
      expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered' });
    },
  );

  test.each(['saved-500', 'saved-500-after'] as const)(
    'is sent once when Stripe keeps a 500 for its key (%s)',
    async (kind) => {
      const { bookingId, dispute } = await disputed();
      let broken = 0;
      h.stripe.disrupt(({ method, path }) => {
        if (method !== 'POST' || !path.startsWith('/v1/disputes/') || broken > 0) return undefined;
        broken += 1;
        return kind;
      });
      await asSupport('POST', `/${dispute.id}/contest`, { statement: 'They stayed.' });
      for (let minute = 0; minute < 12; minute += 1) {
        await h.worker.runCron('* * * * *', h.clock.now());
        await h.qstash.drain();
        h.clock.advance(5 * 60_000);
      }
      await h.drainJobs();
      expect(broken).toBe(1);
      expect(atStripe(bookingId)?.evidence_details.submission_count).toBe(1);
      expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered' });
    },
  );
});
