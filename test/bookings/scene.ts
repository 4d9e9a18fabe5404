import { confirmInBrowser } from '../../local/stripe/index.ts';
import type { Answer, CallOptions } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

export const GOOD_CARD = '4242424242424242';

/** Two nights, 2027-06-03 to 2027-06-05, unless said otherwise. */
export type StayToBook = { checkIn?: string; checkOut?: string };

export async function quoteFor(h: Harness, guest: Person, listingId: string, stay: StayToBook = {}): Promise<Answer> {
  const token = await tokenFor(h, guest);
  const body = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 }, ...stay };
  return h.api('POST', `/v1/listings/${listingId}/quotes`, { token, key: null, body });
}

/** The token of a quote that was given. */
export async function quotedToken(
  h: Harness,
  guest: Person,
  listingId: string,
  stay: StayToBook = {},
): Promise<string> {
  const { status, body, text } = await quoteFor(h, guest, listingId, stay);
  if (status !== 201) throw new Error(`no quote: ${text}`);
  return body.token;
}

/** Books with a quote; the answer may be a refusal. */
export async function bookWith(h: Harness, guest: Person, quote: string, options: CallOptions = {}): Promise<Answer> {
  return h.api('POST', '/v1/bookings', { token: await tokenFor(h, guest), body: { quote }, ...options });
}

/** A hold of this guest, as it was answered. */
export async function hold(
  h: Harness,
  guest: Person,
  listingId: string,
  stay: StayToBook = {},
): Promise<Answer['body']> {
  const { status, body, text } = await bookWith(h, guest, await quotedToken(h, guest, listingId, stay));
  if (status !== 201) throw new Error(`no hold: ${text}`);
  return body;
}

/** Pays a hold as the guest's browser does, without waiting for what it brings about. */
export function pay(h: Harness, held: Answer['body'], card = GOOD_CARD) {
  return confirmInBrowser({
    url: h.stripe.url,
    publishableKey: h.stripe.publishableKey,
    clientSecret: held.payment.clientSecret,
    card,
  });
}

/** A booking that was paid, and confirmed or requested. */
export async function booked(
  h: Harness,
  guest: Person,
  listingId: string,
  stay: StayToBook = {},
): Promise<Answer['body']> {
  const held = await hold(h, guest, listingId, stay);
  await pay(h, held);
  await h.drainJobs();
  return see(h, guest, held.id);
}

/** The booking as this person sees it, with a fresh token. */
export async function see(h: Harness, person: Person, bookingId: string): Promise<Answer['body']> {
  const token = await tokenFor(h, person);
  return (await h.api('GET', `/v1/bookings/${bookingId}`, { token })).body;
}

/** Moves a booking: accept, decline, withdraw, release, cancel. */
export async function move(
  h: Harness,
  person: Person,
  bookingId: string,
  name: 'release' | 'withdraw' | 'accept' | 'decline' | 'cancel',
  options: CallOptions = {},
): Promise<Answer> {
  return h.api('POST', `/v1/bookings/${bookingId}/${name}`, { token: await tokenFor(h, person), ...options });
}

/** A host with a listing, and a guest. */
export async function cast(h: Harness, columns: Parameters<typeof createListing>[2] = {}) {
  const [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
  return { host, guest, listingId: await createListing(h, host, columns) };
}

/** What must be true of every database at rest: nights are sold once, to those who paid, and the books agree with Stripe. */
export async function expectSound(h: Harness): Promise<void> {
  const faults = [
    ...(await overlaps(h)),
    ...(await strayClaims(h)),
    ...(await unpaid(h)),
    ...(await unbalanced(h)),
    ...(await moneyFaults(h)),
  ];
  if (faults.length > 0) throw new Error(`not sound: ${JSON.stringify(faults, null, 2)}`);
}

function overlaps(h: Harness) {
  return h.sql(`
    select 'nights sold twice' as fault, a.id, b.id as other from bookings a
    join bookings b on a.listing_id = b.listing_id and a.id < b.id and a.check_in < b.check_out and b.check_in < a.check_out
    where a.state in ('confirmed', 'completed') and b.state in ('confirmed', 'completed')`);
}

function unpaid(h: Harness) {
  return h.sql(`
    select 'booking and payment disagree' as fault, b.id, b.state, p.state as payment, captured_amount, refunded_amount
    from bookings b join payments p on p.id = payment_id
    where not case
      when b.state = 'held' then p.state = 'pending'
      when b.state = 'requested' then p.state = 'authorised'
      when b.state in ('confirmed', 'completed') then p.state = 'captured' and refunded_amount = 0
      when b.state = 'cancelled' then p.state = 'captured' and refunded_amount = (b.refund ->> 'refund')::int
      else p.state = 'cancelled' or (p.state = 'captured' and refunded_amount = captured_amount)
    end`);
}

function unbalanced(h: Harness) {
  return h.sql(`
    select 'effect does not balance' as fault, effect from ledger_entries group by effect, currency having sum(amount) <> 0`);
}

function strayClaims(h: Harness) {
  return h.sql(`
    select 'claim and booking disagree' as fault, id, state, active from bookings join claims on booking_id = id
    where state <> 'completed' and active <> (state in ('held', 'requested', 'confirmed'))`);
}

async function moneyFaults(h: Harness) {
  const payments = await h.sql<{ id: string; state: string; captured: number; refunded: number; stripe: number }>(`
    select p.id, p.state, captured_amount::int as captured,
      (select coalesce(sum(amount), 0)::int from refunds r where r.payment_id = p.id and r.state = 'succeeded') as refunded,
      (select coalesce(sum(amount), 0)::int from ledger_entries l where l.subject = p.subject and account = 'stripe') as stripe
    from payments p`);
  return payments.flatMap((ours) => {
    const theirs = h.stripe.api.totals({ paymentId: ours.id });
    const kept = ours.captured - ours.refunded;
    const isHeld = theirs.held > 0;
    const isAgreed =
      theirs.captured - theirs.refunded === kept && ours.stripe === kept && isHeld === (ours.state === 'authorised');
    return isAgreed ? [] : [{ fault: 'books and Stripe disagree', ...ours, theirs }];
  });
}
