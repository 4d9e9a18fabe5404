import { confirmInBrowser } from '../../local/stripe/index.ts';
import type { Answer, CallOptions } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { insist } from '../harness/insist.ts';
import { assertConverged } from '../harness/invariants.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { GOOD_CARD } from '../harness/test-cards.ts';

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

/** The same once more under the same key: what the first answer left to be done may still go on. */
export function bookAgain(
  h: Harness,
  guest: Person,
  quote: string,
  options: CallOptions & { key: string },
): Promise<Answer> {
  return insist(() => bookWith(h, guest, quote, options));
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
  name: 'release' | 'withdraw' | 'accept' | 'decline' | 'cancel' | 'report-no-show',
  options: CallOptions = {},
): Promise<Answer> {
  return h.api('POST', `/v1/bookings/${bookingId}/${name}`, { token: await tokenFor(h, person), ...options });
}

/** A host with a listing, and a guest. */
export async function cast(h: Harness, columns: Parameters<typeof createListing>[2] = {}) {
  const [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
  return { host, guest, listingId: await createListing(h, host, columns) };
}

/** A request that its host has to answer, with the two. */
export async function requested(h: Harness) {
  const scene = await cast(h, { instant_booking: false });
  return { ...scene, booking: await booked(h, scene.guest, scene.listingId) };
}

/** Lets everything in a test file's world settle, and holds it to what must be true of any. */
export async function settle(h: Harness): Promise<void> {
  await h.drainJobs();
  h.clock.advance(2 * 3_600_000);
  await h.drainJobs();
  await assertConverged(h);
}

/** Settles a test file's world, and ends it however it has settled. */
export async function end(h: Harness): Promise<void> {
  try {
    await settle(h);
  } finally {
    await h.close();
  }
}
