import Stripe from 'stripe';
import { type BookingId, newId, type PaymentId, type PersonId, type RefundId } from '../../src/kernel/ids.ts';
import { of, type Postings, post } from '../../src/payments/index.ts';
import { capturePostings, promisePostings } from '../../src/payments/ledger.ts';
import type { Write } from '../../src/platform/db/index.ts';
import type { Harness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { createPlatform } from '../harness/platform.ts';

/** One booking of a month, whose money has moved at Stripe and in the books alike. */
export interface Booked {
  bookingId: BookingId;
  paymentId: PaymentId;
  intentId: string;
  chargeId: string;
  /** Minor units. */
  amount: number;
  at: Date;
  /** The host's account at Stripe. */
  destination: string;
  refundId?: RefundId;
  transferId?: string;
}

/** What a month is played with: the world, Stripe's own client, and the two people whom all money is of. */
export interface MonthStage {
  h: Harness;
  stripe: Stripe;
  guest: PersonId;
  host: PersonId;
  /** Posts an effect of a booking as the product does. */
  book(at: Date, effect: `${string}:${string}`, subject: string, postings: Postings): void;
  /** Commits what was posted since. */
  commit(): Promise<void>;
}

const AT_ONCE = 100;
const CURRENCY = 'USD';

export async function startMonth(h: Harness): Promise<MonthStage> {
  const { hostname, port } = new URL(h.stripe.url);
  const stripe = new Stripe(h.stripe.secretKey, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
  const [guest, host] = await Promise.all([createPerson(h), createPerson(h)]);
  const ctx = createPlatform(h).context();
  let writes: Write[] = [];
  h.stripe.webhooks.pause();
  return {
    h,
    stripe,
    guest: guest.id,
    host: host.id,
    book(at, effect, subject, postings) {
      writes.push(...post({ now: at, realNow: at }, effect, subject, CURRENCY, postings));
    },
    async commit() {
      const due = writes;
      writes = [];
      for (let first = 0; first < due.length; first += AT_ONCE) await ctx.db.batch(due.slice(first, first + AT_ONCE));
    },
  };
}

/**
 * Books, pays, refunds, transfers and disputes over one day, at Stripe and in the books.
 * @param day the day's first instant; one booking in five is refunded, every second is paid out, one in a hundred disputed
 */
export async function playDay(stage: MonthStage, day: Date, count: number, destination: string): Promise<Booked[]> {
  const { h } = stage;
  const booked: Booked[] = [];
  const payments: object[] = [];
  for (let n = 0; n < count; n += 1) {
    const at = new Date(day.getTime() + Math.floor(((n + 0.5) / count) * 82_000_000));
    h.clock.set(at.toISOString());
    const amount = 10_000 + ((n * 7919) % 90_000);
    const booking = { ...(await pay(stage, at, amount, payments)), destination };
    if (n % 5 === 0) await refund(stage, booking);
    if (n % 2 === 1) await transfer(stage, booking);
    if (n % 100 === 52) await dispute(stage, booking);
    booked.push(booking);
  }
  await insertPayments(h, payments);
  await stage.commit();
  return booked;
}

async function pay(
  stage: MonthStage,
  at: Date,
  amount: number,
  payments: object[],
): Promise<Omit<Booked, 'destination'>> {
  const { stripe, guest, host } = stage;
  const [bookingId, paymentId] = [newId('booking'), newId('payment')];
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    confirm: true,
    capture_method: 'automatic',
    payment_method: 'pm_card_visa',
    allowed_payment_method_types: ['card'],
    metadata: { paymentId, subject: bookingId },
    expand: ['latest_charge.balance_transaction'],
  });
  const charge = intent.latest_charge;
  const transaction = typeof charge === 'object' ? charge?.balance_transaction : null;
  if (typeof charge !== 'object' || charge === null || typeof transaction !== 'object' || transaction === null) {
    throw new Error(`${intent.id} was not charged`);
  }
  stage.book(at, `capture:${paymentId}`, bookingId, capturePostings({ guest, host }, sharesOf(amount)));
  const { fee } = transaction;
  stage.book(at, `stripe-fee:${transaction.id}`, bookingId, { 'stripe-fees': fee, stripe: 0 - fee });
  payments.push({ id: paymentId, subject: bookingId, payer: guest, payee: host, amount, intent: intent.id, at });
  return { bookingId, paymentId, intentId: intent.id, chargeId: charge.id, amount, at };
}

