import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, end, hold, move, pay, see } from '../bookings/scene.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import { DISPUTED_CARD, SLOW_REFUND_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDesk } from './scene.ts';

const PAID = 228_40;

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterEach(() => {
  h.stripe.disrupt(undefined);
  h.faults.stripe.reset();
  h.faults.db.reset();
  h.clock.hasten(1);
  h.stripe.webhooks.resume();
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
});
afterAll(() => end(h));

/** A confirmed booking whose guest has disputed the payment. */
async function disputed() {
  const { guest, host, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  await pay(h, held, DISPUTED_CARD);
  await h.drainJobs();
  return { guest, host, bookingId: held.id as string, dispute: await disputeOf(held.id) };
}

const { asSupport, lose, disputeOf, booksOf } = createDesk(() => ({ h, support }));

const atStripe = (bookingId: string) =>
  h.stripe.api
    .state()
    .disputes.find(({ payment_intent: intent }) =>
      h.stripe.api.state().paymentIntents.some(({ id, metadata }) => id === intent && metadata.subject === bookingId),
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
    expect(await eventsOf(h, dispute.id)).toEqual(['dispute.opened']);
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
    expect(await eventsOf(h, dispute.id)).toEqual(['dispute.opened', 'dispute.answered', 'dispute.won']);
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
    const { bookingId } = await disputed();
    // Told of before its payment it waits for that, and its job comes back.
    h.clock.advance(60_000);
    await h.drainJobs();
    const dispute = await disputeOf(bookingId);
    await asSupport('POST', `/${dispute.id}/contest`, { statement: 'losing_evidence' });
    await h.drainJobs();
    h.clock.advance(60_000);
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost' });
    expect(await eventsOf(h, dispute.id)).toEqual(['dispute.opened', 'dispute.answered', 'dispute.lost']);
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

describe('a dispute of a payment that was refunded', () => {
  /** Has the guest's bank take back and keep what the guest was given back before. */
  async function takeTwice(bookingId: string, amount = PAID): Promise<void> {
    const { paymentIntents, charges } = h.stripe.api.state();
    const intent = paymentIntents.find(({ metadata }) => metadata.subject === bookingId);
    const charge = charges.find(({ payment_intent: of }) => of === intent?.id);
    const dispute = h.stripe.openDispute(charge?.id ?? '', { amount });
    await h.drainJobs();
    h.stripe.closeDispute(dispute, 'lost');
    await h.drainJobs();
  }

  async function refunding() {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    await pay(h, held, SLOW_REFUND_CARD);
    await h.drainJobs();
    await move(h, guest, held.id, 'cancel');
    await h.drainJobs();
    expect((await see(h, guest, held.id)).payment.refundState).toBe('pending');
    return { guest, id: String(held.id) };
  }

  test('and lost all the same is borne by the marketplace: the guest has had it twice, the host gives nothing', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    await takeTwice(id);
    const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(id);
    expect(rest).toEqual({ platform: PAID });
    expect(stripe).toBe(0 - PAID - Number(fees));
    expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
  });

  test.each([
    { what: 'whole', part: PAID, owed: 0 },
    { what: 'a part', part: 100_00, owed: 128_40 },
  ])(
    'and lost, $what of it, of which the refund then comes back after all: the bank has paid it, and nobody bears or gets it twice',
    async ({ part, owed }) => {
      const { guest, listingId } = await cast(h);
      const { id } = await booked(h, guest, listingId);
      await move(h, guest, id, 'cancel');
      await h.drainJobs();
      await takeTwice(id, part);
      expect(await booksOf(id)).toMatchObject({ platform: part });
      const refund = h.stripe.api.state().refunds.at(-1);
      h.stripe.settleRefund(refund?.id ?? '', 'failed');
      await h.drainJobs();
      const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(id);
      expect(rest).toEqual(owed === 0 ? {} : { guest: 0 - owed });
      expect(stripe).toBe(owed - Number(fees));
      const [last] = await h.sql<{ type: string }>(
        'select type from events where subject = $1 order by id desc limit 1',
        [refund?.metadata?.refundId],
      );
      expect(last?.type).toBe('refund.superseded');
      const options = { token: await tokenFor(h, support), body: { reason: 'It came back' } };
      const again = await h.api('POST', `/v1/admin/bookings/${id}/returned-refunds`, options);
      expect(again.status).toBe(owed === 0 ? 409 : 201);
      await h.drainJobs();
      expect(await booksOf(id)).not.toHaveProperty('guest');
    },
  );

  test('by a refund that is under way waits to see what becomes of it: paid, the marketplace bears the dispute', async () => {
    const { guest, id } = await refunding();
    await takeTwice(id);
    expect(await disputeOf(id)).toMatchObject({ state: 'open' });
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect((await see(h, guest, id)).payment.refundState).toBe('succeeded');
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
    expect(await booksOf(id)).toMatchObject({ platform: PAID });
    expect(await booksOf(id)).not.toHaveProperty('guest');
  });

  test('by a refund that fails after all has paid it: nobody bears it twice', async () => {
    const { id } = await refunding();
    const refund = h.stripe.api.state().refunds.at(-1);
    await takeTwice(id);
    h.stripe.settleRefund(refund?.id ?? '', 'failed');
    await h.drainJobs();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
    const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(id);
    expect(rest).toEqual({});
    expect(stripe).toBe(0 - Number(fees));
  });
});

describe('a refund of a payment of which a part is disputed', () => {
  const nights = (hostReceives: number, platformKeeps: number) => ({ hostReceives, platformKeeps, taxes: 0 });

  /** A booking that was paid. */
  async function paid() {
    const { guest, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    const refunded = () => h.stripe.api.totals({ paymentId: payment.id }).refunded;
    return { guest, id: String(id), refunded };
  }

  async function actBySupport(bookingId: string, what: string, more = {}): Promise<void> {
    const options = { token: await tokenFor(h, support), body: { ...more, reason: 'The heating failed' } };
    const { status, text } = await h.api('POST', `/v1/admin/bookings/${bookingId}/${what}`, options);
    expect({ status, text }).toMatchObject({ status: 201 });
  }
  const refundBySupport = (bookingId: string, from: object) => actBySupport(bookingId, 'refunds', { from });

  /** Has the guest's bank take a part back, which nobody tells us before everything else is done. */
  function disputePart(bookingId: string, amount: number): string {
    const { paymentIntents, charges } = h.stripe.api.state();
    const intent = paymentIntents.find(({ metadata }) => metadata.subject === bookingId);
    const charge = charges.find(({ payment_intent: of }) => of === intent?.id);
    return h.stripe.openDispute(charge?.id ?? '', { amount });
  }

  /** What is left in the books of a booking of which everybody has given everything back. */
  async function expectAllGivenBack(bookingId: string): Promise<void> {
    const { stripe, 'stripe-fees': fees, ...rest } = await booksOf(bookingId);
    expect(rest).toEqual({});
    expect(stripe).toBe(0 - Number(fees));
  }

  test('is paid by the bank as far as it goes, and the rest of it by Stripe', async () => {
    const { guest, id, refunded } = await paid();
    const dispute = disputePart(id, 100_00);
    await h.drainJobs();
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(refunded()).toBe(0);
    await lose(dispute);
    expect(refunded()).toBe(128_40);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    await expectAllGivenBack(id);
  });

  test('waits until it is heard that a dispute over a part is lost: the bank has paid that, and Stripe the rest', async () => {
    const { guest, id, refunded } = await paid();
    const dispute = disputePart(id, 100_00);
    await h.drainJobs();
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    h.stripe.webhooks.pause();
    h.stripe.closeDispute(dispute, 'lost');
    h.clock.advance(25 * 3_600_000);
    await h.drainJobs();
    expect((await see(h, guest, id)).payment.refundState).toBe('pending');
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(refunded()).toBe(128_40);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    await expectAllGivenBack(id);
  });

  test('fails where Stripe gives nothing of it back once the dispute is lost: it is owed, and whoever listens is told', async () => {
    const { guest, id, refunded } = await paid();
    const dispute = disputePart(id, 100_00);
    await h.drainJobs();
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    h.stripe.refuseChargedBack(true);
    await lose(dispute);
    h.clock.advance(3 * 86_400_000);
    await h.drainJobs();
    expect(refunded()).toBe(0);
    const events = await h.sql<{ type: string; amount: number }>(
      `select type, (data ->> 'amount')::int as amount from events where type like 'refund.%' and data ->> 'subject' = $1
       order by id`,
      [id],
    );
    expect(events).toEqual([
      { type: 'refund.created', amount: PAID },
      { type: 'refund.superseded', amount: PAID },
      { type: 'refund.created', amount: 128_40 },
      { type: 'refund.failed', amount: 128_40 },
    ]);
    expect((await booksOf(id)).guest).toBe(0 - 128_40);
    h.stripe.refuseChargedBack(false);
    await actBySupport(id, 'returned-refunds');
    await h.drainJobs();
    expect(refunded()).toBe(128_40);
    await expectAllGivenBack(id);
  });

  test('waits where another dispute is open of which nobody has told us yet, though an earlier one is lost', async () => {
    const { id, refunded } = await paid();
    const first = disputePart(id, 100_00);
    await h.drainJobs();
    await lose(first);
    h.stripe.webhooks.pause();
    const second = disputePart(id, 50_00);
    await refundBySupport(id, nights(20_00, 0));
    await h.qstash.drain();
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(refunded()).toBe(0);
    h.stripe.closeDispute(second, 'won');
    h.clock.advance(86_400_000);
    await h.drainJobs();
    expect(refunded()).toBe(20_00);
  });

  test('ends with the dispute only where the bank has paid it: of two the second waits for Stripe as before', async () => {
    const { guest, id, refunded } = await paid();
    const dispute = disputePart(id, 100_00);
    await h.drainJobs();
    await refundBySupport(id, nights(97_00, 17_20));
    await refundBySupport(id, nights(97_00, 17_20));
    await h.drainJobs();
    await lose(dispute);
    expect(refunded()).toBe(14_20);
    h.clock.advance(86_400_000);
    await h.drainJobs();
    expect(refunded()).toBe(128_40);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    await expectAllGivenBack(id);
  });

  test('that one lost dispute has paid is not paid by the next one', async () => {
    const { id, refunded } = await paid();
    const first = disputePart(id, 100_00);
    await h.drainJobs();
    await refundBySupport(id, nights(50_00, 0));
    await h.drainJobs();
    await lose(first);
    const second = disputePart(id, 128_40);
    await h.drainJobs();
    await lose(second);
    expect(refunded()).toBe(0);
    await expectAllGivenBack(id);
  });

  test('that Stripe has made, though nobody has heard of it yet, is not taken for one that the bank has paid', async () => {
    const { guest, id, refunded } = await paid();
    h.faults.stripe.use((_, { path, method }) => {
      if (!path.startsWith('/v1/refunds')) return undefined;
      if (method === 'POST') return 'reset-after';
      return refunded() > 0 ? 'refuse' : undefined;
    });
    h.clock.hasten(10);
    const run = async () => {
      await h.stripe.drain();
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
    };
    await refundBySupport(id, nights(50_00, 0));
    await run();
    expect(refunded()).toBe(50_00);
    h.stripe.closeDispute(disputePart(id, 178_40), 'lost');
    await run();
    h.faults.stripe.reset();
    h.clock.hasten(1);
    // The refund first, if the dispute's turn comes before it: its job comes back.
    for (let hour = 0; hour < 2; hour += 1) {
      h.clock.advance(3_600_000);
      await h.drainJobs();
    }
    expect((await see(h, guest, id)).payment.refundState).toBe('succeeded');
    expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
    await expectAllGivenBack(id);
  });

  test('that Stripe makes while the lost dispute is being booked, and of which nothing is recorded until then, is paid once', async () => {
    const { id, refunded } = await paid();
    const dispute = disputePart(id, 100_00);
    await h.drainJobs();
    await refundBySupport(id, nights(80_00, 0));
    await h.drainJobs();
    const [made, booked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    h.faults.stripe.use(async (_, { method, path, act }) => {
      if (method !== 'POST' || path !== '/v1/refunds') return undefined;
      await act();
      made.resolve();
      await booked.promise;
      return undefined;
    });
    let swept: Promise<void> | undefined;
    h.faults.db.use(async (_, { body, act }) => {
      if (!body.includes('dispute-lost:dp_')) return undefined;
      if (swept !== undefined) return 'refuse';
      // The bank has decided, and the day is over after which the refund is tried again.
      h.clock.advance(86_400_000 + 300_000);
      swept = h.worker.runCron('* * * * *', h.clock.now());
      await made.promise;
      await act();
      h.faults.db.reset();
      booked.resolve();
      return undefined;
    });
    await lose(dispute);
    await swept;
    h.faults.stripe.reset();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(swept).toBeDefined();
    expect(refunded()).toBe(80_00);
    expect(await booksOf(id)).not.toHaveProperty('guest');
    expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
  });

  test('that is paid while the lost dispute is being booked is paid once', async () => {
    const { id, refunded } = await paid();
    const dispute = disputePart(id, 100_00);
    await h.drainJobs();
    await refundBySupport(id, nights(80_00, 0));
    await h.drainJobs();
    let meanwhile: 'before' | 'now' | 'over' = 'before';
    h.faults.db.use(async (_, { body }) => {
      if (meanwhile === 'over' || !body.includes('dispute-lost:dp_')) return undefined;
      if (meanwhile === 'now') return 'refuse';
      meanwhile = 'now';
      // The bank has decided, and the day is over after which the refund is tried again.
      h.clock.advance(86_400_000 + 300_000);
      await h.worker.runCron('* * * * *', h.clock.now());
      meanwhile = 'over';
      return undefined;
    });
    await lose(dispute);
    h.faults.db.reset();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(meanwhile).toBe('over');
    expect(refunded()).toBe(80_00);
    const books = await booksOf(id);
    expect(books).not.toHaveProperty('guest');
    expect(Number(books.host) + Number(books.platform)).toBe(0 - (PAID - 180_00));
  });
});

describe('an answer', () => {
  test.each([
    { kind: 'accept', body: undefined, ends: 'lost' },
    { kind: 'contest', body: { statement: 'They stayed.' }, ends: 'answered' },
  ])('($kind) that Stripe refuses is taken back, and the same one again is sent anew', async ({ kind, body, ends }) => {
    const { bookingId, dispute } = await disputed();
    h.stripe.disrupt(({ method, path }) =>
      method === 'POST' && path.startsWith('/v1/disputes/') ? 'saved-400' : undefined,
    );
    expect((await asSupport('POST', `/${dispute.id}/${kind}`, body)).status).toBe(200);
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'open', answer: null });
    h.stripe.disrupt(undefined);
    expect((await asSupport('POST', `/${dispute.id}/${kind}`, body)).status).toBe(200);
    await h.drainJobs();
    expect(await disputeOf(bookingId)).toMatchObject({ state: ends });
  });

  /** Stripe answers to no answer of ours; who answers in its Dashboard is heard. */
  function sendNothing(): void {
    h.faults.stripe.use((_, { path, body }) =>
      path.endsWith('/close') || body.includes('product_description') ? 'http-500' : undefined,
    );
  }

  async function minutes(count: number): Promise<void> {
    for (let minute = 0; minute < count; minute += 1) {
      await h.stripe.drain();
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
      h.clock.advance(60_000);
    }
  }

  test.each([
    { kind: 'accept', body: undefined, heard: 'which Stripe refuses' },
    { kind: 'accept', body: undefined, heard: 'of which Stripe tells' },
    { kind: 'contest', body: { statement: 'They stayed.' }, heard: 'which Stripe refuses' },
    { kind: 'contest', body: { statement: 'They stayed.' }, heard: 'of which Stripe tells' },
  ])(
    '($kind) is not told as given where the bank was given another in the Dashboard, $heard',
    async ({ kind, body, heard }) => {
      const { bookingId, dispute } = await disputed();
      sendNothing();
      expect((await asSupport('POST', `/${dispute.id}/${kind}`, body)).status).toBe(200);
      await minutes(1);
      if (heard === 'which Stripe refuses') h.stripe.webhooks.pause();
      const another = { evidence: { uncategorized_text: 'Was here.' }, submit: true };
      await clientOf(h.stripe).disputes.update(String(atStripe(bookingId)?.id), another);
      if (heard === 'which Stripe refuses') h.faults.stripe.reset();
      await minutes(4);
      expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered', answer: null, answeredAt: null });
      h.faults.stripe.reset();
      h.clock.advance(3_600_000);
      await h.drainJobs();
    },
  );

  test('that could not be sent in time is not told as sent', async () => {
    const { bookingId, dispute } = await disputed();
    sendNothing();
    await asSupport('POST', `/${dispute.id}/contest`, { statement: 'They stayed.' });
    await minutes(1);
    h.clock.advance(10 * 86_400_000);
    await minutes(2);
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost', answer: null });
    h.faults.stripe.reset();
    h.clock.advance(3_600_000);
    await h.drainJobs();
  });

  test('that is refused under the key that follows a spent one is taken back, and the same one again is sent anew', async () => {
    const { bookingId, dispute } = await disputed();
    const failures = ['saved-500', 'saved-400'] as const;
    let sent = 0;
    h.stripe.disrupt(({ method, path }) => {
      if (method !== 'POST' || !path.startsWith('/v1/disputes/')) return undefined;
      sent += 1;
      return failures[sent - 1];
    });
    await asSupport('POST', `/${dispute.id}/accept`);
    for (let minute = 0; minute < 12; minute += 1) {
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
      h.clock.advance(5 * 60_000);
    }
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'open', answer: null });
    await asSupport('POST', `/${dispute.id}/accept`);
    await h.drainJobs();
    expect(sent).toBe(3);
    expect(await disputeOf(bookingId)).toMatchObject({ state: 'lost' });
  });

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
      h.clock.hasten(40);
      for (let minute = 0; minute < 12; minute += 1) {
        await h.worker.runCron('* * * * *', h.clock.now());
        await h.qstash.drain();
        h.clock.advance(5 * 60_000);
      }
      await h.drainJobs();
      expect(atStripe(bookingId)?.evidence_details.submission_count).toBe(1);
      expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered', answer: 'evidence' });
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
      expect(await disputeOf(bookingId)).toMatchObject({ state: 'answered', answer: 'evidence' });
    },
  );
});