async function refund(stage: MonthStage, booking: Booked): Promise<void> {
  const { stripe, guest, host } = stage;
  const { bookingId, amount, at } = booking;
  const refundId = newId('refund');
  await stripe.refunds.create({ payment_intent: booking.intentId, amount, metadata: { refundId } });
  stage.book(at, `refund-promised:${refundId}`, bookingId, promisePostings({ guest, host }, sharesOf(amount)));
  stage.book(at, `refund-succeeded:${refundId}`, bookingId, {
    guest: of(guest, amount),
    stripe: of(guest, 0 - amount),
  });
  booking.refundId = refundId;
}

async function transfer(stage: MonthStage, booking: Booked): Promise<void> {
  const { stripe, host } = stage;
  const { bookingId, chargeId, at, destination } = booking;
  const amount = sharesOf(booking.amount).host;
  const payoutId = `${bookingId}-paid`;
  await stripe.transfers.create({
    amount,
    currency: 'usd',
    destination,
    source_transaction: chargeId,
    metadata: { payoutId, subject: bookingId },
  });
  stage.book(at, `payout:${payoutId}`, bookingId, { host: of(host, amount), transfers: of(host, 0 - amount) });
  stage.book(at, `transfer:${payoutId}`, bookingId, { transfers: of(host, amount), stripe: of(host, 0 - amount) });
  booking.transferId = payoutId;
}

async function dispute(stage: MonthStage, { bookingId, chargeId, at }: Booked): Promise<void> {
  const { h, stripe, guest } = stage;
  const disputeId = h.stripe.openDispute(chargeId);
  const { amount, balance_transactions: moved } = await stripe.disputes.retrieve(disputeId);
  const net = moved.reduce((total, transaction) => total + transaction.net, 0);
  stage.book(at, `dispute-opened:${disputeId}`, bookingId, {
    stripe: net,
    disputes: of(guest, amount),
    'stripe-fees': 0 - net - amount,
  });
}

function sharesOf(amount: number) {
  const platform = Math.round(amount * 0.155);
  return { host: amount - platform, platform, tax: 0 };
}

async function insertPayments(h: Harness, payments: readonly object[]): Promise<void> {
  await h.sql(
    `insert into payments (id, subject, payer_id, payee_id, amount, currency, host_share, platform_share, tax_share,
       capture, state, intent_id, payable_until, captured_amount, created_at, updated_at)
     select id, subject, payer, payee, amount, 'USD', amount, 0, 0, 'automatic', 'captured', intent, at, amount, at, at
     from json_to_recordset($1) as made (
       id text, subject text, payer text, payee text, amount bigint, intent text, at timestamptz)`,
    [JSON.stringify(payments)],
  );
}

/** An account at Stripe that can be paid. */
export async function openHostAccount({ h, stripe }: MonthStage): Promise<string> {
  const account = await stripe.accounts.create({
    type: 'express',
    country: 'US',
    capabilities: { transfers: { requested: true } },
  });
  h.stripe.completeOnboarding(account.id);
  return account.id;
}

/** Compares these days, page after page as the queue brings them. */
export async function reconcile(h: Harness, until: Date): Promise<void> {
  h.clock.set(until.toISOString());
  await h.worker.runCron('17 * * * *', h.clock.now());
  await finish(h);
}

/** Lets the jobs that are due come to an end; the sweep finds those whose publishing is still under way. */
export async function finish(h: Harness): Promise<void> {
  for (;;) {
    await h.qstash.drain();
    const [open] = await h.sql<{ jobs: number }>(
      'select count(*)::int as jobs from jobs where done_at is null and run_at <= $1',
      [new Date(h.clock.now())],
    );
    if (open?.jobs === 0) return;
    await h.worker.runCron('* * * * *', h.clock.now());
  }
}
